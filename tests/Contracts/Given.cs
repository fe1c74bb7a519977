using System.Collections.Immutable;
using FleetActors.Contracts;
using FleetActors.Contracts.Pricing;
using FleetActors.Vehicles;

namespace FleetActors.Tests.Contracts;

/// <summary>Contracts to test with, and a messenger that answers everything by yes unless told otherwise.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    public static readonly ContractKey Key = new(new FleetId("berlin"), new ContractId("c-1"));
    public static readonly Caller App = new("app", Role.Operator);

    public static readonly Tariff Ride = new()
    {
        Id = new TariffId("city"), Version = 1, Name = "City", Product = ProductKind.CarShareRide, Currency = new Currency("EUR"),
        UnlockFee = 1.00m, PerMinuteDriving = 0.29m, PerMinutePaused = 0.09m, IncludedKm = 5, PerKm = 0.35m, TaxPercent = 19,
        PerMinuteReserved = 0.10m, MaxReservationExtensionMinutes = 30, MaxRentalHours = 48, Deposit = 50, OutsideZoneFee = 25, LowChargeFee = 10,
        MinimumReturnChargePercent = 10,
    };

    public static readonly Tariff Daily = Ride with
    {
        Id = new TariffId("day"), Product = ProductKind.DailyRental, UnlockFee = 0, PerDay = 39.90m, IncludedKm = 100, PerKm = 0.20m,
        PerHourOverdue = 7.50m, NoShowFee = 20, CancellationFee = 15, MaxRentalHours = 24 * 14,
    };

    public static RentalRequest Request(Tariff? tariff = null, RentalPeriod? period = null) => new(
        new VehicleId("v-1"), new CustomerId("k-1"), (tariff ?? Ride).Id, null, period, VehicleClass.Economy);

    public static CommandHeader Header(DateTimeOffset at, string id = "x") => new(new CommandId(id), App, at);

    public static VehicleFacts At(DateTimeOffset at, long odometerMetres, float charge = 80, bool? inZone = true, float speedKmh = 0) =>
        new(new Fix(at, new GeoPoint(52.5, 13.4), speedKmh, 0, charge, odometerMetres), true, inZone);
}

/// <summary>Runs the saga of one contract in a world without faults, unless a reply is replaced.</summary>
internal sealed class Desk(Tariff? tariff = null)
{
    private int _commands;

    public ContractState Contract { get; private set; } = ContractState.Blank;
    public List<Step> Writes { get; } = [];
    public List<Outgoing> Sent { get; } = [];
    public Func<Outgoing, Reply?> Instead { get; set; } = _ => null;

    /// <summary>Says a command, as a new one unless its id is given.</summary>
    public Outcome<ContractReceipt> Do(ContractCommand command, DateTimeOffset now, VehicleFacts? facts = null, string? id = null) =>
        Run(new Commanded(Given.Header(now, id ?? $"x-{++_commands}"), command, facts ?? VehicleFacts.None), now)
        ?? throw new InvalidOperationException("The outcome is unknown.");

    public Outcome<ContractReceipt>? Run(ContractMessage message, DateTimeOffset now)
    {
        Outcome<ContractReceipt>? answer = null;
        for (var rounds = 0; rounds < 50; rounds++)
        {
            var step = ContractSaga.Next(Contract, message, new(Given.Key, tariff ?? Given.Ride), now);
            if (!step.Events.IsEmpty) Writes.Add(step);
            Contract = ContractEvolve.Apply(Contract, step.Events);
            answer = step.Answer ?? answer;
            if (step.Outgoing.IsEmpty) return answer;
            Sent.AddRange(step.Outgoing);
            message = new Answered(step.Pending!, [.. step.Outgoing.Select(o => Instead(o) ?? Yes(o))]);
        }
        throw new InvalidOperationException("The saga does not come to rest.");
    }

    public Desk Rent(DateTimeOffset start)
    {
        Assert.True(Do(new ReserveVehicle(Given.Request(tariff)), start).IsAccepted);
        Assert.True(Do(new StartRental(), start, Given.At(start, 1_000_000)).IsAccepted);
        return this;
    }

    public static Reply Yes(Outgoing asked) => asked switch
    {
        EnterDeadline => new DeadlineReply(true),
        AskVehicleHold => new VehicleHoldReply(new VehicleHeldAnswer(7, VehicleClass.Economy, null)),
        AskCustomerHold => new CustomerHoldReply(new FleetActors.Customers.CustomerHeldAnswer("card")),
        IssueNumber => new NumberReply(42),
        ReadCarAfter => new CarReply(null),
        ChargePayment or QueryPayment or RefundPayment => new PaymentReply(PaymentOutcome.Succeeded, "ref"),
        ConfirmCustomer or ReleaseCustomer or PostOnLedger => new CustomerReply(asked, default(Done)),
        _ => new VehicleReply(asked, default(Done)),
    };
}
