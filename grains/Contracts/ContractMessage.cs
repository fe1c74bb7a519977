using System.Collections.Immutable;
using FleetActors.Customers;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>What a contract reacts to. Not stored and not sent: the shell makes it from a call or from replies.</summary>
public abstract record ContractMessage;

/// <summary>A command that was not answered before.</summary>
/// <param name="Header">Who asks, and under which id.</param>
/// <param name="Command">What for.</param>
/// <param name="Facts">What the shard knows of the car; read by start and end only.</param>
public sealed record Commanded(CommandHeader Header, ContractCommand Command, VehicleFacts Facts) : ContractMessage;

/// <summary>The replies to what a step sent, all of them at once.</summary>
/// <param name="Pending">The <see cref="Step.Pending"/> of that step, handed back as it was.</param>
/// <param name="Replies">One for each outgoing message.</param>
public sealed record Answered(Pending Pending, ImmutableArray<Reply> Replies) : ContractMessage;

/// <summary>A deadline is due, or may be.</summary>
public sealed record WokenUp : ContractMessage;

/// <summary>A holder asks what became of an attempt.</summary>
public sealed record HolderAsks(ResolveHold Ask) : ContractMessage;

/// <summary>What is known of the car at this moment.</summary>
/// <param name="Fix">The latest fix, durable; null when there is none.</param>
/// <param name="IsContactable">Whether the car can be reached.</param>
/// <param name="IsInServiceZone">Whether <paramref name="Fix"/> lies inside; true when the fleet has no zones, null without a fix.</param>
public sealed record VehicleFacts(Fix? Fix, bool IsContactable, bool? IsInServiceZone)
{
    /// <summary>For commands that do not read them.</summary>
    public static VehicleFacts None { get; } = new(null, true, null);
}

/// <summary>What came back for one outgoing message. Null inside means: outcome unknown (timed out, failed, lost).</summary>
public abstract record Reply;

/// <summary>To <see cref="EnterDeadline"/>.</summary>
public sealed record DeadlineReply(bool IsEntered) : Reply;

/// <summary>To <see cref="AskVehicleHold"/>.</summary>
public sealed record VehicleHoldReply(Outcome<VehicleHeldAnswer>? Outcome) : Reply;

/// <summary>To <see cref="AskCustomerHold"/>.</summary>
public sealed record CustomerHoldReply(Outcome<CustomerHeldAnswer>? Outcome) : Reply;

/// <summary>To everything that a vehicle answers by done or refused.</summary>
public sealed record VehicleReply(Outgoing Asked, Outcome<Done>? Outcome) : Reply;

/// <summary>To everything that a customer answers by done or refused.</summary>
public sealed record CustomerReply(Outgoing Asked, Outcome<Done>? Outcome) : Reply;

/// <summary>To <see cref="IssueNumber"/>.</summary>
public sealed record NumberReply(long? Number) : Reply;

/// <summary>To <see cref="ReadCarAfter"/>: the car's first fix after that time; null when there is none yet, or it is not known.</summary>
public sealed record CarReply(VehicleFacts? Told) : Reply;

/// <summary>To <see cref="ChargePayment"/>, <see cref="QueryPayment"/> and <see cref="RefundPayment"/>.</summary>
public sealed record PaymentReply(PaymentOutcome Outcome, string? Text) : Reply;

/// <summary>What the provider says of a key.</summary>
public enum PaymentOutcome
{
    /// <summary>No answer, or none that is final: ask again.</summary>
    Unknown = 0,
    /// <summary>Done; the text is the provider's reference.</summary>
    Succeeded = 1,
    /// <summary>Declined for good under this key; the text is the reason.</summary>
    Declined = 2,
    /// <summary>The provider has never seen the key: it may be sent again.</summary>
    NeverSeen = 3,
}
