namespace FleetActors.Search;

/// <summary>How far a claim has come. Append-only; persisted.</summary>
[GenerateSerializer, Alias("ClaimStage")]
public enum ClaimStage
{
    /// <summary>Claimed, not yet confirmed.</summary>
    Tentative = 1,
    /// <summary>The owner is registered.</summary>
    Confirmed = 2,
    /// <summary>Nobody's.</summary>
    Free = 3,
}

/// <summary>A durable change of one value; a later one of the same value replaces it.</summary>
/// <param name="Value">In its normal form.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Attempt">Of which attempt.</param>
/// <param name="AskAfter">After this a tentative claim is in doubt.</param>
[GenerateSerializer, Immutable, Alias("UniqueEntry")]
public sealed record UniqueEntry(
    [property: Id(0)] string Value,
    [property: Id(1)] ClaimStage Stage,
    [property: Id(2)] string Owner,
    [property: Id(3)] long Attempt,
    [property: Id(4)] DateTimeOffset AskAfter);
