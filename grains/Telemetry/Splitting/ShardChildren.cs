using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace FleetActors.Telemetry.Splitting;

/// <summary>
/// Passes on to other shards what was said here of cars that have gone there: to those that knew where a car was before it went. To
/// be used in the shard's turns only.
/// </summary>
internal sealed class ShardChildren(IGrainFactory grains, FleetId fleet, ShardSplit split)
{
    /// <summary>The shard that has a car now; null when it is here, or never was.</summary>
    public IVehicleShardGrain? Of(VehicleId vehicle) => IndexOf(vehicle) is >= 0 and var index ? Shard(index) : null;

    /// <summary>Which of these vehicles have gone, by their shard.</summary>
    public (IVehicleShardGrain Shard, int[] At)[] Gone<T>(IReadOnlyList<T> said, Func<T, VehicleId> vehicle) => !split.Part.WasSplit
        ? []
        : [.. Enumerable.Range(0, said.Count).GroupBy(at => IndexOf(vehicle(said[at]))).Where(group => group.Key >= 0).Select(group => (Shard(group.Key), group.ToArray()))];

    /// <summary>Puts in the handles of those that have gone.</summary>
    public static async Task<ImmutableArray<VehicleHandle>> Handles(
        (IVehicleShardGrain Shard, int[] At)[] gone, ImmutableArray<VehicleId> vehicles, ImmutableArray<VehicleHandle> here, CancellationToken cancellation)
    {
        var handles = here.ToArray();
        await Task.WhenAll(gone.Select(async part =>
        {
            var found = await part.Shard.Handles([.. part.At.Select(at => vehicles[at])], cancellation);
            for (var n = 0; n < part.At.Length; n++) handles[part.At[n]] = found[n];
        }));
        return ImmutableCollectionsMarshal.AsImmutableArray(handles);
    }

    /// <summary>Delivers the fixes of those that have gone; the receipt is this shard's own with what became of them.</summary>
    public static async Task<Outcome<FixReceipt>> Apply(
        (IVehicleShardGrain Shard, int[] At)[] gone, ImmutableArray<VehicleFix> fixes, FixReceipt receipt, CancellationToken cancellation)
    {
        var passedOn = gone.SelectMany(part => part.At).ToHashSet();
        var (unknown, quarantined) = (receipt.Unknown.RemoveAll(passedOn.Contains).ToList(), receipt.QuarantinedAt.ToList());
        var receipts = await Task.WhenAll(gone.Select(part => part.Shard.ApplyById([.. part.At.Select(at => fixes[at])], cancellation)));
        foreach (var (part, outcome) in gone.Zip(receipts))
        {
            if (outcome.Refused is { } refused) return refused;
            var its = outcome.Accepted;
            unknown.AddRange(its.Unknown.Select(at => part.At[at]));
            quarantined.AddRange(its.QuarantinedAt.Select(at => part.At[at]));
            receipt = receipt with
            {
                Applied = receipt.Applied + its.Applied, Older = receipt.Older + its.Older, Quarantined = receipt.Quarantined + its.Quarantined,
            };
        }
        return receipt with { Unknown = [.. unknown.Order()], QuarantinedAt = [.. quarantined.Order()] };
    }

    /// <summary>Registers cars that belong to shards which have parted from this one.</summary>
    public static async Task<ImmutableArray<Outcome<VehicleHandle>>> Register(
        (IVehicleShardGrain Shard, int[] At)[] gone, RegisterVehicles command, ImmutableArray<Outcome<VehicleHandle>> here, CancellationToken cancellation)
    {
        var outcomes = here.ToArray();
        await Task.WhenAll(gone.Select(async part =>
        {
            var answer = await part.Shard.Register(command with { Vehicles = [.. part.At.Select(at => command.Vehicles[at])] }, cancellation);
            for (var n = 0; n < part.At.Length; n++) outcomes[part.At[n]] = answer.Refused is { } refused ? refused : answer.Accepted[n];
        }));
        return ImmutableCollectionsMarshal.AsImmutableArray(outcomes);
    }

    private int IndexOf(VehicleId vehicle) =>
        split.Part is { WasSplit: true } part && part.ShardOf(vehicle) is var index && index != part.Index ? index : -1;

    private IVehicleShardGrain Shard(int index) => grains.GetGrain<IVehicleShardGrain>(new ShardKey(fleet, index).ToString());
}
