using System.Collections.Immutable;
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
/// <param name="Value">In its normal form, see <see cref="UniqueIndexKey.Normal"/>.</param>
/// <param name="Owner">The id of the vehicle or customer.</param>
/// <param name="Attempt">Grows from one claim of an owner to its next: a release ends claims up to its own.</param>
/// <param name="AskAfter">After this the claim is in doubt, and whoever made it must not act on it any more.</param>
[GenerateSerializer, Immutable, Alias("UniqueClaim")]
public readonly record struct UniqueClaim(
    [property: Id(0)] string Value,
    [property: Id(1)] string Owner,
    [property: Id(2)] long Attempt,
    [property: Id(3)] DateTimeOffset AskAfter);

/// <summary>
/// Reserves values that must be unique, before what has them is registered. Whose a value is in the end is decided by its owner's
/// record alone: a claim past its time is presumed to be given up unless that record has the value, and only asking it decides,
/// never this grain's clock. So nothing need be confirmed, and a lost message costs a question. Key: <see cref="UniqueIndexKey"/>.
/// </summary>
[Alias("IUniqueIndexGrain")]
public interface IUniqueIndexGrain : IGrainWithStringKey
{
    /// <summary>The most claims of one call.</summary>
    const int MaxClaims = 2_048;

    /// <summary>
    /// Claims values; durable when answered, each with its own outcome. Repeats of the same owner are accepted again. A value
    /// that is another's is refused with who has it; <see cref="Refusal.HeldPendingResolution"/> while that is being asked: try again.
    /// </summary>
    [AlwaysInterleave, Alias("Reserve")] Task<ImmutableArray<Outcome<Done>>> Reserve(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation);

    /// <summary>The owners are not registered, or have the values no longer. Claims that are not known so are ignored.</summary>
    [AlwaysInterleave, Alias("Release")] Task Release(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation);

    /// <summary>Who ever claimed a value of this part, page by page from 0, some of them more than once; null after the last page.</summary>
    [AlwaysInterleave, Alias("Claimants")] Task<ImmutableArray<string>?> Claimants(int page, CancellationToken cancellation);

    /// <summary>Who claimed a value last, or null. Whether it has it is said by its record.</summary>
    [AlwaysInterleave, Alias("ClaimantOf")] Task<string?> ClaimantOf(string value, CancellationToken cancellation);
}
