using FleetActors.Records;
using Microsoft.Extensions.Logging;

namespace FleetActors.Telemetry;

/// <summary>
/// Tells shards what became of their vehicles, the news of many vehicles in one call. Nobody waits for it, but a shard that
/// does not answer is told again: a car that has become free must not stay off the market because one call was lost.
/// </summary>
public sealed partial class ShardNews
{
    private readonly RepeatedNews<VehicleChange> _news;
    private readonly SharedCalls<ComingChange, Done> _announcements;

    /// <summary>Made once for each silo.</summary>
    public ShardNews(IGrainFactory grains, TimeProvider clock, ILogger<ShardNews> logger)
    {
        var shards = new GrainAddress<IVehicleShardGrain>(grains);
        _news = new(
            (shard, changes) => shards.Of(shard).Changed(changes, CancellationToken.None),
            (shard, vehicles, isToldAgain, failure) => NotHeard(logger, shard, vehicles, isToldAgain ? "it is told again" : "that is given up", failure),
            clock);
        _announcements = new(async (shard, changes) =>
        {
            await shards.Of(shard).Announce(changes, CancellationToken.None);
            return default;
        });
    }

    /// <summary>A vehicle is going to change, for the first time since it was activated; it must not before this has completed.</summary>
    public Task Announce(string shard, ComingChange change) => _announcements.Join(shard, change).Answer;

    /// <summary>A vehicle's commercial state has changed.</summary>
    public void Tell(string shard, VehicleChange change) => _news.Tell(shard, change);

    [LoggerMessage(1, LogLevel.Warning, "Shard {Shard} did not hear of {Vehicles} vehicles; {What}.")]
    private static partial void NotHeard(ILogger logger, string shard, int vehicles, string what, Exception failure);
}
