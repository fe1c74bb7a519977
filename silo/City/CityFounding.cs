using FleetActors.Fleets;

namespace FleetActors.Silo.City;

/// <summary>Makes the city's fleet and its first API key when the silo starts for the first time.</summary>
public sealed class CityFounding(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>The file in the data directory that keeps the first key, readable by its owner only.</summary>
    public const string KeyFile = "admin.key";

    private static readonly Caller Founder = new("silo", Role.System);

    /// <summary>Creates the fleet; answers the text of its first key when there was none before.</summary>
    /// <param name="directory">
    /// Where the key is kept for the next start's convenience, or null where nothing is kept. The file is there, empty, before the
    /// key is: a founding that was cut short between the two leaves a key that nobody has read, and the next start makes another.
    /// </param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<string?> Found(string? directory, CancellationToken cancellation)
    {
        var fleet = grains.GetGrain<IFleetGrain>(CitySettings.Fleet.Value);
        var settings = new FleetSettings(CitySettings.Fleet, "The city", new Currency("EUR"), FleetSettings.DefaultShardCount);
        await fleet.Create(Header("found"), new CreateFleet(settings), cancellation);
        var wasCutShort = directory is not null && new FileInfo(Path.Combine(directory, KeyFile)) is { Exists: true, Length: 0 };
        var keys = await fleet.ApiKeys(cancellation);
        if (!keys.IsEmpty && !wasCutShort) return null;
        if (directory is not null) Keep("", directory);
        var name = keys.IsEmpty ? "admin" : FormattableString.Invariant($"admin-{keys.Length + 1}");
        var key = await fleet.CreateApiKey(Header("first-key"), new CreateApiKey(name, Role.Admin), cancellation);
        if (!key.IsAccepted) return null;
        if (directory is not null) Keep(key.Accepted.Text + Environment.NewLine, directory);
        return key.Accepted.Text;
    }

    private static void Keep(string text, string directory)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(Path.Combine(directory, KeyFile), options);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    /// <summary>A start is a founding at most once, so its time will do for an id.</summary>
    private CommandHeader Header(string what) => new(new CommandId(FormattableString.Invariant($"{what}-{clock.GetUtcNow().ToUnixTimeMilliseconds()}")), Founder, clock.GetUtcNow());
}
