namespace FleetActors.Vehicles;

/// <summary>Changes what may change of a registration. VIN, propulsion and odometer may not: that would be another car.</summary>
[GenerateSerializer, Immutable, Alias("UpdateVehicle")]
public sealed record UpdateVehicle(
    [property: Id(0)] string Plate,
    [property: Id(1)] string Make,
    [property: Id(2)] string Model,
    [property: Id(3)] VehicleClass Class,
    [property: Id(4)] int Seats);

/// <summary>Takes a car off the offer. During a tenancy it takes effect when that ends.</summary>
[GenerateSerializer, Immutable, Alias("TakeOutOfService")]
public sealed record TakeOutOfService([property: Id(0)] ServiceReason Reason);

/// <summary>Puts a car back on offer.</summary>
[GenerateSerializer, Immutable, Alias("ReturnToService")]
public sealed record ReturnToService;

/// <summary>A car leaves the fleet. Refused while it is held, booked or in use.</summary>
[GenerateSerializer, Immutable, Alias("DecommissionVehicle")]
public sealed record DecommissionVehicle;

/// <summary>A car comes back into the fleet, out of service.</summary>
[GenerateSerializer, Immutable, Alias("RecommissionVehicle")]
public sealed record RecommissionVehicle;

/// <summary>Asks for a remote command; the header's id becomes the id of the remote command.</summary>
/// <param name="Kind">What the car shall do.</param>
/// <param name="Tenancy">The tenancy for which it is meant, or null for the operator's own. An earlier tenancy is refused.</param>
[GenerateSerializer, Immutable, Alias("SendRemoteCommand")]
public sealed record SendRemoteCommand(
    [property: Id(0)] RemoteCommandKind Kind,
    [property: Id(1)] long? Tenancy);

/// <summary>What a device or its gateway says about a remote command. A repeat, or a later contradiction, changes nothing.</summary>
/// <param name="Id">Which remote command.</param>
/// <param name="Executed">Whether the device executed it; otherwise it refused.</param>
/// <param name="Detail">For people, or null.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("ReportRemoteCommand")]
public sealed record ReportRemoteCommand(
    [property: Id(0)] CommandId Id,
    [property: Id(1)] bool Executed,
    [property: Id(2)] string? Detail,
    [property: Id(3)] Stamp Stamp);

/// <summary>Readings of the car that matter to its record: only noteworthy ones are sent here, all others stay in the shard.</summary>
/// <param name="ChargePercent">State of charge or fuel level, 0 to 100, or null when not reported.</param>
/// <param name="IsCharging">Whether it charges at a plug, or null when not reported.</param>
/// <param name="OdometerMetres">The odometer, or null when not reported. Refused when it would go back.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("ReportReadings")]
public sealed record ReportReadings(
    [property: Id(0)] float? ChargePercent,
    [property: Id(1)] bool? IsCharging,
    [property: Id(2)] long? OdometerMetres,
    [property: Id(3)] Stamp Stamp);

/// <summary>The shard lost or regained contact with the car. A repeat changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("ReportContact")]
public sealed record ReportContact(
    [property: Id(0)] bool IsContactable,
    [property: Id(1)] Stamp Stamp);
