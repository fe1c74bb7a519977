using FleetActors.Records;
using FleetActors.Vehicles;
using Orleans.Storage;

namespace FleetActors.Telemetry;

/// <summary>Fills a restarted shard: registrations from its pages, commercial state from the vehicles' records.</summary>
public static class ShardReload
{
    /// <summary>How many records are read at once.</summary>
    public const int ReadsAtOnce = 256;

    /// <summary>Reads everything. Fixes are not kept: they come again.</summary>
    public static async Task<ShardSlots> Read(RegistrationLog pages, IGrainStorage storage, FleetId fleet, CancellationToken cancellation)
    {
        var slots = new ShardSlots();
        for (var page = 0; page < pages.PageCount; page++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var entry in await pages.Read(page)) slots.Put(entry);
        }
        foreach (var some in Enumerable.Range(0, slots.Count).Chunk(ReadsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.WhenAll(some.Select(slot => ReadRecord(slots, slot, storage, fleet)));
        }
        return slots;
    }

    private static async Task ReadRecord(ShardSlots slots, int slot, IGrainStorage storage, FleetId fleet)
    {
        var grain = GrainId.Create(VehicleGrain.TypeName, new VehicleKey(fleet, slots.Registration(slot).Id).ToString());
        var record = new GrainState<Stored<VehicleState>>(new());
        await storage.ReadStateAsync(VehicleGrain.StateName, grain, record);
        if (record.State?.State is not { } vehicle) return;
        slots.Put(new(slot, slots.Generation(slot), vehicle.Registration, default));
        slots.Change(slot, vehicle.Revision, VehicleProjection.Summary(vehicle));
    }
}
