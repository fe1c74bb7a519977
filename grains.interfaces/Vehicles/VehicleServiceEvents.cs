namespace FleetActors.Vehicles;

/// <summary>What may change of a registration changed.</summary>
[GenerateSerializer, Immutable, Alias("VehicleUpdated")]
public sealed record VehicleUpdated([property: Id(0)] VehicleRegistration Registration) : VehicleEvent;

/// <summary>Off the offer; during a tenancy, from its end on.</summary>
[GenerateSerializer, Immutable, Alias("VehicleTakenOutOfService")]
public sealed record VehicleTakenOutOfService([property: Id(0)] ServiceReason Reason) : VehicleEvent;

/// <summary>Back on offer.</summary>
[GenerateSerializer, Immutable, Alias("VehicleReturnedToService")]
public sealed record VehicleReturnedToService : VehicleEvent;

/// <summary>Left the fleet.</summary>
[GenerateSerializer, Immutable, Alias("VehicleDecommissioned")]
public sealed record VehicleDecommissioned : VehicleEvent;

/// <summary>Came back into the fleet, out of service.</summary>
[GenerateSerializer, Immutable, Alias("VehicleRecommissioned")]
public sealed record VehicleRecommissioned : VehicleEvent;

/// <summary>No sign of life for longer than the fleet allows, or a tenancy ended without contact.</summary>
[GenerateSerializer, Immutable, Alias("ContactLost")]
public sealed record ContactLost : VehicleEvent;

/// <summary>The car reported again.</summary>
[GenerateSerializer, Immutable, Alias("ContactRestored")]
public sealed record ContactRestored : VehicleEvent;

/// <summary>A noteworthy state of charge or fuel level, 0 to 100.</summary>
[GenerateSerializer, Immutable, Alias("ChargeReported")]
public sealed record ChargeReported([property: Id(0)] float ChargePercent) : VehicleEvent;

/// <summary>Charging at a plug began.</summary>
[GenerateSerializer, Immutable, Alias("ChargingStarted")]
public sealed record ChargingStarted : VehicleEvent;

/// <summary>Charging at a plug ended.</summary>
[GenerateSerializer, Immutable, Alias("ChargingEnded")]
public sealed record ChargingEnded : VehicleEvent;

/// <summary>A noteworthy odometer reading, in metres; never lower than the one before.</summary>
[GenerateSerializer, Immutable, Alias("OdometerReported")]
public sealed record OdometerReported([property: Id(0)] long OdometerMetres) : VehicleEvent;

/// <summary>A remote command was stored and may now be sent.</summary>
[GenerateSerializer, Immutable, Alias("RemoteCommandQueued")]
public sealed record RemoteCommandQueued([property: Id(0)] RemoteCommand Command) : VehicleEvent;

/// <summary>A remote command reached another stage.</summary>
[GenerateSerializer, Immutable, Alias("RemoteCommandAdvanced")]
public sealed record RemoteCommandAdvanced(
    [property: Id(0)] CommandId Id,
    [property: Id(1)] RemoteCommandStage Stage,
    [property: Id(2)] string? Detail) : VehicleEvent;
