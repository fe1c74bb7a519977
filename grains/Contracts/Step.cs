using System.Collections.Immutable;

namespace FleetActors.Contracts;

/// <summary>
/// What the contract wants done next. The shell: (1) when <see cref="EnterFirst"/> is set, enters that deadline and awaits
/// it; (2) persists <see cref="Events"/> (with the answer, if the step answers) in one write, when there are any and the step
/// is not <see cref="IsTentative"/>; (3) sends <see cref="Outgoing"/> side by side; (4) feeds all replies back as one
/// <see cref="Answered"/>, to the contract as this step left it. It is done when a step has no outgoing messages.
/// </summary>
public sealed record Step
{
    /// <summary>What happened; empty when nothing needs to be written.</summary>
    public ImmutableArray<ContractEvent> Events { get; init; } = [];

    /// <summary>The contract after <see cref="Events"/>, as their write stores it; null without events. Set by the saga.</summary>
    public ContractState? After { get; init; }

    /// <summary>What to send.</summary>
    public ImmutableArray<Outgoing> Outgoing { get; init; } = [];

    /// <summary>What the replies will be about; to be handed back with them. Not null when there is something to send.</summary>
    public Pending? Pending { get; init; }

    /// <summary>The answer to the caller, to be given only after this step's write; null when there is none yet, or none can be given: the command is then to be repeated under the same id.</summary>
    public Outcome<ContractReceipt>? Answer { get; init; }

    /// <summary>
    /// Whether the events are written only with those of the next step that writes. A crash before then leaves a contract that
    /// has never heard of them, and that is what it answers to whoever asks.
    /// </summary>
    public bool IsTentative { get; init; }

    /// <summary>A due time that must be durable in a deadline bucket before the events are written.</summary>
    public DateTimeOffset? EnterFirst { get; init; }

    /// <summary>Nothing to do.</summary>
    public static Step Nothing { get; } = new();

    /// <summary>Refused: nothing changes.</summary>
    public static Step Refuse(Refusal code, string? allowed = null) => new() { Answer = new Refused(code, allowed) };
}

/// <summary>What a contract is in the middle of while messages are under way. Lost in a crash, and not missed.</summary>
public abstract record Pending;

/// <summary>The holds of the present attempt.</summary>
/// <param name="Vehicle">The vehicle's answer, when the customer is asked after it; null when both are asked at once.</param>
public sealed record AwaitingHolds(VehicleHoldReply? Vehicle) : Pending;

/// <summary>The vehicle must agree first; then this happens.</summary>
public sealed record AwaitingVehicle(ContractEvent Proposed) : Pending;

/// <summary>A round of meeting obligations. What it has learnt is written once, at its end; a crash only repeats it.</summary>
/// <param name="IsFresh">They were decided in this very step, so nothing can have been sent before.</param>
public sealed record AwaitingDuties(bool IsFresh) : Pending
{
    /// <summary>Tried in this round; the rest waits for the next.</summary>
    public Obligations Tried { get; init; }

    /// <summary>Met in this round, and not yet written.</summary>
    public Obligations Met { get; init; }

    /// <summary>Owed instead, and not yet written.</summary>
    public Obligations Added { get; init; }

    /// <summary>The document's number, learnt in this round.</summary>
    public long? Number { get; init; }

    /// <summary>The provider's reference of the payment or refund, learnt in this round.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether the credit note's number, and refund, were asked for in this round.</summary>
    public bool IsCreditBegun { get; init; }

    /// <summary>Whether the refund is decided, one way or the other.</summary>
    public bool IsRefundKnown { get; init; }

    /// <summary>What the car told after the end, learnt in this round.</summary>
    public VehicleFacts? Car { get; init; }

    /// <summary>The provider has never seen the key that it was asked about.</summary>
    public bool IsNeverSeen { get; init; }
}
