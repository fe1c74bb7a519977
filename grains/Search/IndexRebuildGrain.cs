using System.Collections.Immutable;
using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Search;

/// <inheritdoc cref="IIndexRebuildGrain"/>
/// <remarks>
/// A step is a phase (vehicles of the shards, then customers of the parts of the e-mail index), a shard or part, and a place in it.
/// </remarks>
[GrainType("index-rebuild")]
public sealed class IndexRebuildGrain(
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage, IFleetCatalog catalog, UniqueReservations unique, TimeProvider clock) : Grain, IIndexRebuildGrain
{
    private const int PlaceBits = 24;
    private const long FirstOfCustomers = 1L << 40;

    /// <inheritdoc/>
    public async Task<Outcome<RebuildStep>> Step(long step, CancellationToken cancellation)
    {
        var fleet = new FleetId(this.GetPrimaryKeyString());
        if (await catalog.Settings(fleet) is not { } settings) return Refusal.UnknownFleet;
        var (phase, part, place) = (step / FirstOfCustomers, (int)(step % FirstOfCustomers >> PlaceBits), (int)(step & ((1 << PlaceBits) - 1)));
        return phase switch
        {
            0 when part < settings.ShardCountAt(clock.GetUtcNow()) => await Vehicles(fleet, settings, part, place, cancellation),
            1 when part < UniqueIndexKey.Buckets => await Customers(fleet, part, place, cancellation),
            _ => new Refused(Refusal.ValueOutOfRange, "the value of next of an earlier step"),
        };
    }

    private async Task<RebuildStep> Vehicles(FleetId fleet, FleetSettings settings, int shard, int slot, CancellationToken cancellation)
    {
        var page = await GrainFactory.GetGrain<IVehicleShardGrain>(new ShardKey(fleet, shard).ToString()).Page(slot, IVehicleShardGrain.MaxPage, cancellation);
        WantedValue[] owned = [.. page.Vehicles
            .Where(vehicle => vehicle.Summary.Status != VehicleStatus.Decommissioned)
            .SelectMany(vehicle => UniqueReservations.Values(vehicle.Registration))];
        var refusals = await unique.Affirm(fleet, owned, cancellation);
        var conflicts = owned.Zip(refusals).Where(pair => pair.Second is not null)
            .Select(pair => $"{pair.First.Owner}: {pair.First.Kind} {pair.First.Value}: {pair.Second!.Code} {pair.Second.Allowed}");
        var next = page.Next is { } at ? Cursor(0, shard, at)
            : shard + 1 < settings.ShardCountAt(clock.GetUtcNow()) ? Cursor(0, shard + 1, 0) : Cursor(1, 0, 0);
        return new(page.Vehicles.Length, 0, [.. conflicts], next);
    }

    private async Task<RebuildStep> Customers(FleetId fleet, int part, int page, CancellationToken cancellation)
    {
        var index = GrainFactory.GetGrain<IUniqueIndexGrain>(new UniqueIndexKey(fleet, UniqueKind.Email, part).ToString());
        if (await index.Claimants(page, cancellation) is not { } claimants)
            return new(0, 0, [], part + 1 < UniqueIndexKey.Buckets ? Cursor(1, part + 1, 0) : null);
        var found = (await Task.WhenAll(claimants.Select(customer => Read(fleet, new(customer))))).OfType<IndexedCustomer>();
        foreach (var some in found.GroupBy(customer => CustomerIndexKey.Of(fleet, customer.Id)))
            await GrainFactory.GetGrain<ICustomerIndexGrain>(some.Key.ToString()).Put([.. some], cancellation);
        return new(0, claimants.Length, [], Cursor(1, part, page + 1));
    }

    /// <summary>Reads a customer's record without waking it.</summary>
    private async Task<IndexedCustomer?> Read(FleetId fleet, CustomerId customer)
    {
        var record = CustomerGrain.Record(storage, GrainId.Create(CustomerGrain.TypeName, new CustomerKey(fleet, customer).ToString()));
        return await record.Read() is { } state ? CustomerNews.Of(customer, state) : null;
    }

    private static long Cursor(long phase, int part, int place) => phase * FirstOfCustomers + ((long)part << PlaceBits) + place;
}
