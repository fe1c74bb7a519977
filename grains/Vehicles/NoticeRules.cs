using System.Collections.Immutable;
using FleetActors.Commands;

namespace FleetActors.Vehicles;

/// <summary>What a vehicle makes of the things that its shard saw in a fix: it knows its contracts better than the shard does.</summary>
public static class NoticeRules
{
    /// <summary>Stores what is news. Nothing happens for a repeat, or for what comes after a later report.</summary>
    public static Decision<VehicleEvent> Notice(VehicleState vehicle, ReportNotices report, DateTimeOffset now)
    {
        if (report.Facts.IsDefaultOrEmpty || report.Facts.Any(fact => !Enum.IsDefined(fact.Notice))) return Refusal.ValueOutOfRange;
        if (vehicle.IsDecommissioned || report.Evidence.At <= vehicle.NoticedUntil) return Decision<VehicleEvent>.Nothing;
        var stamp = new Stamp(now, report.Stamp.By);
        var events = ImmutableArray.CreateBuilder<VehicleEvent>();
        foreach (var fact in report.Facts)
        {
            if (fact.Notice == VehicleNotice.MovingWithoutContract && WasHired(vehicle, report.Evidence.At)) continue;
            events.Add(new VehicleNoticed(fact.Notice, fact.Zone, report.Evidence) { Stamp = stamp });
            if (fact.Notice == VehicleNotice.ChargeLow && report.Evidence.ChargePercent != vehicle.ChargePercent)
                events.Add(new ChargeReported(report.Evidence.ChargePercent) { Stamp = stamp });
        }
        return Decision<VehicleEvent>.Of(events.ToImmutable());
    }

    /// <summary>A fix may come late, or overtake the news of a rental's start: the record decides, as far as its newest page reaches.</summary>
    private static bool WasHired(VehicleState vehicle, DateTimeOffset at) =>
        vehicle.Status is VehicleStatus.OnTrip or VehicleStatus.Paused
        || vehicle.History.Recent.Any(happened => happened is TenancyEnded ended && ended.EndedAt >= at);
}
