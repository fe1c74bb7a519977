namespace FleetActors.Contracts;

/// <summary>The customer takes the car: charging begins.</summary>
[GenerateSerializer, Immutable, Alias("StartRental")]
public sealed record StartRental : ContractCommand;

/// <summary>The customer parks and keeps the car.</summary>
[GenerateSerializer, Immutable, Alias("PauseRental")]
public sealed record PauseRental : ContractCommand;

/// <summary>The customer drives on.</summary>
[GenerateSerializer, Immutable, Alias("ResumeRental")]
public sealed record ResumeRental : ContractCommand;

/// <summary>Moves the agreed end, unless the car's next booking is in the way.</summary>
/// <param name="Until">The new agreed end, later than the present one.</param>
[GenerateSerializer, Immutable, Alias("ExtendRental")]
public sealed record ExtendRental([property: Id(0)] DateTimeOffset Until) : ContractCommand;
