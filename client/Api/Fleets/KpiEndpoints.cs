using System.Collections.Immutable;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.OpenApi;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Api;

/// <summary>How the fleet stands now, counted from its shards.</summary>
/// <param name="Vehicles">Registered.</param>
/// <param name="Available">On offer.</param>
/// <param name="Reserved">Set aside.</param>
/// <param name="OnTrip">Being driven.</param>
/// <param name="Paused">Parked by their customer.</param>
/// <param name="OutOfService">Not on offer.</param>
/// <param name="Decommissioned">Have left the fleet.</param>
/// <param name="WithFix">Have sent a fix.</param>
/// <param name="WithoutContact">Cannot be reached.</param>
/// <param name="QuarantinedFixes">Fixes not believed since the shards started.</param>
/// <param name="UtilisationPercent">On trip or paused, of those not decommissioned.</param>
/// <param name="QuarantinedByReason">The same fixes, for each reason that occurred.</param>
public sealed record FleetKpis(
    int Vehicles, int Available, int Reserved, int OnTrip, int Paused, int OutOfService, int Decommissioned,
    int WithFix, int WithoutContact, long QuarantinedFixes, double UtilisationPercent,
    ImmutableArray<QuarantineCount> QuarantinedByReason);

/// <summary>The fleet in numbers.</summary>
public static class KpiEndpoints
{
    /// <summary>Maps <c>/kpis</c>.</summary>
    public static void MapKpis(this RouteGroupBuilder v1) =>
        v1.MapGet("/kpis", Get).WithTags("Fleets").Demand(Role.Viewer).Answers<FleetKpis>().WithSummary("The fleet in numbers, now");

    private static async Task<IResult> Get(FleetCall call)
    {
        var shards = await call.Fleet.Vehicles.Counts(call.Cancellation);
        int Count(VehicleStatus status) => shards.Sum(shard => (int)status < shard.ByStatus.Length ? shard.ByStatus[(int)status] : 0);
        var vehicles = shards.Sum(shard => shard.Vehicles);
        var inFleet = vehicles - Count(VehicleStatus.Decommissioned);
        var rented = Count(VehicleStatus.OnTrip) + Count(VehicleStatus.Paused);
        return TypedResults.Ok(new FleetKpis(
            vehicles, Count(VehicleStatus.Available), Count(VehicleStatus.Reserved), Count(VehicleStatus.OnTrip), Count(VehicleStatus.Paused),
            Count(VehicleStatus.OutOfService), Count(VehicleStatus.Decommissioned), shards.Sum(shard => shard.WithFix),
            shards.Sum(shard => shard.WithoutContact), shards.Sum(shard => shard.Quarantined.Sum()),
            inFleet == 0 ? 0 : Math.Round(100.0 * rented / inFleet, 1), ByReason(shards)));
    }

    private static ImmutableArray<QuarantineCount> ByReason(ImmutableArray<ShardCounts> shards) =>
    [
        .. Enum.GetValues<QuarantineReason>()
            .Select(reason => new QuarantineCount(reason, shards.Sum(shard => (int)reason < shard.Quarantined.Length ? shard.Quarantined[(int)reason] : 0)))
            .Where(count => count.Fixes > 0),
    ];
}
