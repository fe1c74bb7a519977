using System.Collections.Immutable;
using FleetActors.Contracts.Pricing;
using FleetActors.Contracts.Products;
using FleetActors.Customers;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>From a quote to a decided reservation: presumed abort, with the contract's own write as the commit point.</summary>
public static class ReservationRules
{
    /// <summary>How long a licence must still be valid for a ride without an agreed end.</summary>
    private static readonly TimeSpan RideLicence = TimeSpan.FromHours(24);

    /// <summary>Prices what is asked for.</summary>
    public static Step Quote(ContractState contract, QuoteRental command, ContractTerms terms, Stamp stamp)
    {
        if (contract.Status is not (ContractStatus.None or ContractStatus.Quoted))
            return Steps.WrongStatus(contract, ContractStatus.Quoted);
        if (Steps.Full(contract) is { } full) return full;
        if (command.ExpectedMinutes is < 0 or > QuoteRental.MaxExpectedMinutes || command.ExpectedKm is < 0 or > QuoteRental.MaxExpectedKm)
            return Step.Refuse(Refusal.ValueOutOfRange, Steps.Text($"0 to {QuoteRental.MaxExpectedMinutes} minutes, 0 to {QuoteRental.MaxExpectedKm} km"));
        if (Check(command.Request, terms.Tariff, stamp.At) is { } refused) return new Step { Answer = refused };

        var tariff = terms.Tariff!;
        return Steps.Happens(contract, terms, new RentalQuoted(
            stamp, command.Request, tariff, RentalPricing.Estimate(command, tariff, stamp.At), stamp.At.AddMinutes(tariff.QuoteValidMinutes)));
    }

    /// <summary>
    /// Begins an attempt: deadline entry and both holds side by side. Nothing is written yet: a contract that has not heard of
    /// an attempt answers as one that has aborted it, so the attempt becomes durable together with its decision.
    /// </summary>
    public static Step Reserve(ContractState contract, ReserveVehicle command, ContractTerms terms, Stamp stamp)
    {
        if (contract.Status == ContractStatus.Reserving)
            return Resume(contract, command, terms, stamp);
        if (contract.Status is not (ContractStatus.None or ContractStatus.Quoted or ContractStatus.Aborted))
            return Steps.WrongStatus(contract, ContractStatus.Quoted, ContractStatus.Aborted);
        if (contract.Owes != Obligations.None)
            return Step.Refuse(Refusal.HeldPendingResolution, "the earlier attempt is being released; try again shortly");
        var attempt = Math.Max(contract.VoidedThrough, contract.Attempt) + 1;
        if (attempt > ContractTerms.MaxAttempts || Steps.Full(contract) is not null)
            return Step.Refuse(Refusal.ContractLimitReached, Steps.Text($"{ContractTerms.MaxAttempts} attempts; use a new contract"));

        var quoted = command.Request is null;
        var request = command.Request ?? contract.Quote?.Request;
        if (request is null) return Step.Refuse(Refusal.UnknownContract, "say what to reserve, or quote first");
        if (quoted && stamp.At > contract.Quote!.ValidUntil)
            return Step.Refuse(Refusal.QuoteExpired, Steps.Text($"until {contract.Quote.ValidUntil:u}; quote again"));
        var tariff = quoted ? contract.Quote!.Tariff : terms.Tariff;
        if (Check(request, tariff, stamp.At) is { } refused) return new Step { Answer = refused };

        var attempted = new ReservationAttempted(
            stamp, attempt, request, quoted && contract.Tariff == tariff ? null : tariff,
            stamp.At + ContractTerms.HoldPatience, Amount(contract, tariff!, quoted));
        var after = ContractEvolve.Apply(contract, attempted);
        return AskHolds(after, terms, stamp.By) with { Events = [attempted], After = after, IsTentative = true };
    }

    /// <summary>The commit point: both holds stand, or the attempt is void. Entry and holds are known by now.</summary>
    public static Step Decide(ContractState contract, AwaitingHolds pending, ImmutableArray<Reply> replies, ContractTerms terms, DateTimeOffset now)
    {
        var stamp = new Stamp(now, contract.Attempted!.Stamp.By);
        var vehicle = pending.Vehicle ?? replies.OfType<VehicleHoldReply>().SingleOrDefault();
        var customer = replies.OfType<CustomerHoldReply>().SingleOrDefault();
        if (replies.OfType<DeadlineReply>().Any(r => !r.IsEntered)) return Abort(contract, Refusal.ReservationAborted, terms, stamp);
        if (vehicle?.Outcome is not { } car) return Abort(contract, Refusal.ReservationAborted, terms, stamp);
        if (car.Refused is { } notThisCar) return Abort(contract, notThisCar, terms, stamp);
        if (contract.Hired.Class is { } expected && expected != car.Accepted.Class)
            return Abort(contract, new Refused(Refusal.VehicleClassNotAllowed, $"the vehicle is {car.Accepted.Class}"), terms, stamp);
        if (customer is null) return AskCustomer(contract, vehicle, terms, stamp.By);
        if (customer.Outcome is not { } person) return Abort(contract, Refusal.ReservationAborted, terms, stamp);
        if (person.Refused is { } notThem) return Abort(contract, notThem, terms, stamp);

        var until = ProductCatalog.Of(contract.Signed).ReservedUntil(contract.Hired, contract.Signed, now, car.Accepted.FreeUntil);
        return Steps.Happens(contract, terms, new VehicleReserved(
            stamp, contract.Attempt, car.Accepted.Tenancy, car.Accepted.Class, person.Accepted.PaymentMethod, until, car.Accepted.FreeUntil));
    }

