using FleetActors.Commands;

namespace FleetActors.Vehicles;

/// <summary>The life of a car in the fleet, its readings and its contact.</summary>
public static class ServiceRules
{
    /// <summary>Changes what may change of the registration.</summary>
    public static Decision<VehicleEvent> Update(VehicleState vehicle, CommandHeader header, UpdateVehicle command, DateTimeOffset now)
    {
        var next = vehicle.Registration with
        {
            Plate = command.Plate, Make = command.Make, Model = command.Model, Class = command.Class, Seats = command.Seats,
        };
        if (next.Problem() is { } problem) return new Refused(Refusal.ValueOutOfRange, problem);
        if (next == vehicle.Registration) return Decision<VehicleEvent>.Nothing;
        return new VehicleUpdated(next) { Stamp = new(now, header.By) };
    }

    /// <summary>Off the offer, from the tenancy's end on when there is one.</summary>
    public static Decision<VehicleEvent> TakeOutOfService(VehicleState vehicle, CommandHeader header, TakeOutOfService command, DateTimeOffset now) => vehicle switch
    {
        _ when !Enum.IsDefined(command.Reason) => Refusal.ValueOutOfRange,
        { IsDecommissioned: true } => Refusal.VehicleDecommissioned,
        { OutOfService: { } reason } when reason == command.Reason => Decision<VehicleEvent>.Nothing,
        _ => new VehicleTakenOutOfService(command.Reason) { Stamp = new(now, header.By) },
    };

    /// <summary>Back on offer.</summary>
    public static Decision<VehicleEvent> ReturnToService(VehicleState vehicle, CommandHeader header, ReturnToService command, DateTimeOffset now) => vehicle switch
    {
        { IsDecommissioned: true } => Refusal.VehicleDecommissioned,
        { OutOfService: null } => Decision<VehicleEvent>.Nothing,
        _ => new VehicleReturnedToService { Stamp = new(now, header.By) },
    };

    /// <summary>Out of the fleet.</summary>
    public static Decision<VehicleEvent> Decommission(VehicleState vehicle, CommandHeader header, DecommissionVehicle command, DateTimeOffset now) => vehicle switch
    {
        { IsDecommissioned: true } => Decision<VehicleEvent>.Nothing,
        { Current.Phase: not TenancyPhase.Held } => Refusal.VehicleInUse,
        { Current: not null } => Refusal.HeldByAnother,
        { Calendar.IsEmpty: false } => new Refused(Refusal.HeldByAnother, "once its bookings are cancelled"),
        _ => new VehicleDecommissioned { Stamp = new(now, header.By) },
    };

    /// <summary>Back into the fleet, out of service.</summary>
    public static Decision<VehicleEvent> Recommission(VehicleState vehicle, CommandHeader header, RecommissionVehicle command, DateTimeOffset now) =>
        vehicle.IsDecommissioned ? new VehicleRecommissioned { Stamp = new(now, header.By) } : Decision<VehicleEvent>.Nothing;

    /// <summary>Contact was lost or came back.</summary>
    public static Decision<VehicleEvent> Contact(VehicleState vehicle, ReportContact report, DateTimeOffset now)
    {
        if (report.IsContactable != vehicle.IsContactLost) return Decision<VehicleEvent>.Nothing;
        var stamp = new Stamp(now, report.Stamp.By);
        return report.IsContactable ? new ContactRestored { Stamp = stamp } : new ContactLost { Stamp = stamp };
    }

    /// <summary>Noteworthy readings.</summary>
    public static Decision<VehicleEvent> Readings(VehicleState vehicle, ReportReadings report, DateTimeOffset now)
    {
        if (report.ChargePercent is { } percent && percent is not (>= 0 and <= 100)) return Refusal.ValueOutOfRange;
        if (report.OdometerMetres is < 0 or > VehicleRegistration.MaxOdometerMetres) return Refusal.ValueOutOfRange;
        if (report.OdometerMetres < vehicle.OdometerMetres)
            return new Refused(Refusal.OdometerDecreases, $"at least {vehicle.OdometerMetres} m");
        if (report.IsCharging == true && !vehicle.Registration.IsPluggable) return Refusal.EnergyStateWrong;
        var stamp = new Stamp(now, report.Stamp.By);
        var events = new List<VehicleEvent>(3);
        if (report.ChargePercent is { } charge && charge != vehicle.ChargePercent) events.Add(new ChargeReported(charge) { Stamp = stamp });
        if (report.IsCharging is { } charging && charging != vehicle.IsCharging)
            events.Add(charging ? new ChargingStarted { Stamp = stamp } : new ChargingEnded { Stamp = stamp });
        if (report.OdometerMetres is { } odometer && odometer != vehicle.OdometerMetres) events.Add(new OdometerReported(odometer) { Stamp = stamp });
        return Decision<VehicleEvent>.Of([.. events]);
    }
}
