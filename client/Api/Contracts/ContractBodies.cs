using FleetActors.Api.Problems;
using FleetActors.Contracts;
using FleetActors.Vehicles;

namespace FleetActors.Api;

/// <summary>Asks what a rental would cost.</summary>
/// <param name="Vehicle">The car.</param>
/// <param name="Customer">Who rents and pays.</param>
/// <param name="Tariff">How it is priced.</param>
/// <param name="Id">The contract's id; the command's id when absent.</param>
/// <param name="TariffVersion">Null for the newest.</param>
/// <param name="Period">The booked period; null to take the car now.</param>
/// <param name="Class">The class that the customer expects.</param>
/// <param name="ExpectedMinutes">0 to 43,200; ignored when a period is booked.</param>
/// <param name="ExpectedKm">0 to 100,000.</param>
public sealed record QuoteBody(
    VehicleId Vehicle, CustomerId Customer, TariffId Tariff, ContractId? Id = null, int? TariffVersion = null,
    RentalPeriod? Period = null, VehicleClass? Class = null, int ExpectedMinutes = 0, int ExpectedKm = 0)
{
    /// <summary>The command that it asks for.</summary>
    public QuoteRental Command() => new(
        new RentalRequest(Vehicle, Customer, Tariff, TariffVersion, Period, Class), ExpectedMinutes, ExpectedKm);
}

/// <summary>Reserves a car: what <paramref name="Quote"/> offered, or what the other members say.</summary>
/// <param name="Quote">The contract id of a valid quote; then nothing else is given.</param>
/// <param name="Id">The contract's id; the command's id when absent.</param>
/// <param name="Vehicle">The car.</param>
/// <param name="Customer">Who rents and pays.</param>
/// <param name="Tariff">How it is priced.</param>
/// <param name="TariffVersion">Null for the newest.</param>
/// <param name="Period">The booked period; null to take the car now.</param>
/// <param name="Class">The class that the customer expects.</param>
public sealed record ReserveBody(
    ContractId? Quote = null, ContractId? Id = null, VehicleId? Vehicle = null, CustomerId? Customer = null, TariffId? Tariff = null,
    int? TariffVersion = null, RentalPeriod? Period = null, VehicleClass? Class = null)
{
    /// <summary>The command that it asks for.</summary>
    /// <exception cref="BadInputException">Neither a quote alone nor vehicle, customer and tariff.</exception>
    public ReserveVehicle Command() => this switch
    {
        { Quote: not null, Id: null, Vehicle: null, Customer: null, Tariff: null, TariffVersion: null, Period: null, Class: null } => new(),
        { Quote: null, Vehicle: { } vehicle, Customer: { } customer, Tariff: { } tariff } =>
            new(new RentalRequest(vehicle, customer, tariff, TariffVersion, Period, Class)),
        _ => throw BadInputException.Value("body", "give either quote alone, or vehicle, customer and tariff."),
    };
}

/// <summary>Moves the agreed end, or keeps a reservation for longer; one of the two.</summary>
/// <param name="Until">The new agreed end of a rental.</param>
/// <param name="ReservationMinutes">How much longer the car stays reserved, at the tariff's price.</param>
public sealed record ExtendBody(DateTimeOffset? Until = null, int? ReservationMinutes = null);

/// <summary>How a rental ends; without evidence it needs contact with the car.</summary>
/// <param name="Evidence">When there is no signal.</param>
public sealed record EndBody(EndRentalWithEvidence? Evidence = null);

/// <summary>How a disputed line is resolved.</summary>
/// <param name="Resolution"><see cref="DisputeStatus.Credited"/> or <see cref="DisputeStatus.Stands"/>.</param>
/// <param name="Reason">For people.</param>
/// <param name="Net">What to give back before tax; all that was charged too much when absent.</param>
public sealed record DisputeBody(DisputeStatus Resolution, string Reason, Money? Net = null);

/// <summary>The invoice of a contract and its corrections.</summary>
/// <param name="Contract">Which contract.</param>
/// <param name="Invoice">As it was fixed.</param>
/// <param name="CreditNotes">Oldest first.</param>
/// <param name="Payment">How the money stands.</param>
public sealed record ContractInvoice(
    ContractId Contract, Invoice Invoice, System.Collections.Immutable.ImmutableArray<CreditNote> CreditNotes, PaymentStatus Payment);