    /// <summary>Keeps the car for longer.</summary>
    public static Step Extend(ContractState contract, ExtendReservation command, ContractTerms terms, Stamp stamp)
    {
        if (contract.Status != ContractStatus.Reserved) return Steps.WrongStatus(contract, ContractStatus.Reserved);
        if (Steps.Full(contract) is { } full) return full;
        if (stamp.At >= contract.ReservedUntil) return Step.Refuse(Refusal.ReservationExpired, Steps.Text($"until {contract.ReservedUntil:u}"));
        if (command.Minutes < 1) return Step.Refuse(Refusal.ValueOutOfRange, "at least 1 minute");
        var latest = contract.Reservation.Until.AddMinutes(contract.Signed.MaxReservationExtensionMinutes);
        if (contract.Reservation.FreeUntil < latest) latest = contract.Reservation.FreeUntil.Value;
        var until = contract.ReservedUntil!.Value.AddMinutes(Math.Min(command.Minutes, 1_000_000));
        return until > latest
            ? Step.Refuse(Refusal.ExtensionTooLong, Steps.Text($"at the latest until {latest:u}"))
            : Steps.Happens(contract, terms, new ReservationExtended(stamp, until));
    }

    /// <summary>Voids the present attempt and gives both holds back, until they are acknowledged.</summary>
    internal static Step Abort(ContractState contract, Refused why, ContractTerms terms, Stamp stamp)
    {
        var aborted = new ReservationAborted(stamp, contract.Attempt, why);
        var after = ContractEvolve.Apply(contract, aborted);
        var round = DutyRules.Begin(after, terms, stamp.At, isFresh: true);
        return round with { Events = [aborted], After = after, Answer = why };
    }

    private static Step Abort(ContractState contract, Refusal why, ContractTerms terms, Stamp stamp) =>
        Abort(contract, new Refused(why), terms, stamp);

    /// <summary>A reservation that a crash left undecided, in a record of the time when attempts were written before their holds.</summary>
    private static Step Resume(ContractState contract, ReserveVehicle command, ContractTerms terms, Stamp stamp)
    {
        var isSame = command.Request is null || command.Request == contract.Request;
        if (!isSame) return Step.Refuse(Refusal.WrongContractStatus, "another reservation is being decided; try again shortly");
        return stamp.At > contract.Attempted!.AskAfter
            ? Abort(contract, Refusal.ReservationAborted, terms, stamp)
            : AskHolds(contract, terms, stamp.By);
    }

    /// <summary>Asks both holders at once; the customer after the vehicle when the class is not known beforehand.</summary>
    private static Step AskHolds(ContractState contract, ContractTerms terms, Caller by)
    {
        var attempt = contract.Attempted!;
        var stamp = new Stamp(attempt.Stamp.At, by);
        var request = contract.Hired;
        var vehicle = new AskVehicleHold(request.Vehicle, new HoldVehicle(
            terms.Key.Contract, attempt.Attempt, attempt.AskAfter, request.Period, TimeSpan.FromMinutes(contract.Signed.BufferMinutes), stamp));
        var deadline = new EnterDeadline(attempt.AskAfter);
        return new Step
        {
            Outgoing = request.Class is { } known ? [deadline, vehicle, CustomerHold(contract, known, terms, by)] : [deadline, vehicle],
            Pending = new AwaitingHolds(null),
        };
    }

    private static Step AskCustomer(ContractState contract, VehicleHoldReply vehicle, ContractTerms terms, Caller by) => new()
    {
        Outgoing = [CustomerHold(contract, vehicle.Outcome!.Value.Accepted.Class, terms, by)],
        Pending = new AwaitingHolds(vehicle),
    };

    private static AskCustomerHold CustomerHold(ContractState contract, VehicleClass known, ContractTerms terms, Caller by)
    {
        var attempt = contract.Attempted!;
        return new(contract.Hired.Customer, new HoldCustomer(
            terms.Key.Contract, attempt.Attempt, attempt.AskAfter, known, attempt.Amount,
            contract.Hired.Period?.To ?? attempt.Stamp.At + RideLicence, new Stamp(attempt.Stamp.At, by)));
    }

    private static Refused? Check(RentalRequest request, Tariff? tariff, DateTimeOffset now)
    {
        if (tariff is null) return new Refused(Refusal.UnknownTariff);
        return ProductCatalog.Find(tariff.Product) is { } product
            ? product.Check(request, tariff, now)
            : new Refused(Refusal.TariffNotOffered);
    }

    /// <summary>The deposit, or the quote's total where that is more.</summary>
    private static Money Amount(ContractState contract, Tariff tariff, bool quoted)
    {
        var deposit = Money.Round(tariff.Deposit, tariff.Currency);
        if (!quoted) return deposit;
        var (net, tax) = RentalPricing.Sum(contract.Quote!.Lines, tariff.Currency);
        return net + tax > deposit ? net + tax : deposit;
    }
}
