using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Telemetry;

namespace FleetActors.Search;

/// <summary>Asks vehicles' shards and customers whether they are registered with a value.</summary>
public sealed class RegisteredOwners(IGrainFactory grains, IFleetCatalog catalog) : IUniqueOwners
{
    /// <inheritdoc/>
    public async Task<bool> Owns(FleetId fleet, UniqueKind kind, UniqueEntry claim, CancellationToken cancellation)
    {
        var value = kind == UniqueKind.Email ? await Email(fleet, claim, cancellation) : await OfVehicle(fleet, kind, claim, cancellation);
        return value is not null && UniqueIndexKey.Normal(value) == claim.Value;
    }

    private async Task<string?> Email(FleetId fleet, UniqueEntry claim, CancellationToken cancellation) =>
        (await grains.GetGrain<ICustomerGrain>(new CustomerKey(fleet, new(claim.Owner)).ToString()).Get(cancellation))?.Profile.Email;

    private async Task<string?> OfVehicle(FleetId fleet, UniqueKind kind, UniqueEntry claim, CancellationToken cancellation)
    {
        if (await catalog.Settings(fleet) is not { } settings) return null;
        var vehicle = new VehicleId(claim.Owner);
        var shard = grains.GetGrain<IVehicleShardGrain>(new ShardMap(settings.ShardCount).KeyOf(fleet, vehicle));
        var known = await shard.Registration(vehicle, cancellation);
        return kind == UniqueKind.Vin ? known?.Registration.Vin : known?.Registration.Plate;
    }
}
