namespace FleetActors.Contracts;

/// <summary>Sets the car aside for the customer: now, or for the request's period.</summary>
/// <param name="Request">What to reserve; null to take the contract's quote as it is, while it is valid.</param>
[GenerateSerializer, Immutable, Alias("ReserveVehicle")]
public sealed record ReserveVehicle([property: Id(0)] RentalRequest? Request = null) : ContractCommand;

/// <summary>Keeps the car set aside beyond the free minutes, for the tariff's price per minute actually kept.</summary>
/// <param name="Minutes">How much longer, at least 1; the tariff limits the sum.</param>
[GenerateSerializer, Immutable, Alias("ExtendReservation")]
public sealed record ExtendReservation([property: Id(0)] int Minutes) : ContractCommand;

/// <summary>Gives up a quote or a reservation before the rental began.</summary>
/// <param name="ByOperator">The operator cancels: never at the customer's cost.</param>
[GenerateSerializer, Immutable, Alias("CancelContract")]
public sealed record CancelContract([property: Id(0)] bool ByOperator = false) : ContractCommand;
