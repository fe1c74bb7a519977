namespace FleetActors.Simulation;

/// <summary>One car at the start of a run.</summary>
/// <param name="Id">Unique in the scenario; letters, digits, '.' and '-', at most 64.</param>
/// <param name="Node">Node where it stands.</param>
/// <param name="Model">What it is and uses.</param>
/// <param name="ChargePermille">State of charge, 0 to 1000.</param>
/// <param name="OdometerMetres">What it has driven before, at least 0.</param>
public sealed record ScenarioVehicle(string Id, int Node, VehicleModel Model, int ChargePermille, long OdometerMetres = 0);

/// <summary>A type of electric car.</summary>
/// <param name="Id">The scenario's name of the type, such as <c>leaf_50</c>.</param>
/// <param name="BatteryWh">Usable battery in watt-hours, above 0.</param>
/// <param name="WhPerKm">Consumption in watt-hours for one kilometre, above 0.</param>
/// <param name="MaxChargeW">The most power the car takes when charging, in watts, above 0.</param>
/// <param name="Seats">Passengers it carries, at least 1.</param>
public sealed record VehicleModel(string Id, long BatteryWh, int WhPerKm, int MaxChargeW, int Seats)
{
    /// <summary>
    /// The <c>leaf_50</c> of NREL HIVE as its mechatronics file describes it: 50 kWh, 225 Wh a mile (140 Wh a km),
    /// charging with up to 50 kW (github.com/NREL/hive, nrel/hive/resources/scenarios/denver_downtown/mechatronics).
    /// </summary>
    public static VehicleModel Leaf50 { get; } = new("leaf_50", 50_000, 140, 50_000, 4);
}

/// <summary>A place with plugs of one kind.</summary>
/// <param name="Id">Unique in the scenario.</param>
/// <param name="Node">Node where it stands.</param>
/// <param name="Plugs">Cars that charge at the same time, at least 1.</param>
/// <param name="PowerW">Power of each plug in watts, above 0.</param>
/// <param name="PricePerKwhMicros">What the fleet pays for a kWh, in millionths of the tariff's currency, 0 or more.</param>
public sealed record ChargingStation(string Id, int Node, int Plugs, int PowerW, long PricePerKwhMicros);

/// <summary>A depot.</summary>
/// <param name="Id">Unique in the scenario.</param>
/// <param name="Node">Node where it stands.</param>
/// <param name="Stalls">Cars it has room for.</param>
public sealed record FleetBase(string Id, int Node, int Stalls);
