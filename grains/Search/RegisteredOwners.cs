using FleetActors.Customers;
using FleetActors.Vehicles;

namespace FleetActors.Search;

/// <summary>
/// Asks vehicles and customers whether they have a value. Each answers between two of its turns: what it is just registering or
/// changing is done by then, and what comes later refuses itself once its claim's time is over.
/// </summary>
public sealed class RegisteredOwners(IGrainFactory grains) : IUniqueOwners
{
    /// <inheritdoc/>
    public async Task<bool> Owns(FleetId fleet, UniqueKind kind, UniqueEntry claim, CancellationToken cancellation)
    {
        var value = kind == UniqueKind.Email ? await Email(fleet, claim, cancellation) : await OfVehicle(fleet, kind, claim, cancellation);
        return value is not null && UniqueIndexKey.Normal(kind, value) == claim.Value;
    }

    private async Task<string?> Email(FleetId fleet, UniqueEntry claim, CancellationToken cancellation) =>
        (await grains.GetGrain<ICustomerGrain>(new CustomerKey(fleet, new(claim.Owner)).ToString()).Get(cancellation))?.Profile.Email;

    /// <summary>The vehicle's record, or what its shard has registered: one that has left the fleet has nothing any more.</summary>
    private async Task<string?> OfVehicle(FleetId fleet, UniqueKind kind, UniqueEntry claim, CancellationToken cancellation)
    {
        var vehicle = grains.GetGrain<IVehicleGrain>(new VehicleKey(fleet, new(claim.Owner)).ToString());
        var view = await vehicle.View(claim.AskAfter, cancellation);
        if (view.Refused?.Code == Refusal.UnknownVehicle) return null;
        if (view.Accepted.Status == VehicleStatus.Decommissioned) return null;
        return kind == UniqueKind.Vin ? view.Accepted.Registration.Vin : view.Accepted.Registration.Plate;
    }
}
