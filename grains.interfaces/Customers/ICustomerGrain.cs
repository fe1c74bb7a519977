using FleetActors.Vehicles;

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
}
