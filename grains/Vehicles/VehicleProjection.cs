using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Vehicles;

/// <summary>What others see of a vehicle's record.</summary>
public static class VehicleProjection
{
    /// <summary>What its shard keeps.</summary>
    public static VehicleSummary Summary(VehicleState vehicle) =>
        new(vehicle.Status, vehicle.Registration.Class, !vehicle.IsContactLost, vehicle.Current?.Number ?? 0);

    /// <summary>What a caller may read, with remote commands timed out as of now.</summary>
    public static VehicleView View(VehicleState vehicle, DateTimeOffset now)
    {
        var seen = vehicle;
        foreach (var expired in RemoteCommandRules.Expired(vehicle, now)) seen = VehicleEvolve.Evolve(seen, expired);
        return new(
            vehicle.Registration, vehicle.Revision, vehicle.Status, MdsProjection.StateOf(vehicle), !vehicle.IsContactLost,
            vehicle.OutOfService, vehicle.Current is { } current ? View(current) : null, [.. vehicle.Calendar.Select(View)],
            vehicle.ChargePercent, vehicle.IsCharging, vehicle.OdometerMetres, seen.Remote);
    }

    /// <summary>One page of the history with the MDS events that follow from it.</summary>
    public static VehicleHistoryPage View(VehiclePage page, bool isLast) =>
        new(page.Events, MdsProjection.Of(page.Opening, page.Events).Events, isLast ? null : page.Number + 1);

    private static TenancyView View(VehicleTenancy tenancy) =>
        new(tenancy.Number, tenancy.Contract, tenancy.IsFirm, tenancy.Booking, tenancy.HeldAt, tenancy.StartedAt);
}
