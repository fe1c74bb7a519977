using FleetActors.Commands;

namespace FleetActors.Vehicles;

/// <summary>
/// A deliberately broken rule: a rival gets the car although another contract holds it. It exists so that the power-cut
/// harness and the property tests can show that they notice. Reached only with <see cref="VehicleOptions.CheckHolds"/> off.
/// </summary>
public static class UncheckedHoldRules
{
    /// <summary>Sets the vehicle aside without looking whether it is free.</summary>
    public static Decision<VehicleEvent> Hold(VehicleState vehicle, HoldVehicle command, DateTimeOffset now) =>
        now > command.AskAfter ? Refusal.HoldTooLate
        : vehicle.Find(command.Contract, command.Attempt) is not null ? Decision<VehicleEvent>.Nothing
        : HoldRules.Held(vehicle, command, now);

    /// <summary>Starts also what a rival has displaced.</summary>
    public static Decision<VehicleEvent> Start(VehicleState vehicle, StartTenancy command, DateTimeOffset now) =>
        vehicle.Find(command.Contract, command.Attempt) is null
            ? Decision<VehicleEvent>.Nothing
            : TenancyRules.Start(vehicle, command, now);
}
