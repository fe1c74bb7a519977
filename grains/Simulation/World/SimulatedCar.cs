namespace FleetActors.Simulation;

/// <summary>A car's state in the world. Energy is kept in milliwatt-hours, so that short drives add up exactly.</summary>
internal sealed class SimulatedCar(int index, ScenarioVehicle vehicle)
{
    public int Index { get; } = index;

    public VehicleModel Model { get; } = vehicle.Model;

    public long BatteryMwh { get; } = vehicle.Model.BatteryWh * 1_000;

    public int Node { get; set; } = vehicle.Node;

    public CarActivity Activity { get; set; } = CarActivity.Free;

    public long ActiveSinceMs { get; set; }

    /// <summary>Counts what the car was told to do; an event of an earlier turn is void.</summary>
    public int Turn { get; set; }

    public long EnergyMwh { get; set; } = vehicle.Model.BatteryWh * vehicle.ChargePermille;

    public long OdometerMm { get; set; } = vehicle.OdometerMetres * 1_000;

    /// <summary>The drive under way; null when the car stands.</summary>
    public Route? Route { get; set; }

    public DrivePurpose Purpose { get; set; }

    public long DepartsAtMs { get; set; }

    public int HeadingDegrees { get; set; }

    /// <summary>The request the car is reserved for or carries, or −1.</summary>
    public int Request { get; set; } = -1;

    public int Station { get; set; } = -1;

    public long ArrivedAtStationMs { get; set; }

    public long ChargingSinceMs { get; set; } = -1;

    public long ChargingFromMwh { get; set; }

    public int ChargePowerW { get; set; }

    /// <summary>Where the charging under way, or the one it drives to, will end.</summary>
    public int ChargeToPermille { get; set; }

    public bool IsListedFree { get; set; }

    public int ChargePermille => (int)(EnergyMwh * 1_000 / BatteryMwh);

    /// <summary>Energy in milliwatt-hours for a drive of this length, rounded up so that it is never too little.</summary>
    public long EnergyFor(long lengthMm) => (lengthMm * Model.WhPerKm + 999) / 1_000;
}
