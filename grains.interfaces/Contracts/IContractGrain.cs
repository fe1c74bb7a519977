using Orleans.Concurrency;

namespace FleetActors.Contracts;

/// <summary>One agreement. It alone decides whether its holds stand or fall. Key: <see cref="ContractKey"/>.</summary>
[Alias("IContractGrain")]
public interface IContractGrain : IGrainWithStringKey
{
    /// <summary>Prices a rental; holds nothing.</summary>
    [Alias("Quote")] Task<Outcome<ContractReceipt>> Quote(CommandHeader header, QuoteRental command, CancellationToken cancellation);

    /// <summary>Sets vehicle and customer aside. Durable when answered.</summary>
    [Alias("Reserve")] Task<Outcome<ContractReceipt>> Reserve(CommandHeader header, ReserveVehicle command, CancellationToken cancellation);

    /// <summary>Keeps the reservation for longer, at a price.</summary>
    [Alias("ExtendReservation")] Task<Outcome<ContractReceipt>> ExtendReservation(CommandHeader header, ExtendReservation command, CancellationToken cancellation);

    /// <summary>Gives up before the start.</summary>
    [Alias("Cancel")] Task<Outcome<ContractReceipt>> Cancel(CommandHeader header, CancelContract command, CancellationToken cancellation);

    /// <summary>Takes the car.</summary>
    [Alias("Start")] Task<Outcome<ContractReceipt>> Start(CommandHeader header, StartRental command, CancellationToken cancellation);

    /// <summary>Parks and keeps the car.</summary>
    [Alias("Pause")] Task<Outcome<ContractReceipt>> Pause(CommandHeader header, PauseRental command, CancellationToken cancellation);

    /// <summary>Drives on.</summary>
    [Alias("Resume")] Task<Outcome<ContractReceipt>> Resume(CommandHeader header, ResumeRental command, CancellationToken cancellation);

    /// <summary>Moves the agreed end.</summary>
    [Alias("Extend")] Task<Outcome<ContractReceipt>> Extend(CommandHeader header, ExtendRental command, CancellationToken cancellation);

    /// <summary>Gives the car back, with contact. Charging has stopped when answered; settlement follows.</summary>
    [Alias("End")] Task<Outcome<ContractReceipt>> End(CommandHeader header, EndRental command, CancellationToken cancellation);

    /// <summary>Gives the car back without contact, with evidence.</summary>
    [Alias("EndWithEvidence")] Task<Outcome<ContractReceipt>> EndWithEvidence(CommandHeader header, EndRentalWithEvidence command, CancellationToken cancellation);

    /// <summary>Charges damage or a fee, until the rental ends.</summary>
    [Alias("AddLine")] Task<Outcome<ContractReceipt>> AddLine(CommandHeader header, AddContractLine command, CancellationToken cancellation);

    /// <summary>Gives back part of a settled invoice's line.</summary>
    [Alias("Credit")] Task<Outcome<ContractReceipt>> Credit(CommandHeader header, CreditInvoice command, CancellationToken cancellation);

    /// <summary>Resolves a disputed line, by credit note or by letting the invoice stand.</summary>
    [Alias("ResolveDispute")] Task<Outcome<ContractReceipt>> ResolveDispute(CommandHeader header, ResolveDispute command, CancellationToken cancellation);

    /// <summary>Everything a person wants to see, or null when the contract is unknown.</summary>
    [Alias("View")] Task<ContractView?> View(CancellationToken cancellation);

    /// <summary>Recomputes the invoice from the stored events, or null when the contract is unknown.</summary>
    [Alias("Audit")] Task<ContractAudit?> Audit(CancellationToken cancellation);

    /// <summary>A holder asks what became of an attempt. The contract decides it if it is undecided, then sends Confirm or Release.</summary>
    [OneWay, Alias("Resolve")] Task Resolve(ResolveHold message, CancellationToken cancellation);

    /// <summary>A deadline is due. Answers when the contract must be woken next, or null when it owes nothing more.</summary>
    [Alias("WakeUp")] Task<DateTimeOffset?> WakeUp(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>A vehicle or a customer asks the contract that holds it what became of the attempt.</summary>
/// <param name="Attempt">The attempt in doubt.</param>
/// <param name="Holder">The grain key of the asking vehicle (or customer): an unknown contract can so release it.</param>
/// <param name="HolderIsVehicle">Whether the holder is a vehicle; otherwise it is a customer.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("ResolveHold")]
public sealed record ResolveHold(
    [property: Id(0)] int Attempt,
    [property: Id(1)] string Holder,
    [property: Id(2)] bool HolderIsVehicle,
    [property: Id(3)] Stamp Stamp);

/// <summary>What an auditor finds.</summary>
/// <param name="Status">Where the contract is in its life.</param>
/// <param name="IsSettled">Whether it owes nothing more.</param>
/// <param name="Total">The invoice's total as issued; null while there is none.</param>
/// <param name="Recomputed">The total that the stored events give when priced again; null while there is none.</param>
/// <param name="IsReproduced">Whether there is an invoice, and pricing the events again gives every line of it to the cent.</param>
[GenerateSerializer, Immutable, Alias("ContractAudit")]
public sealed record ContractAudit(
    [property: Id(0)] ContractStatus Status,
    [property: Id(1)] bool IsSettled,
    [property: Id(2)] Money? Total,
    [property: Id(3)] Money? Recomputed,
    [property: Id(4)] bool IsReproduced);
