using FleetActors.Customers;
using FleetActors.Invoices;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>A message that a step wants sent. The shell sends those of one step side by side and feeds the replies back.</summary>
public abstract record Outgoing;

/// <summary>Enter the contract's due time in a deadline bucket.</summary>
public sealed record EnterDeadline(DateTimeOffset Due) : Outgoing;

/// <summary>Hold on the vehicle.</summary>
public sealed record AskVehicleHold(VehicleId Vehicle, HoldVehicle Message) : Outgoing;

/// <summary>Hold on the customer.</summary>
public sealed record AskCustomerHold(CustomerId Customer, HoldCustomer Message) : Outgoing;

/// <summary>Confirm to the vehicle.</summary>
public sealed record ConfirmVehicle(VehicleId Vehicle, ConfirmHold Message) : Outgoing;

/// <summary>Confirm to the customer.</summary>
public sealed record ConfirmCustomer(CustomerId Customer, ConfirmHold Message) : Outgoing;

/// <summary>Release on the vehicle.</summary>
public sealed record ReleaseVehicle(VehicleId Vehicle, ReleaseHold Message) : Outgoing;

/// <summary>Release on the customer.</summary>
public sealed record ReleaseCustomer(CustomerId Customer, ReleaseHold Message) : Outgoing;

/// <summary>Start on the vehicle.</summary>
public sealed record StartVehicle(VehicleId Vehicle, StartTenancy Message) : Outgoing;

/// <summary>Pause or resume on the vehicle.</summary>
public sealed record PauseVehicle(VehicleId Vehicle, PauseTenancy Message) : Outgoing;

/// <summary>Extend on the vehicle.</summary>
public sealed record ExtendVehicle(VehicleId Vehicle, ExtendTenancy Message) : Outgoing;

/// <summary>End on the vehicle.</summary>
public sealed record EndVehicle(VehicleId Vehicle, EndTenancy Message) : Outgoing;

/// <summary>A document's number from the fleet's register.</summary>
public sealed record IssueNumber(NumberDocument Message) : Outgoing;

/// <summary>Charge, once, under an idempotency key that is already durable.</summary>
public sealed record ChargePayment(CustomerId Customer, string Key, string PaymentMethod, Money Amount) : Outgoing;

/// <summary>Ask the provider what became of a key (of a charge or a refund).</summary>
public sealed record QueryPayment(CustomerId Customer, string Key) : Outgoing;

/// <summary>Pay back part of a payment, once.</summary>
public sealed record RefundPayment(CustomerId Customer, string Key, string PaymentReference, Money Amount) : Outgoing;

/// <summary>Post on the customer's ledger; meets one duty.</summary>
public sealed record PostOnLedger(CustomerId Customer, PostToLedger Message, Obligations Meets) : Outgoing;

/// <summary>Read what the car told first at or after a time.</summary>
public sealed record ReadCarAfter(VehicleId Vehicle, DateTimeOffset At) : Outgoing;
