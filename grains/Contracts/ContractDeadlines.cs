namespace FleetActors.Contracts;

/// <summary>
/// When a contract must act even if nobody touches it. One entry stands in a deadline bucket for each contract that owes
/// something, never later than <see cref="NextDue"/>: the answer to a wake-up is entered by the bucket itself, and the
/// contract enters one only when what is due moves forward in time.
/// </summary>
public static class ContractDeadlines
{
    /// <summary>The shortest wait before something owed is sent again.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait before something owed is sent again.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>
    /// How far ahead a deadline is entered at least. The write that it belongs to may be under way for a while, and a wake-up
    /// that comes before the write would find nothing to do, and end the chain.
    /// </summary>
    public static readonly TimeSpan WriteGrace = TimeSpan.FromMinutes(1);

    /// <summary>The next moment at which the contract must act, later than <paramref name="now"/> unless it is overdue; null when it owes nothing.</summary>
    public static DateTimeOffset? NextDue(ContractState state, DateTimeOffset now)
    {
        DateTimeOffset? due = state.Status switch
        {
            ContractStatus.Reserving => state.Attempted!.AskAfter,
            ContractStatus.Reserved => state.ReservedUntil,
            // Who is woken too early, by a silo whose clock is ahead, keeps the attempt's entry: an end until then relies on it.
            ContractStatus.Active or ContractStatus.Paused when now < state.Attempted!.AskAfter => state.Attempted.AskAfter,
            ContractStatus.Active or ContractStatus.Paused when !state.IsOverdueNoticed => state.AgreedEnd,
            _ => null,
        };
        return Earlier(due, OwedDue(state, now));
    }

    /// <summary>
    /// The deadline that must be durable before <paramref name="after"/> is written; null when an entry stands that is early
    /// enough. The entry of the attempt (due at its AskAfter) stands until then, so a quick rental needs no other.
    /// </summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it will be.</param>
    /// <param name="isAttemptEntered">Whether the entry of an attempt that is still undecided is known to stand.</param>
    /// <param name="now">The time.</param>
    public static DateTimeOffset? MustEnter(ContractState before, ContractState after, bool isAttemptEntered, DateTimeOffset now)
    {
        if (NextDue(after, now) is not { } due) return null;
        var isCovered = before.Status != ContractStatus.Reserving || isAttemptEntered;
        if (!isCovered) return due > now + WriteGrace ? due : now + WriteGrace;
        // What owed nothing has no entry to rely on: it may have been forgotten.
        if (NextDue(before, now) is { } standing && (standing <= due || (before.Attempted is { } attempt && now < attempt.AskAfter))) return null;
        return due > now + WriteGrace ? due : now + WriteGrace;
    }

    /// <summary>
    /// What is owed is sent again after as long as it has been owed already, so that the waits double without being counted.
    /// Confirmations wait for the AskAfter, because the start usually spares them; a declined payment has its own time.
    /// </summary>
    private static DateTimeOffset? OwedDue(ContractState state, DateTimeOffset now)
    {
        const Obligations Confirmations = Obligations.ConfirmVehicle | Obligations.ConfirmCustomer;
        if (state.Owes == Obligations.None) return null;
        if (state.Owes == Obligations.TakePayment && state.PaymentRetryAt is { } retryAt && retryAt > now) return retryAt;
        if ((state.Owes & ~Confirmations) == Obligations.None && state.Attempted is { } attempt && now < attempt.AskAfter) return attempt.AskAfter;
        var owedFor = now - (state.OwesSince ?? now);
        return now + (owedFor < FirstRetry ? FirstRetry : owedFor > LongestRetry ? LongestRetry : owedFor);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a <= b ? a : b;
}
