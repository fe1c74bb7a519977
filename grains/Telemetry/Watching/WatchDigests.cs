using System.Collections.Concurrent;
using FleetActors.Fleets;

namespace FleetActors.Telemetry.Watching;

/// <summary>The prepared limits and zones of the fleets of this silo, one for all shards of a fleet.</summary>
public sealed class WatchDigests(IFleetCatalog catalog)
{
    private readonly ConcurrentDictionary<FleetId, WatchDigest> _known = new();

    /// <summary>A fleet's limits and zones, at most <see cref="IFleetCatalog.MaxAge"/> old. The same object while nothing changed.</summary>
    public async Task<WatchDigest> Of(FleetId fleet)
    {
        var (limits, zones) = (await catalog.Limits(fleet), await catalog.Zones(fleet));
        if (_known.TryGetValue(fleet, out var known) && known.Limits == limits && known.Zones.Version == zones.Version) return known;
        if (_known.Count >= IFleetRegistryGrain.Capacity) _known.Clear();
        // Away from the shard's turns: many large zones take a while.
        return _known[fleet] = await Task.Run(() => new WatchDigest(limits, zones));
    }
}
