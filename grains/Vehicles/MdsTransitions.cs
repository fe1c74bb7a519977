using System.Collections.Frozen;
using static FleetActors.Vehicles.MdsEventType;
using static FleetActors.Vehicles.MdsVehicleState;

namespace FleetActors.Vehicles;

/// <summary>One allowed step of the MDS car-share mode.</summary>
public readonly record struct MdsTransition(MdsVehicleState From, MdsVehicleState To, MdsEventType Type);

/// <summary>The 47 state transitions that MDS 2.0 allows in car share, and shortest ways along them.</summary>
public static class MdsTransitions
{
    /// <summary>All of them, in the order of the standard's table.</summary>
    public static IReadOnlyList<MdsTransition> All { get; } =
    [
        new(Available, Elsewhere, TripLeaveJurisdiction),
        new(Available, NonContactable, CommsLost),
        new(Available, NonOperational, ServiceEnd),
        new(Available, Reserved, ReservationStart),
        new(Elsewhere, Available, TripEnterJurisdiction),
        new(Elsewhere, NonContactable, CommsLost),
        new(Elsewhere, NonOperational, TripEnterJurisdiction),
        new(Elsewhere, OnTrip, TripEnterJurisdiction),
        new(Elsewhere, Reserved, TripEnterJurisdiction),
        new(NonContactable, Available, CommsRestored),
        new(NonContactable, Elsewhere, CommsRestored),
        new(NonContactable, NonOperational, CommsRestored),
        new(NonContactable, OnTrip, CommsRestored),
        new(NonContactable, Removed, CommsRestored),
        new(NonContactable, Reserved, CommsRestored),
        new(NonContactable, Stopped, CommsRestored),
        new(NonOperational, Available, ServiceStart),
        new(NonOperational, Elsewhere, TripLeaveJurisdiction),
        new(NonOperational, NonContactable, CommsLost),
        new(NonOperational, Removed, Decommissioned),
        new(NonOperational, Removed, MaintenancePickUp),
        new(NonOperational, Removed, Maintenance),
        new(OnTrip, Elsewhere, TripLeaveJurisdiction),
        new(OnTrip, NonContactable, CommsLost),
        new(OnTrip, Stopped, TripStop),
        new(Removed, NonContactable, CommsLost),
        new(Removed, NonOperational, MaintenanceEnd),
        new(Removed, NonOperational, Recommissioned),
        new(Reserved, Available, DriverCancellation),
        new(Reserved, Available, CustomerCancellation),
        new(Reserved, Available, ProviderCancellation),
        new(Reserved, Elsewhere, TripLeaveJurisdiction),
        new(Reserved, NonContactable, CommsLost),
        new(Reserved, Stopped, ReservationStop),
        new(Stopped, Available, DriverCancellation),
        new(Stopped, Available, CustomerCancellation),
        new(Stopped, Available, ProviderCancellation),
        new(Stopped, Available, TripEnd),
        new(Stopped, NonContactable, CommsLost),
        new(Stopped, OnTrip, TripResume),
        new(Stopped, OnTrip, TripStart),
        new(Stopped, Stopped, ChargingEnd),
        new(Stopped, Stopped, ChargingStart),
        new(Stopped, Stopped, FuelingEnd),
        new(Stopped, Stopped, FuelingStart),
        new(Stopped, Stopped, RemoteEnd),
        new(Stopped, Stopped, RemoteStart),
    ];

    private static readonly FrozenSet<MdsTransition> Table = All.ToFrozenSet();

    /// <summary>Whether the standard allows the step.</summary>
    public static bool IsLegal(MdsTransition step) => Table.Contains(step);

    /// <summary>A shortest way between two states that stays within contact and jurisdiction; empty when they are the same.</summary>
    public static IReadOnlyList<MdsTransition> Path(MdsVehicleState from, MdsVehicleState to)
    {
        var came = new Dictionary<MdsVehicleState, MdsTransition>();
        var open = new Queue<MdsVehicleState>([from]);
        while (open.TryDequeue(out var at) && at != to)
        {
            foreach (var step in All)
            {
                if (step.From != at || step.To is NonContactable or Elsewhere || step.To == from || !came.TryAdd(step.To, step)) continue;
                open.Enqueue(step.To);
            }
        }
        var path = new List<MdsTransition>();
        for (var at = to; at != from; at = came[at].From) path.Add(came[at]);
        path.Reverse();
        return path;
    }
}
