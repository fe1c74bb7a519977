using System.Collections.Immutable;
using System.Globalization;
using Orleans.Concurrency;

namespace FleetActors.Search;

/// <summary>What may belong to one owner of a fleet only. Append-only; part of keys.</summary>
[GenerateSerializer, Alias("UniqueKind")]
public enum UniqueKind
{
    /// <summary>A vehicle's VIN.</summary>
    Vin = 1,
    /// <summary>A vehicle's number plate.</summary>
    Plate = 2,
    /// <summary>A customer's e-mail address.</summary>
    Email = 3,
}

/// <summary>A value that an owner wants for itself.</summary>
/// <param name="Value">As it is written; compared as <see cref="UniqueIndexKey.Normal"/> says.</param>
/// <param name="Owner">The id of the vehicle or customer.</param>
/// <param name="Attempt">Which attempt to register: what is confirmed or released must name it.</param>
/// <param name="AskAfter">After this the claim is in doubt, and whoever made it must not act on it any more.</param>
[GenerateSerializer, Immutable, Alias("UniqueClaim")]
public sealed record UniqueClaim(
    [property: Id(0)] string Value,
    [property: Id(1)] string Owner,
    [property: Id(2)] long Attempt,
    [property: Id(3)] DateTimeOffset AskAfter);

/// <summary>
/// Reserves values that must be unique, before what has them is registered. A claim is tentative until it is confirmed, and is
/// presumed to be given up when nobody knows its owner: but only asking decides that, never this grain's clock.
/// Key: <see cref="UniqueIndexKey"/>.
/// </summary>
[Alias("IUniqueIndexGrain")]
public interface IUniqueIndexGrain : IGrainWithStringKey
{
    /// <summary>The most claims of one call.</summary>
    const int MaxClaims = 1_024;

    /// <summary>
    /// Claims values; durable when answered, each with its own outcome. Repeats of the same owner are accepted again.
    /// <see cref="Refusal.HeldPendingResolution"/> while another's claim is in doubt: try again.
    /// </summary>
    [AlwaysInterleave, Alias("Reserve")] Task<ImmutableArray<Outcome<Done>>> Reserve(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation);

    /// <summary>The owners are registered. Claims that are not known so are ignored.</summary>
    [AlwaysInterleave, Alias("Confirm")] Task Confirm(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation);

    /// <summary>The owners are not registered, or have the values no longer. Claims that are not known so are ignored.</summary>
    [AlwaysInterleave, Alias("Release")] Task Release(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation);

    /// <summary>Whose a value is for certain, or null.</summary>
    [Alias("OwnerOf")] Task<string?> OwnerOf(string value, CancellationToken cancellation);
}

/// <summary>The grain key of a part of a unique index: <c>fleet:kind.bucket</c>.</summary>
/// <param name="Fleet">Whose values.</param>
/// <param name="Kind">Which values.</param>
/// <param name="Bucket">0 to <see cref="Buckets"/> - 1.</param>
public readonly record struct UniqueIndexKey(FleetId Fleet, UniqueKind Kind, int Bucket)
{
    /// <summary>Parts of an index. Fixed for ever: it says where values lie.</summary>
    public const int Buckets = 64;

    /// <summary>The part that has a value.</summary>
    public static UniqueIndexKey Of(FleetId fleet, UniqueKind kind, string value)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in Normal(value)) hash = unchecked((hash ^ letter) * 16_777_619u);
        return new(fleet, kind, (int)((hash ^ (hash >> 16)) % Buckets));
    }

    /// <summary>How values are compared: capital letters, without blanks and hyphens ("b-fa 1" is "BFA1").</summary>
    public static string Normal(string value) =>
        string.Concat(value.Where(letter => !char.IsWhiteSpace(letter) && letter != '-')).ToUpperInvariant();

    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not a part's key.</exception>
    public static UniqueIndexKey Parse(string key)
    {
        var (fleet, part) = EntityKeys.Split(key);
        var dot = part.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !Enum.TryParse<UniqueKind>(part.AsSpan(0, dot), ignoreCase: true, out var kind)) throw new FormatException($"'{key}' is no part of an index.");
        return new(new FleetId(fleet), kind, int.Parse(part.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Fleet.Value}{EntityKeys.Separator}{Kind.ToString().ToLowerInvariant()}.{Bucket}");
}
