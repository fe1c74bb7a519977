using FleetActors.Customers;

namespace FleetActors.Sdk;

/// <summary>One customer.</summary>
public readonly record struct FleetCustomer(FleetHandle Fleet, CustomerId Id)
{
    /// <summary>Makes the customer known.</summary>
    public Task<CommandResult<Done>> Register(CustomerProfile profile, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Register(sent, new RegisterCustomer(profile), token), cancellation);
    }

    /// <summary>Replaces what is known.</summary>
    public Task<CommandResult<Done>> Update(CustomerProfile profile, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Update(sent, new UpdateCustomer(profile), token), cancellation);
    }

    /// <summary>Vouches for the licence on file.</summary>
    public Task<CommandResult<Done>> CheckLicence(CheckLicence command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.CheckLicence(sent, command, token), cancellation);
    }

    /// <summary>Allows no new contracts.</summary>
    public Task<CommandResult<Done>> Suspend(SuspendCustomer command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Suspend(sent, command, token), cancellation);
    }

    /// <summary>Allows new contracts again.</summary>
    public Task<CommandResult<Done>> Reinstate(CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Reinstate(sent, new ReinstateCustomer(), token), cancellation);
    }

    /// <summary>The customer as it is now, or null when it was never registered.</summary>
    public Task<CustomerView?> Get(CancellationToken cancellation = default) => Fleet.Ask(Grain.Get, cancellation);

    /// <summary>A page of the ledger, counted from 0, or null when nothing was booked on it.</summary>
    public Task<LedgerPage?> LedgerPage(int page, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Ask(token => grain.Page(page, token), cancellation);
    }

    private ICustomerGrain Grain => Fleet.Client.Grains.Of<ICustomerGrain>(new CustomerKey(Fleet.Id, Id).ToString());
}
