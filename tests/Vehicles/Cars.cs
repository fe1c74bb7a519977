using FleetActors.Vehicles;

namespace FleetActors.Tests.Vehicles;

/// <summary>Cars and messages for tests.</summary>
internal static class Cars
{
    public static readonly DateTimeOffset T0 = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);
    public static readonly Caller Someone = new("tester", Role.Operator);
    public static readonly ContractId Anna = new("anna"), Bert = new("bert");

    public static Stamp At(DateTimeOffset at) => new(at, Someone);

    public static VehicleRegistration Registration(string id = "car-1", long odometerMetres = 1_000) => new(
        new(id), VinOf(id), PlateOf(id), "Volkswagen", "ID.3", VehicleClass.Compact, Propulsion.Electric, 58_000, 0, 5, odometerMetres);

    /// <summary>The first car's VIN is in golden files; every other car has its own.</summary>
    public static string VinOf(string id) => id == "car-1" ? "WVWZZZ1KZAW000001" : $"WVWZZZ1K{HashOf(id) % 1_000_000_000:D9}";

    public static string PlateOf(string id) => id == "car-1" ? "B-AB 123" : $"B-X {HashOf(id) % 10_000_000_000}";

    private static ulong HashOf(string id) => System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(id));

    public static VehicleState Fresh() => VehicleState.New(Registration());

    public static HoldVehicle Hold(ContractId contract, int attempt, DateTimeOffset at, FleetActors.Contracts.RentalPeriod? booking = null, int bufferMinutes = 0) =>
        new(contract, attempt, at.AddSeconds(10), booking, TimeSpan.FromMinutes(bufferMinutes), At(at));

    public static CommandHeader Header(string id, DateTimeOffset at) => new(new(id), Someone, at);

    /// <summary>The state after an accepted decision.</summary>
    public static VehicleState After(this VehicleState vehicle, Commands.Decision<VehicleEvent> decision)
    {
        Assert.Null(decision.Refused);
        return VehicleEvolve.Apply(vehicle, decision.Events);
    }

    public static VehicleState OnTrip(ContractId contract, DateTimeOffset at)
    {
        var held = Fresh().After(HoldRules.Hold(Fresh(), Hold(contract, 1, at), at));
        return held.After(TenancyRules.Start(held, new(contract, 1, At(at)), at));
    }
}
