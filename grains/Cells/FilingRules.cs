using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Cells;

/// <summary>When a car is filed anew, and as what.</summary>
public static class FilingRules
{
    private const long WattHoursPerKm = 170;
    private const long MillilitresPerKm = 65;
    private const long HydrogenGramsPerKm = 10;
    private const double StillDegrees = FilingLimits.StillMetres / GreatCircle.MetresPerDegree;
    private const double StillSteps = StillDegrees * PackedFix.StepsPerDegree;

    /// <summary>The filing of a car that is on offer, or null.</summary>
    public static CellCar? File(in CarFacts car) => !car.IsOnOffer || car.Fix is not { } fix
        ? null
        : new(
            car.Registration.Id, car.Handle, fix.Position, car.Summary.Class, fix.ChargePercent,
            RangeMetres(car.Registration, fix.ChargePercent), new(car.Revision, fix.At));

    /// <summary>The filing of a car that is on offer as before, has as much charge, and is somewhere else.</summary>
    public static CellCar Moved(in CellCar filed, in Fix fix) => filed with { Position = fix.Position, Version = new(filed.Version.Revision, fix.At) };

    /// <summary>A filing in the place of an earlier one: the id of the same car stays the text that is there, which is no younger than its place.</summary>
    public static CellCar InPlaceOf(in CellCar earlier, in CellCar car) => car.Vehicle == earlier.Vehicle ? car with { Vehicle = earlier.Vehicle } : car;

    /// <summary>Whether a car's state differs from how it is filed by more than noise.</summary>
    public static bool IsNews(in CellCar filed, in CarFacts car) =>
        !car.IsOnOffer || car.Revision != filed.Version.Revision || car.Handle != filed.Handle
        || car.Fix is not { } fix || HasMoved(filed, fix);

    /// <summary>Whether place or charge differ from what is filed by more than noise.</summary>
    public static bool HasMoved(in CellCar filed, in Fix fix) =>
        Math.Abs(fix.ChargePercent - filed.ChargePercent) >= FilingLimits.ChargeStepPercent
        || (fix.Position != filed.Position
            && (Math.Abs(fix.Position.Latitude - filed.Position.Latitude) >= StillDegrees
                || GreatCircle.Metres(filed.Position, fix.Position) >= FilingLimits.StillMetres));

    /// <summary>
    /// Whether a fix surely differs from what is filed by no more than noise: the same without sines, for most fixes. As if on
    /// the equator two places are never nearer than they are.
    /// </summary>
    public static bool IsStill(in PackedFix filed, in PackedFix fix)
    {
        var north = (double)((long)fix.LatitudeE7 - filed.LatitudeE7);
        var east = (double)((long)fix.LongitudeE7 - filed.LongitudeE7);
        return north * north + east * east < StillSteps * StillSteps
            && Math.Abs(fix.ChargeCentiPercent - filed.ChargeCentiPercent) < FilingLimits.ChargeStepPercent * PackedFix.StepsPerReading;
    }

    /// <summary>
    /// How far a car comes with its charge or fuel, by what a middling car needs: 17 kWh, 6.5 litres or 1 kg of hydrogen for
    /// 100 km. A plug-in hybrid's charge is that of its battery; its tank counts as empty.
    /// </summary>
    public static int RangeMetres(VehicleRegistration car, float chargePercent)
    {
        var (full, perKm) = car.Propulsion switch
        {
            Propulsion.Electric or Propulsion.PlugInHybrid => (car.BatteryWh, WattHoursPerKm),
            Propulsion.Hydrogen => (car.TankMillilitres, HydrogenGramsPerKm),
            _ => (car.TankMillilitres, MillilitresPerKm),
        };
        return (int)Math.Min(int.MaxValue, full * (double)chargePercent * 10 / perKm);
    }
}
