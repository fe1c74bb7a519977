namespace FleetActors.Vehicles;

/// <summary>What is known of a car before anything happens to it. A shard owns it; the vehicle's record carries a copy.</summary>
/// <param name="Id">Its id in the fleet.</param>
/// <param name="Vin">ISO 3779, see <see cref="Vehicles.Vin"/>.</param>
/// <param name="Plate">Its number plate, 1 to 16 characters.</param>
/// <param name="Make">1 to 64 characters.</param>
/// <param name="Model">1 to 64 characters.</param>
/// <param name="Class">Its rental category.</param>
/// <param name="Propulsion">What drives it.</param>
/// <param name="BatteryWh">Usable battery capacity in watt-hours, 0 to 1,000,000; above 0 for a car that can be plugged in.</param>
/// <param name="TankMillilitres">Tank in millilitres (hydrogen: grams), 0 to 1,000,000; above 0 for a car that is fuelled.</param>
/// <param name="Seats">Seats with the driver's, 1 to 17.</param>
/// <param name="OdometerMetres">Odometer when registered, 0 to 10,000,000,000 metres.</param>
[GenerateSerializer, Immutable, Alias("VehicleRegistration")]
public sealed record VehicleRegistration(
    [property: Id(0)] VehicleId Id,
    [property: Id(1)] string Vin,
    [property: Id(2)] string Plate,
    [property: Id(3)] string Make,
    [property: Id(4)] string Model,
    [property: Id(5)] VehicleClass Class,
    [property: Id(6)] Propulsion Propulsion,
    [property: Id(7)] int BatteryWh,
    [property: Id(8)] int TankMillilitres,
    [property: Id(9)] int Seats,
    [property: Id(10)] long OdometerMetres)
{
    /// <summary>The largest battery or tank.</summary>
    public const int MaxCapacity = 1_000_000;

    /// <summary>The largest odometer reading: ten million kilometres, in metres.</summary>
    public const long MaxOdometerMetres = 10_000_000_000;

    /// <summary>The longest plate.</summary>
    public const int MaxPlateLength = 16;

    /// <summary>The longest make or model.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The most seats of what a car licence allows in some country.</summary>
    public const int MaxSeats = 17;

    /// <summary>Whether it can be charged from a plug.</summary>
    public bool IsPluggable => Propulsion is Propulsion.Electric or Propulsion.PlugInHybrid;

    /// <summary>What is wrong with it and what would be allowed, or null when it is valid.</summary>
    public string? Problem() => this switch
    {
        _ when !IdText.IsValid(Id.Value) => $"id: {IdText.Rule}",
        _ when !Vehicles.Vin.IsValid(Vin) => $"vin: {Vehicles.Vin.Length} characters of A-Z 0-9 without I, O, Q",
        _ when !IsText(Plate, MaxPlateLength) => $"plate: 1 to {MaxPlateLength} printable characters",
        _ when !IsText(Make, MaxNameLength) => $"make: 1 to {MaxNameLength} printable characters",
        _ when !IsText(Model, MaxNameLength) => $"model: 1 to {MaxNameLength} printable characters",
        _ when !Enum.IsDefined(Class) => "class: one of the known classes",
        _ when !Enum.IsDefined(Propulsion) => "propulsion: one of the known kinds",
        _ when BatteryWh is < 0 or > MaxCapacity => $"batteryWh: 0 to {MaxCapacity}",
        _ when TankMillilitres is < 0 or > MaxCapacity => $"tankMillilitres: 0 to {MaxCapacity}",
        _ when IsPluggable && BatteryWh == 0 => "batteryWh: above 0 for a car that can be plugged in",
        _ when Propulsion != Propulsion.Electric && TankMillilitres == 0 => "tankMillilitres: above 0 for a car that is fuelled",
        _ when Seats is < 1 or > MaxSeats => $"seats: 1 to {MaxSeats}",
        _ when OdometerMetres is < 0 or > MaxOdometerMetres => $"odometerMetres: 0 to {MaxOdometerMetres}",
        _ => null,
    };

    private static bool IsText(string? text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > maxLength) return false;
        foreach (var letter in text)
        {
            if (char.IsControl(letter)) return false;
        }
        return true;
    }
}
