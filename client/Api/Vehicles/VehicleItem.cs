using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Api;

/// <summary>A vehicle in a list: registration, commercial state and latest fix, as its shard knows them.</summary>
/// <param name="Id">Its id in the fleet.</param>
/// <param name="Vin">ISO 3779.</param>
/// <param name="Plate">Its number plate.</param>
/// <param name="Make">Who built it.</param>
/// <param name="Model">Which model.</param>
/// <param name="Class">Its rental category.</param>
/// <param name="Propulsion">What drives it.</param>
/// <param name="Seats">With the driver's.</param>
/// <param name="Status">Its commercial state.</param>
/// <param name="IsContactable">Whether it is in contact.</param>
/// <param name="Fix">The latest fix; absent when it never sent one.</param>
/// <param name="DistanceMetres">From the asked place.</param>
public sealed record VehicleItem(
    VehicleId Id, string Vin, string Plate, string Make, string Model, VehicleClass Class, Propulsion Propulsion, int Seats,
    VehicleStatus Status, bool IsContactable, Fix? Fix, double? DistanceMetres)
{
    /// <summary>What a shard saw.</summary>
    public static VehicleItem Of(VehicleSighting seen) => new(
        seen.Registration.Id, seen.Registration.Vin, seen.Registration.Plate, seen.Registration.Make, seen.Registration.Model,
        seen.Registration.Class, seen.Registration.Propulsion, seen.Registration.Seats,
        seen.Summary.Status, seen.Summary.IsContactable, seen.Fix, seen.DistanceMetres);
}

/// <summary>A vehicle with everything its record says.</summary>
/// <param name="Record">The record.</param>
/// <param name="Fix">The latest fix; absent when it never sent one.</param>
/// <param name="Quarantine">Fixes that were not believed since its shard started; absent when there are none.</param>
public sealed record VehicleDetails(VehicleView Record, Fix? Fix, CarQuarantine? Quarantine = null);
