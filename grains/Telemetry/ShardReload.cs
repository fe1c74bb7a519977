using System.Collections.Immutable;
using FleetActors.Records;
using FleetActors.Vehicles;
using Orleans.Storage;

namespace FleetActors.Telemetry;

/// <summary>Fills a restarted shard: registrations from its pages, commercial states from its own copy and from the records that may be newer.</summary>
internal static class ShardReload
{
    /// <summary>How many records are read at once.</summary>
    public const int ReadsAtOnce = 256;

    /// <summary>Reads what is registered.</summary>
    public static async Task<ShardSlots> Registrations(RegistrationLog pages, CancellationToken cancellation)
    {
        var slots = new ShardSlots();
        for (var page = 0; page < pages.PageCount; page++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var entry in await pages.Read(page)) slots.Put(entry);
        }
        return slots;
    }

    /// <summary>Reads the commercial states, and what a vehicle's registration has become where the shard was not told.</summary>
    /// <returns>The records that were read.</returns>
    public static async Task<int> States(ShardSlots slots, ChangeList changes, RegistrationLog pages, IGrainStorage storage, FleetId fleet, CancellationToken cancellation)
    {
        await changes.Load(cancellation);
        var changed = ImmutableArray.CreateBuilder<ShardEntry>();
        var read = 0;
        foreach (var some in changes.ToRead().Chunk(ReadsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var records = await Task.WhenAll(some.Select(slot => ReadRecord(slots.Registration(slot).Id, storage, fleet)));
            foreach (var (slot, vehicle) in some.Zip(records))
            {
                changes.Found(slot, vehicle?.Revision ?? 0);
                if (vehicle is null) continue;
                if (slots.Registration(slot) != vehicle.Registration) changed.Add(new(slot, slots.Generation(slot), vehicle.Registration, default));
                slots.Restore(slot, vehicle.Revision, VehicleProjection.Summary(vehicle)); // the record is the truth, whatever the copy says
            }
            read += some.Length;
        }
        if (changed.Count > 0) await pages.Append(changed.ToImmutable()); // so that it is still so when the vehicle is on the list no more
        foreach (var entry in changed) slots.Put(entry);
        await changes.Cover(slots.Count);
        return read;
    }

    /// <summary>A vehicle's record, without waking it; null when there is none.</summary>
    public static Task<VehicleState?> ReadRecord(VehicleId vehicle, IGrainStorage storage, FleetId fleet) =>
        VehicleGrain.Record(storage, GrainId.Create(VehicleGrain.TypeName, new VehicleKey(fleet, vehicle).ToString())).Read();
}
