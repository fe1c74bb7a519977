using FleetActors.Records;

namespace FleetActors.Telemetry;

/// <summary>Tells shards what became of their vehicles, the news of many vehicles in one call. Nobody waits for it.</summary>
public sealed class ShardNews
{
    private readonly SharedCalls<VehicleChange, Done> _telling;

    /// <summary>Made once for each silo.</summary>
    public ShardNews(IGrainFactory grains)
    {
        var shards = new GrainAddress<IVehicleShardGrain>(grains);
        _telling = new(async (shard, changes) =>
        {
            await shards.Of(shard).Changed(changes, CancellationToken.None);
            return default;
        });
    }

    /// <summary>A vehicle's commercial state has changed.</summary>
    public void Tell(string shard, VehicleChange change) => _telling.Join(shard, change).Answer.Ignore();
}
