namespace FleetActors.Search;

/// <summary>How a value stands. Append-only; persisted.</summary>
[GenerateSerializer, Alias("ClaimStage")]
public enum ClaimStage
{
    /// <summary>Claimed: its owner's record says whether it has the value.</summary>
    Claimed = 1,
    /// <summary>Nobody's.</summary>
    Free = 3,
}

/// <summary>A durable change of one value; a later one of the same value replaces it.</summary>
/// <param name="Value">In its normal form.</param>
/// <param name="Stage">How it stands.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Attempt">Of which attempt.</param>
/// <param name="AskAfter">After this a claim is in doubt.</param>
[GenerateSerializer, Immutable, Alias("UniqueEntry")]
public sealed record UniqueEntry(
    [property: Id(0)] string Value,
    [property: Id(1)] ClaimStage Stage,
    [property: Id(2)] string Owner,
    [property: Id(3)] long Attempt,
    [property: Id(4)] DateTimeOffset AskAfter);
