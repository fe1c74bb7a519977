using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FleetActors.Telemetry;

namespace FleetActors.Simulation;

/// <summary>
/// Tells the shards where a run's cars are, by the handle of each car's place, which is asked for once and again when a shard says
/// that it is stale: it was split, or has lost what the handle was of.
/// </summary>
/// <param name="grains">Where the shards are.</param>
/// <param name="fleet">Whose cars they are.</param>
/// <param name="shards">Those of the fleet's founding, which know where cars have gone since.</param>
/// <param name="cars">The cars by the run's numbers.</param>
internal sealed class RunFixes(IGrainFactory grains, FleetId fleet, ShardMap shards, VehicleId[] cars)
{
    /// <summary>How often places are asked for at most in one go: a shard may be split while it is being told.</summary>
    private const int MaxAsks = 4;

    private readonly VehicleHandle[] _handles = new VehicleHandle[cars.Length];

    /// <summary>Applies fixes, of one car at most one. A car that nobody has registered is passed over.</summary>
    /// <exception cref="ScenarioException">A shard refuses.</exception>
    public async Task Apply(IEnumerable<(int Car, PackedFix Fix)> fixes, CancellationToken cancellation)
    {
        var stale = await Send(fixes, cancellation);
        for (var asks = 0; stale.Count > 0 && asks < MaxAsks; asks++)
        {
            var found = await Ask([.. stale.Select(fix => fix.Car)], cancellation);
            stale = await Send(stale.Where(fix => found.Contains(fix.Car)), cancellation);
        }
    }

    /// <summary>Sends fixes by handle.</summary>
    /// <returns>Those whose handle is stale, or not known yet.</returns>
    private async Task<List<(int Car, PackedFix Fix)>> Send(IEnumerable<(int Car, PackedFix Fix)> fixes, CancellationToken cancellation)
    {
        var stale = new List<(int, PackedFix)>();
        var ofShard = new Dictionary<int, List<(int Car, PackedFix Fix)>>();
        foreach (var fix in fixes)
        {
            var handle = _handles[fix.Car];
            if (handle.Generation == 0)
            {
                stale.Add(fix);
                continue;
            }
            ref var its = ref CollectionsMarshal.GetValueRefOrAddDefault(ofShard, handle.Shard, out _);
            (its ??= []).Add(fix);
        }
        var calls = ofShard.SelectMany(shard => shard.Value.Chunk(IVehicleShardGrain.MaxFixes), (shard, batch) => Send(shard.Key, batch, cancellation));
        foreach (var some in await Task.WhenAll(calls)) stale.AddRange(some);
        return stale;
    }

    private async Task<IEnumerable<(int Car, PackedFix Fix)>> Send(int shard, (int Car, PackedFix Fix)[] batch, CancellationToken cancellation)
    {
        var bytes = new byte[batch.Length * PackedSlotFix.Size];
        var places = MemoryMarshal.Cast<byte, PackedSlotFix>(bytes.AsSpan());
        for (var n = 0; n < batch.Length; n++)
        {
            var (car, fix) = batch[n];
            places[n] = new(_handles[car].Slot, _handles[car].Generation, fix);
        }
        var answer = await Shard(shard).ApplyPacked(new(bytes), cancellation);
        RunFleet.Demand(answer.Refused);
        return answer.Accepted.Unknown.Select(at => batch[at]);
    }

    /// <summary>Asks where the fixes of some cars go.</summary>
    /// <returns>The cars for which there is another place than was known.</returns>
    private async Task<HashSet<int>> Ask(int[] some, CancellationToken cancellation)
    {
        var found = await Task.WhenAll(some
            .GroupBy(car => shards.Of(cars[car]))
            .SelectMany(shard => shard.Chunk(IVehicleShardGrain.MaxPage), (shard, page) => Ask(shard.Key, page, cancellation)));
        return [.. found.SelectMany(page => page)];
    }

    private async Task<List<int>> Ask(int shard, int[] page, CancellationToken cancellation)
    {
        var handles = await Shard(shard).Handles([.. page.Select(car => cars[car])], cancellation);
        var changed = new List<int>();
        foreach (var (car, handle) in page.Zip(handles))
        {
            if (handle.Generation == 0 || handle == _handles[car]) continue;
            _handles[car] = handle;
            changed.Add(car);
        }
        return changed;
    }

    private IVehicleShardGrain Shard(int index) => grains.GetGrain<IVehicleShardGrain>(new ShardKey(fleet, index).ToString());
}
