namespace FleetActors.Contracts;

/// <summary>The customer gives the car back: charging stops. Needs contact with the car.</summary>
[GenerateSerializer, Immutable, Alias("EndRental")]
public sealed record EndRental : ContractCommand;

/// <summary>
/// The customer gives the car back where there is no signal. Charging stops at the moment of the evidence, or of the car's latest
/// fix where that is newer; the vehicle follows when contact returns, and later telemetry may only lead to a disputed line or a
/// credit note.
/// </summary>
/// <param name="PhotoReference">Where the photo is kept: 1 to <see cref="MaxReferenceLength"/> characters.</param>
/// <param name="PhonePosition">Where the customer's phone was.</param>
/// <param name="OdometerMetres">As read from the dashboard, in metres.</param>
/// <param name="TakenAt">When: not before the rental's last change, and not in the future. Before the car's latest fix it does not count.</param>
[GenerateSerializer, Immutable, Alias("EndRentalWithEvidence")]
public sealed record EndRentalWithEvidence(
    [property: Id(0)] string PhotoReference,
    [property: Id(1)] GeoPoint PhonePosition,
    [property: Id(2)] long OdometerMetres,
    [property: Id(3)] DateTimeOffset TakenAt) : ContractCommand
{
    /// <summary>The longest photo reference, in characters.</summary>
    public const int MaxReferenceLength = 200;
}
