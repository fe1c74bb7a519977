using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FleetActors.Vehicles;
using Orleans.Storage;

namespace FleetActors.Telemetry.Splitting;

/// <summary>
/// Takes the cars of a child over from its parent, each into a slot of its own: registrations, states, latest fixes, and who is on
/// the list of changes, all durable when it completes. What an earlier attempt has left behind is gone on with: the parent hands
/// over the same cars each time, and a car that has a slot keeps it.
/// </summary>
internal sealed class ShardBirth(
    ShardKey key, ShardSlots slots, RegistrationLog registrations, ChangeList changes, IGrainStorage storage, Stamp stamp)
{
    private int _generation;

    /// <summary>Takes all cars over; when it completes, the child is there.</summary>
    public async Task TakeOver(IShardParent parent, ShardSplit split, CancellationToken cancellation)
    {
        _generation = split.Part.Generation;
        for (int? from = 0; from is { } slot;)
        {
            cancellation.ThrowIfCancellationRequested();
            var handed = await parent.HandOver(key.Index, slot, cancellation);
            await Take(handed);
            from = handed.Next;
        }
        await split.Bear();
    }

    private async Task Take(HandedCars handed)
    {
        var cars = handed.Cars.Unpack(IVehicleShardGrain.MaxPage) ?? throw new InvalidDataException($"Cars handed over to {key} are damaged.");
        var places = await Register(cars);
        var (fixes, states) = (handed.Fixes, handed.States);
        for (var at = 0; at < places.Length; at++)
        {
            var state = MemoryMarshal.Cast<byte, SlotState>(states.Span)[at];
            slots.Restore(places[at], state.Revision, state.Summary);
            slots.TakeOver(places[at], MemoryMarshal.Cast<byte, PackedFix>(fixes.Span)[at]);
        }
        await ReadRecords([.. Enumerable.Range(0, places.Length).Where(at => handed.Listed.Span[at] != 0).Select(at => places[at])]);
        for (var at = 0; at < places.Length; at++)
            changes.TakeOver(places[at], slots.Summary(places[at]).Revision, handed.Listed.Span[at] != 0);
    }

    /// <summary>Durable slots for cars; those that have one keep it.</summary>
    private async Task<int[]> Register(ImmutableArray<VehicleRegistration> cars)
    {
        var entries = ImmutableArray.CreateBuilder<ShardEntry>();
        var places = new int[cars.Length];
        var next = slots.Count;
        for (var at = 0; at < cars.Length; at++)
        {
            var known = slots.Find(cars[at].Id);
            places[at] = known >= 0 ? known : next++;
            if (known < 0 || slots.Registration(known) != cars[at]) entries.Add(new(places[at], _generation, cars[at], stamp));
        }
        await changes.Cover(next);
        await Put(entries.ToImmutable());
        return places;
    }

    /// <summary>Reads the records that may be newer than what the parent knew.</summary>
    private async Task ReadRecords(int[] listed)
    {
        foreach (var some in listed.Chunk(ShardReload.ReadsAtOnce))
        {
            var records = await Task.WhenAll(some.Select(slot => ShardReload.ReadRecord(slots.Vehicle(slot), storage, key.Fleet)));
            var changed = ImmutableArray.CreateBuilder<ShardEntry>();
            foreach (var (slot, vehicle) in some.Zip(records))
            {
                if (vehicle is null) continue;
                if (slots.Registration(slot) != vehicle.Registration) changed.Add(new(slot, _generation, vehicle.Registration, stamp));
                slots.Restore(slot, vehicle.Revision, VehicleProjection.Summary(vehicle));
            }
            await Put(changed.ToImmutable());
        }
    }

    private async Task Put(ImmutableArray<ShardEntry> entries)
    {
        if (!entries.IsEmpty) await registrations.Append(entries);
        foreach (var entry in entries) slots.Put(entry);
    }
}
