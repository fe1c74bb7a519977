using FleetActors.Contracts;

namespace FleetActors.Sdk;

/// <summary>One contract. A quote or a reservation brings it into being.</summary>
public readonly record struct FleetContract(FleetHandle Fleet, ContractId Id)
{
    /// <summary>Prices a rental; holds nothing.</summary>
    public Task<CommandResult<ContractReceipt>> Quote(QuoteRental command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Quote(sent, command, token), cancellation);
    }

    /// <summary>Sets vehicle and customer aside.</summary>
    public Task<CommandResult<ContractReceipt>> Reserve(ReserveVehicle command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Reserve(sent, command, token), cancellation);
    }

    /// <summary>Keeps the reservation for longer, at a price.</summary>
    public Task<CommandResult<ContractReceipt>> ExtendReservation(int minutes, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.ExtendReservation(sent, new ExtendReservation(minutes), token), cancellation);
    }

    /// <summary>Gives up before the start.</summary>
    public Task<CommandResult<ContractReceipt>> Cancel(bool byOperator = false, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Cancel(sent, new CancelContract(byOperator), token), cancellation);
    }

    /// <summary>Takes the car: charging begins.</summary>
    public Task<CommandResult<ContractReceipt>> Start(CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Start(sent, new StartRental(), token), cancellation);
    }

    /// <summary>Parks and keeps the car.</summary>
    public Task<CommandResult<ContractReceipt>> Pause(CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Pause(sent, new PauseRental(), token), cancellation);
    }

    /// <summary>Drives on.</summary>
    public Task<CommandResult<ContractReceipt>> Resume(CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Resume(sent, new ResumeRental(), token), cancellation);
    }

    /// <summary>Moves the agreed end.</summary>
    public Task<CommandResult<ContractReceipt>> Extend(DateTimeOffset until, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Extend(sent, new ExtendRental(until), token), cancellation);
    }

    /// <summary>Gives the car back, with contact.</summary>
    public Task<CommandResult<ContractReceipt>> End(CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.End(sent, new EndRental(), token), cancellation);
    }

    /// <summary>Gives the car back without contact, with evidence.</summary>
    public Task<CommandResult<ContractReceipt>> End(EndRentalWithEvidence evidence, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.EndWithEvidence(sent, evidence, token), cancellation);
    }

    /// <summary>Charges damage or a fee, until the rental ends.</summary>
    public Task<CommandResult<ContractReceipt>> AddLine(AddContractLine line, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.AddLine(sent, line, token), cancellation);
    }

    /// <summary>Gives back part of a settled invoice's line.</summary>
    public Task<CommandResult<ContractReceipt>> Credit(CreditInvoice command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Credit(sent, command, token), cancellation);
    }

    /// <summary>Resolves a disputed line, by credit note or by letting the invoice stand.</summary>
    public Task<CommandResult<ContractReceipt>> Resolve(ResolveDispute command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.ResolveDispute(sent, command, token), cancellation);
    }

    /// <summary>Everything a person wants to see, or null when the contract is unknown.</summary>
    public Task<ContractView?> View(CancellationToken cancellation = default) => Fleet.Ask(Grain.View, cancellation);

    private IContractGrain Grain => Fleet.Client.Grains.Of<IContractGrain>(new ContractKey(Fleet.Id, Id).ToString());
}
