using System.Runtime.InteropServices;
using FleetActors.Telemetry;
using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>The buffered points on which money depends. They come by car, not by slot, and are never left out. Guarded by its fleet's lock.</summary>
internal sealed class MoneyBuffer
{
    private readonly Dictionary<VehicleId, int> _slots = [];
    private readonly List<VehicleId> _vehicles = [];

    public MoneyBuffer(ChunkPool pool, TrackCounts counts) =>
        Buffer = new(new SlotMemory(slot => _vehicles[slot], TrackSampling.EveryFix), pool, counts, forMoney: true);

    /// <summary>The points.</summary>
    public ShardBuffer Buffer { get; }

    /// <summary>Takes a point in.</summary>
    public void Append(VehicleId vehicle, in Fix fix)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, vehicle, out var known);
        if (!known)
        {
            slot = _vehicles.Count;
            _vehicles.Add(vehicle);
        }
        Buffer.Append([slot], [new PackedFix(fix)]);
    }
}
