using FleetActors.Vehicles;
using Orleans.Concurrency;

namespace FleetActors.Customers;

/// <summary>A person or company who rents. Key: <see cref="CustomerKey"/>.</summary>
[Alias("ICustomerGrain")]
public interface ICustomerGrain : IGrainWithStringKey
{
    /// <summary>Checks eligibility and limits and sets the amount aside. Durable when answered.</summary>
    [Alias("Hold")] Task<Outcome<CustomerHeldAnswer>> Hold(HoldCustomer command, CancellationToken cancellation);

    /// <summary>Makes a hold firm.</summary>
    [Alias("Confirm")] Task<Outcome<Done>> Confirm(ConfirmHold command, CancellationToken cancellation);

    /// <summary>Gives a hold back.</summary>
    [Alias("Release")] Task<Outcome<Done>> Release(ReleaseHold command, CancellationToken cancellation);

    /// <summary>Books a posting set.</summary>
    [Alias("Post")] Task<Outcome<Done>> Post(PostToLedger command, CancellationToken cancellation);

    /// <summary>Makes the customer known.</summary>
    [Alias("Register")] Task<Outcome<Done>> Register(CommandHeader header, RegisterCustomer command, CancellationToken cancellation);

    /// <summary>Replaces what is known.</summary>
    [Alias("Update")] Task<Outcome<Done>> Update(CommandHeader header, UpdateCustomer command, CancellationToken cancellation);

    /// <summary>Vouches for the licence on file.</summary>
    [Alias("CheckLicence")] Task<Outcome<Done>> CheckLicence(CommandHeader header, CheckLicence command, CancellationToken cancellation);

    /// <summary>Allows no new contracts.</summary>
    [Alias("Suspend")] Task<Outcome<Done>> Suspend(CommandHeader header, SuspendCustomer command, CancellationToken cancellation);

    /// <summary>Allows new contracts again.</summary>
    [Alias("Reinstate")] Task<Outcome<Done>> Reinstate(CommandHeader header, ReinstateCustomer command, CancellationToken cancellation);

    /// <summary>The customer as it is now, or null when it was never registered.</summary>
    [ReadOnly, Alias("Get")] Task<CustomerView?> Get(CancellationToken cancellation);

    /// <summary>A page of the ledger, counted from 0, or null when nothing was booked on it.</summary>
    [ReadOnly, Alias("Page")] Task<LedgerPage?> Page(int page, CancellationToken cancellation);
}
