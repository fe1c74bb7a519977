using System.Collections.Immutable;
using FleetActors.Telemetry.Splitting;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Which registrations of a batch are new, repeated or refused.</summary>
public static class RegistrationRules
{
    /// <summary>
    /// The outcome of each, in order; what must be made durable is added to <paramref name="entries"/>. New cars in
    /// <paramref name="refused"/> are not registered; nor, where it is given, those that are not in <paramref name="claimed"/>:
    /// there may be room for them now, but nobody has claimed their VIN and plate.
    /// </summary>
    public static ImmutableArray<Outcome<VehicleHandle>> Register(
        ShardSlots slots, ShardPart part, RegisterVehicles command, ImmutableArray<ShardEntry>.Builder entries,
        IReadOnlyDictionary<VehicleId, Refused>? refused = null, IReadOnlySet<VehicleId>? claimed = null)
    {
        var inBatch = new Dictionary<VehicleId, ShardEntry>();
        var outcomes = ImmutableArray.CreateBuilder<Outcome<VehicleHandle>>(command.Vehicles.Length);
        foreach (var vehicle in command.Vehicles) outcomes.Add(RegisterOne(vehicle));
        return outcomes.MoveToImmutable();

        Outcome<VehicleHandle> RegisterOne(VehicleRegistration vehicle)
        {
            if (vehicle.Problem() is { } problem) return new Refused(Refusal.ValueOutOfRange, problem);
            if (part.ShardOf(vehicle.Id) != part.Index) return new Refused(Refusal.ValueOutOfRange, $"in shard {new ShardMap(part.Count).Of(vehicle.Id)}");
            if (slots.Find(vehicle.Id) is >= 0 and var slot)
                return Known(slots.Registration(slot), vehicle, new(part.Index, slot, slots.Generation(slot)));
            if (inBatch.TryGetValue(vehicle.Id, out var twin))
                return Known(twin.Registration, vehicle, new(part.Index, twin.Slot, twin.Generation));
            if (refused is not null && refused.TryGetValue(vehicle.Id, out var why)) return why;
            if (slots.Count + entries.Count >= VehicleShardGrain.MaxVehicles || claimed?.Contains(vehicle.Id) == false) return Refusal.FleetLimitReached;
            var entry = new ShardEntry(slots.Count + entries.Count, part.Generation, vehicle, command.Stamp);
            entries.Add(entry);
            inBatch.Add(vehicle.Id, entry);
            return new VehicleHandle(part.Index, entry.Slot, entry.Generation);
        }
    }

    private static Outcome<VehicleHandle> Known(VehicleRegistration known, VehicleRegistration asked, VehicleHandle handle) =>
        known == asked ? handle : Refusal.VehicleAlreadyRegistered;
}
