namespace FleetActors.Search;

/// <summary>Who may have a value.</summary>
public static class UniqueRules
{
    /// <summary>The longest value.</summary>
    public const int MaxLength = 254;

    /// <summary>What a claim leads to: a new entry, nothing new for a repeat, or a refusal.</summary>
    /// <param name="known">The newest entry of the value, or null.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="taken">What is answered when the value is another's.</param>
    /// <param name="isAffirmed">Whether the owner of what is known said a moment ago that it has the value.</param>
    /// <param name="now">The index's clock: it may put a claim in doubt, but frees none.</param>
    public static (UniqueEntry? Entry, Refused? Refused) Reserve(UniqueEntry? known, UniqueClaim claim, Refusal taken, bool isAffirmed, DateTimeOffset now)
    {
        if (claim.Value.Length is 0 or > MaxLength || !IdText.IsValid(claim.Owner))
            return (null, new(Refusal.ValueOutOfRange, $"1 to {MaxLength} letters and digits, and an owner's id"));
        if (now > claim.AskAfter) return (null, new(Refusal.HoldTooLate));
        return known switch
        {
            null or { Stage: ClaimStage.Free } => (New(), null),
            _ when known.Owner == claim.Owner => (claim.Attempt <= known.Attempt ? null : New(), null),
            _ when IsInDoubt(known, now) && !isAffirmed => (null, new(Refusal.HeldPendingResolution)),
            _ => (null, new(taken, $"one that {known.Owner} does not have")),
        };

        UniqueEntry New() => new(claim.Value, ClaimStage.Claimed, claim.Owner, claim.Attempt, claim.AskAfter);
    }

    /// <summary>Whether only the owner's record can say if a claim stands.</summary>
    public static bool IsInDoubt(UniqueEntry known, DateTimeOffset now) => known.Stage == ClaimStage.Claimed && now > known.AskAfter;

    /// <summary>The entry that a release leads to, or null when it is not for what is known: a later claim of the same owner stays.</summary>
    public static UniqueEntry? Release(UniqueEntry? known, UniqueClaim claim) =>
        known is { Stage: ClaimStage.Claimed } && known.Owner == claim.Owner && claim.Attempt >= known.Attempt
            ? known with { Stage = ClaimStage.Free }
            : null;

    /// <summary>The entry that an owner's answer about a claim in doubt leads to, or null when the claim stands.</summary>
    public static UniqueEntry? Resolve(UniqueEntry known, bool owns) => owns ? null : known with { Stage = ClaimStage.Free };
}
