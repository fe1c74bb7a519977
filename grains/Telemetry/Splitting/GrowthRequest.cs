using FleetActors.Fleets;

namespace FleetActors.Telemetry.Splitting;

/// <summary>Asks a live fleet for more shards when one has too many cars, not too often; the fleet knows whether it grows already.</summary>
internal sealed class GrowthRequest(IGrainFactory grains, FleetId fleet, ShardSplit split, int splitAbove, TimeProvider clock)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    private DateTimeOffset _askedAt;

    /// <summary>Cars were registered.</summary>
    public void Consider(int cars)
    {
        if (cars <= splitAbove || fleet.IsSimulated || split.Part.Count >= ShardMap.MaxShards) return;
        var now = clock.GetUtcNow();
        if (now - _askedAt < AskAgainAfter) return;
        _askedAt = now;
        grains.GetGrain<IOutgrownFleet>(fleet.Value).Outgrown(split.Part.Count, CancellationToken.None).Ignore();
    }
}
