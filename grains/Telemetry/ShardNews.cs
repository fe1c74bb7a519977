using System.Collections.Immutable;
using FleetActors.Records;
using Microsoft.Extensions.Logging;

namespace FleetActors.Telemetry;

/// <summary>
/// Tells shards what became of their vehicles, the news of many vehicles in one call. Nobody waits for it, but a shard that
/// does not answer is told again: a car that has become free must not stay off the market because one call was lost.
/// </summary>
public sealed partial class ShardNews
{
    /// <summary>How often a shard is told the same, with doubled waits between; after that only its next activation repairs it.</summary>
    public const int MaxTries = 6;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private readonly GrainAddress<IVehicleShardGrain> _shards;
    private readonly SharedCalls<VehicleChange, Done> _telling;
    private readonly TimeProvider _clock;
    private readonly ILogger<ShardNews> _logger;

    /// <summary>Made once for each silo.</summary>
    public ShardNews(IGrainFactory grains, TimeProvider clock, ILogger<ShardNews> logger)
    {
        (_clock, _logger) = (clock, logger);
        _shards = new(grains);
        _telling = new(TellUntilHeard);
    }

    /// <summary>A vehicle's commercial state has changed.</summary>
    public void Tell(string shard, VehicleChange change) => _telling.Join(shard, change).Answer.Ignore();

    private async Task<Done> TellUntilHeard(string shard, ImmutableArray<VehicleChange> changes)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await _shards.Of(shard).Changed(changes, CancellationToken.None);
                return default;
            }
            catch (Exception failure) when (tries < MaxTries)
            {
                NotHeard(_logger, shard, changes.Length, failure);
                await Task.Delay(FirstWait * (1 << (tries - 1)), _clock);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Shard {Shard} did not hear of {Vehicles} vehicles; it is told again.")]
    private static partial void NotHeard(ILogger logger, string shard, int vehicles, Exception failure);
}
