namespace FleetActors.Sdk;

/// <summary>Where new command ids come from. Replaced by a seeded source in tests and simulations.</summary>
public interface IIdSource
{
    /// <summary>An id that was never given before and sorts by time.</summary>
    CommandId NextCommandId(DateTimeOffset now);
}

/// <summary>Ids as UUID version 7, whose first 48 bits are the time in milliseconds.</summary>
public sealed class UuidSource : IIdSource
{
    /// <inheritdoc/>
    public CommandId NextCommandId(DateTimeOffset now) => new(Guid.CreateVersion7(now).ToString());

    /// <summary>The time within a UUID version 7, or null when the text is not one.</summary>
    public static DateTimeOffset? TimeOf(string id) =>
        Guid.TryParseExact(id, "D", out var uuid) && uuid.Version == 7
            ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(
                string.Concat(id.AsSpan(0, 8), id.AsSpan(9, 4)),
                System.Globalization.NumberStyles.AllowHexSpecifier,
                System.Globalization.CultureInfo.InvariantCulture))
            : null;
}
