namespace FleetActors.Search;

/// <summary>Who may have a value.</summary>
public static class UniqueRules
{
    /// <summary>What a claim leads to: a new entry, nothing new for a repeat, or a refusal.</summary>
    /// <param name="known">The newest entry of the value, or null.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="taken">What is answered when the value is another's.</param>
    /// <param name="now">The index's clock: it may put a claim in doubt, but frees none.</param>
    public static (UniqueEntry? Entry, Refused? Refused) Reserve(UniqueEntry? known, UniqueClaim claim, Refused taken, DateTimeOffset now)
    {
        var value = UniqueIndexKey.Normal(claim.Value);
        if (value.Length is 0 or > MaxLength || !IdText.IsValid(claim.Owner))
            return (null, new(Refusal.ValueOutOfRange, $"1 to {MaxLength} letters and digits, and an owner's id"));
        if (now > claim.AskAfter) return (null, new(Refusal.HoldTooLate));
        return known switch
        {
            null or { Stage: ClaimStage.Free } => (New(), null),
            { Stage: ClaimStage.Confirmed } when known.Owner == claim.Owner => (null, null),
            { Stage: ClaimStage.Confirmed } => (null, taken),
            _ when known.Owner == claim.Owner => (known.Attempt == claim.Attempt ? null : New(), null),
            _ when IsInDoubt(known, now) => (null, new(Refusal.HeldPendingResolution)),
            _ => (null, taken),
        };

        UniqueEntry New() => new(value, ClaimStage.Tentative, claim.Owner, claim.Attempt, claim.AskAfter);
    }

    /// <summary>The longest value.</summary>
    public const int MaxLength = 254;

    /// <summary>Whether a claim's end must be asked for.</summary>
    public static bool IsInDoubt(UniqueEntry known, DateTimeOffset now) => known.Stage == ClaimStage.Tentative && now > known.AskAfter;

    /// <summary>The entry that a confirmation leads to, or null when it is not for what is known.</summary>
    public static UniqueEntry? Confirm(UniqueEntry? known, UniqueClaim claim) =>
        known is { Stage: ClaimStage.Tentative } && Matches(known, claim) ? known with { Stage = ClaimStage.Confirmed } : null;

    /// <summary>The entry that a release leads to, or null when it is not for what is known.</summary>
    public static UniqueEntry? Release(UniqueEntry? known, UniqueClaim claim) =>
        known is { Stage: not ClaimStage.Free } && Matches(known, claim) ? known with { Stage = ClaimStage.Free } : null;

    /// <summary>What an answer about a claim in doubt leads to: an unknown owner has given it up.</summary>
    public static UniqueEntry Resolve(UniqueEntry known, bool owns) =>
        known with { Stage = owns ? ClaimStage.Confirmed : ClaimStage.Free };

    private static bool Matches(UniqueEntry known, UniqueClaim claim) => known.Owner == claim.Owner && known.Attempt == claim.Attempt;
}
