using FleetActors.Fleets;
using FleetActors.Telemetry;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace FleetActors.Tracks;

/// <inheritdoc cref="IFleetTracksGrain"/>
[GrainType("fleet-tracks"), StatelessWorker(MaxReaders)]
public sealed partial class FleetTracksGrain(ITrackStore store, IFleetCatalog catalog, TimeProvider clock, ILogger<FleetTracksGrain> logger) : Grain, IFleetTracksGrain
{
    /// <summary>The most questions of one fleet that read files at the same time.</summary>
    public const int MaxReaders = 4;

    /// <inheritdoc/>
    public async Task<Outcome<TrackPage>> Track(TrackQuestion question, CancellationToken cancellation)
    {
        var fleet = new FleetId(this.GetPrimaryKeyString());
        if (TrackRules.Judge(question) is { } refused) return refused;
        if (await catalog.Settings(fleet) is not { } settings) return Refusal.UnknownFleet;
        var shard = GrainFactory.GetGrain<IVehicleShardGrain>(settings.ShardsAt(clock.GetUtcNow()).KeyOf(fleet, question.Vehicle));
        if (await shard.Registration(question.Vehicle, cancellation) is null) return Refusal.UnknownVehicle;
        if (!store.Keeps(fleet)) return new Refused(Refusal.ValueOutOfRange, "a fleet whose tracks are kept; this one's are switched off");
        var (fromMs, toMs) = (TrackPoint.Milliseconds(question.From), TrackPoint.Milliseconds(question.To));
        // Files are read on the pool: a grain's turn must not wait for a disk.
        try
        {
            var found = await Task.Run(() => store.Read(fleet, question.Vehicle, fromMs, toMs, question.Limit + 1, cancellation), cancellation);
            return TrackRules.Page(found, question.Limit);
        }
        catch (InvalidDataException damage)
        {
            Damaged(logger, question.Vehicle, fleet, damage.Message);
            return new Refused(Refusal.TrackDamaged, "a time before or after the damaged part; the silo's log names file and byte");
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The track of {Vehicle} of fleet {Fleet} cannot be read in part. {Damage}")]
    private static partial void Damaged(ILogger logger, VehicleId vehicle, FleetId fleet, string damage);
}
