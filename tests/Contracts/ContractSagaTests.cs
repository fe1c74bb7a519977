using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Vehicles;

namespace FleetActors.Tests.Contracts;

public sealed class ContractSagaTests
{
    [Fact]
    public void A_credit_note_and_a_line_are_made_once_by_a_command_however_late_it_is_repeated()
    {
        var desk = new Desk().Rent(Given.Noon);
        var euro = Given.Ride.Currency;
        var scratch = new AddContractLine(LineKind.Damage, "scratch", new Money(9_000, euro), "photo-9");
        Assert.True(desk.Do(scratch, Given.Noon.AddMinutes(1), id: "scratch").IsAccepted);
        Assert.True(desk.Do(scratch, Given.Noon.AddDays(1).AddHours(1), id: "scratch").IsAccepted);
        Assert.Single(desk.Contract.ExtraLines);
        Assert.Equal(Refusal.CommandIdReused, desk.Do(scratch with { Text = "dent" }, Given.Noon.AddDays(2), id: "scratch").Refused!.Code);
        Assert.True(desk.Do(scratch, Given.Noon.AddDays(2), id: "another").IsAccepted);
        Assert.Equal(2, desk.Contract.ExtraLines.Length);

        var end = Given.Noon.AddDays(3);
        Assert.True(desk.Do(new EndRental(), end, Given.At(end, 1_008_200)).IsAccepted);
        var goodwill = new CreditInvoice(1, new Money(10, euro), "sorry");
        Assert.True(desk.Do(goodwill, end.AddHours(1), id: "goodwill-1").IsAccepted);
        Assert.True(desk.Do(goodwill, end.AddHours(26), id: "goodwill-1").IsAccepted);
        Assert.Single(desk.Contract.CreditNotes);
        Assert.Single(desk.Sent.OfType<RefundPayment>());
        Assert.Equal(Refusal.CommandIdReused, desk.Do(goodwill with { Line = 2 }, end.AddHours(27), id: "goodwill-1").Refused!.Code);
        Assert.Equal(Refusal.CommandIdReused, desk.Do(goodwill, end.AddHours(27), id: "scratch").Refused!.Code);
        Assert.True(desk.Do(goodwill, end.AddHours(28), id: "goodwill-2").IsAccepted);
        Assert.Equal(2, desk.Contract.CreditNotes.Length);
    }

    private static readonly DateTimeOffset Noon = Given.Noon;

    [Fact]
    public void The_happy_path_writes_four_times()
    {
        var desk = new Desk().Rent(Noon);
        desk.Do(new EndRental(), Noon.AddSeconds(5), Given.At(Noon, 1_002_000));

        Assert.Equal(
            ["ReservationAttempted", "VehicleReserved", "RentalStarted", "RentalEnded", "ContractSettled"],
            desk.Writes.Select(w => Assert.Single(w.Events).GetType().Name));
        Assert.True(desk.Writes[0].IsTentative);
        Assert.All(desk.Writes.Skip(1), w => Assert.False(w.IsTentative));
        Assert.All(desk.Writes, w => Assert.Null(w.EnterFirst));
        Assert.Equal(ContractStatus.Settled, desk.Contract.Status);
        Assert.Equal(42, desk.Contract.InvoiceNumber);
        Assert.Equal(PaymentStatus.Paid, desk.Contract.Payment);
        Assert.Null(ContractDeadlines.NextDue(desk.Contract, Noon.AddSeconds(6)));
        var posted = Assert.Single(desk.Sent.OfType<PostOnLedger>()).Message;
        Assert.True(LedgerRules.IsBalanced(posted.Postings));
        Assert.Equal(1, posted.ReleasesAttempt);
    }

    [Fact]
    public void A_longer_rental_enters_a_deadline_before_its_end_is_written()
    {
        var desk = new Desk().Rent(Noon);
        desk.Do(new EndRental(), Noon.AddHours(1), Given.At(Noon.AddHours(1), 1_002_000));
        Assert.NotNull(desk.Writes.Single(w => w.Events[0] is RentalEnded).EnterFirst);
    }

    [Fact]
    public void A_running_rental_that_is_woken_tells_the_customer_that_the_hold_is_firm_and_writes_nothing()
    {
        var desk = new Desk().Rent(Noon);
        var (writes, agreedEnd) = (desk.Writes.Count, desk.Contract.AgreedEnd);
        Assert.Equal(Obligations.None, desk.Contract.Owes);
        Assert.Empty(desk.Sent.OfType<ConfirmCustomer>());
        Assert.Equal(desk.Contract.Attempted!.AskAfter, ContractDeadlines.NextDue(desk.Contract, Noon.AddSeconds(5))); // the entry that an end until then relies on

        desk.Run(new WokenUp(), Noon.AddSeconds(11));
        Assert.Equal(1, Assert.Single(desk.Sent.OfType<ConfirmCustomer>()).Message.Attempt);
        desk.Instead = o => o is ConfirmCustomer ? new CustomerReply(o, null) : null;
        desk.Run(new WokenUp(), Noon.AddSeconds(12));
        Assert.Equal(writes, desk.Writes.Count);
        Assert.Equal(agreedEnd, ContractDeadlines.NextDue(desk.Contract, Noon.AddSeconds(12)));
    }

    [Fact]
    public void A_refused_or_unknown_hold_aborts_and_releases_until_acknowledged()
    {
        var desk = new Desk { Instead = o => o is AskVehicleHold ? new VehicleHoldReply(null) : o is ReleaseVehicle ? new VehicleReply(o, null) : null };
        Assert.Equal(Refusal.ReservationAborted, desk.Do(new ReserveVehicle(Given.Request()), Noon).Refused!.Code);
        Assert.Equal(ContractStatus.Aborted, desk.Contract.Status);
        Assert.Equal(Obligations.ReleaseVehicle, desk.Contract.Owes);
        Assert.Equal(Refusal.HeldPendingResolution, desk.Do(new ReserveVehicle(Given.Request()), Noon).Refused!.Code);

        desk.Instead = _ => null;
        desk.Run(new WokenUp(), Noon.AddMinutes(1));
        Assert.Equal(Obligations.None, desk.Contract.Owes);
        Assert.True(desk.Do(new ReserveVehicle(Given.Request()), Noon.AddMinutes(1)).IsAccepted);
        Assert.Equal(2, desk.Contract.Attempt);
    }

    [Fact]
    public void An_unknown_contract_voids_the_attempt_before_it_releases_and_never_honours_it()
    {
        var desk = new Desk();
        var ask = new ResolveHold(1, "berlin:v-1", true, new Stamp(Noon, Caller.Platform));
        desk.Run(new HolderAsks(ask), Noon);
        Assert.IsType<AttemptVoided>(Assert.Single(desk.Writes).Events[0]);
        Assert.IsType<ReleaseVehicle>(Assert.Single(desk.Sent));
        desk.Run(new HolderAsks(ask), Noon);
        Assert.Single(desk.Writes);
        Assert.True(desk.Do(new ReserveVehicle(Given.Request()), Noon).IsAccepted);
        Assert.Equal(2, desk.Contract.Attempt);
    }

    [Fact]
    public void An_undecided_attempt_is_aborted_when_a_holder_asks()
    {
        var before = ContractSaga.Next(
            ContractState.Blank, new Commanded(Given.Header(Noon), new ReserveVehicle(Given.Request()), VehicleFacts.None), new(Given.Key, Given.Ride), Noon);
        var undecided = ContractEvolve.Apply(ContractState.Blank, before.Events);
        var step = ContractSaga.Next(
            undecided, new HolderAsks(new ResolveHold(1, "berlin:v-1", true, new Stamp(Noon, Caller.Platform))), new(Given.Key, null), Noon.AddSeconds(11));
        Assert.IsType<ReservationAborted>(Assert.Single(step.Events));
        Assert.Equal(2, step.Outgoing.Length);
    }

    [Fact]
    public void A_declined_payment_is_tried_again_and_ends_as_debt()
    {
        var desk = new Desk { Instead = o => o is ChargePayment ? new PaymentReply(PaymentOutcome.Declined, "no funds") : o is QueryPayment ? new PaymentReply(PaymentOutcome.NeverSeen, null) : null };
        desk.Rent(Noon).Do(new EndRental(), Noon.AddMinutes(5), Given.At(Noon.AddMinutes(5), 1_000_000));
        Assert.Equal(ContractStatus.Ended, desk.Contract.Status);
        Assert.Equal(Obligations.TakePayment, desk.Contract.Owes);

        for (var wakeUps = 0; wakeUps < 10 && ContractDeadlines.NextDue(desk.Contract, desk.Contract.ClosedAt!.Value) is { } due; wakeUps++)
            desk.Run(new WokenUp(), due);
        Assert.Equal(ContractStatus.Settled, desk.Contract.Status);
        Assert.Equal(PaymentStatus.Debt, desk.Contract.Payment);
        Assert.Equal(4, desk.Sent.OfType<ChargePayment>().Select(c => c.Key).Distinct().Count());
        Assert.Single(desk.Sent.OfType<PostOnLedger>());
    }

    [Fact]
    public void A_payment_of_unknown_outcome_is_asked_about_and_never_sent_twice()
    {
        var desk = new Desk { Instead = o => o is ChargePayment ? new PaymentReply(PaymentOutcome.Unknown, null) : null };
        desk.Rent(Noon).Do(new EndRental(), Noon.AddMinutes(5), Given.At(Noon.AddMinutes(5), 1_000_000));
        Assert.Equal(Obligations.TakePayment | Obligations.PostInvoice, desk.Contract.Owes);
        desk.Run(new WokenUp(), Noon.AddMinutes(6));
        Assert.Single(desk.Sent.OfType<ChargePayment>());
        Assert.Equal(ContractStatus.Settled, desk.Contract.Status);
    }

    [Fact]
    public void An_odometer_that_the_car_cannot_have_reached_is_never_billed_and_the_customer_ends_all_the_same()
    {
        var desk = new Desk().Rent(Noon);
        var wild = Given.At(Noon.AddMinutes(30), 1_000_000 + 1_000_000_000);
        var refused = desk.Do(new EndRental(), Noon.AddMinutes(30), wild).Refused!;
        Assert.Equal(Refusal.EvidenceMissing, refused.Code);
        Assert.Contains("at most 1375000 m", refused.Allowed, StringComparison.Ordinal); // 1.5 h at 250 km/h
        var photo = new EndRentalWithEvidence("photo-1", new GeoPoint(52.5, 13.4), 1_012_000, Noon.AddMinutes(31));
        Assert.Equal(Refusal.EvidenceImplausible, desk.Do(photo with { OdometerMetres = 1_400_000 }, Noon.AddMinutes(31), wild).Refused!.Code);
        Assert.True(desk.Do(photo, Noon.AddMinutes(31), wild).IsAccepted);
        Assert.Equal(7m, desk.Contract.Bill!.Lines.Single(l => l.Kind == LineKind.Distance).Quantity);

        desk = new Desk().Rent(Noon);
        Assert.True(desk.Do(new EndRental(), Noon.AddMinutes(30), Given.At(Noon.AddMinutes(30), 1_375_000)).IsAccepted);
    }

    [Fact]
    public void Ending_without_signal_stops_charging_at_the_evidence()
    {
        var desk = new Desk().Rent(Noon);
        var noContact = new VehicleFacts(null, false, null);
        Assert.Equal(Refusal.EvidenceMissing, desk.Do(new EndRental(), Noon.AddMinutes(9), noContact).Refused!.Code);
        EndRentalWithEvidence Evidence(int minute, long odometer) => new("photo-1", new GeoPoint(52, 13), odometer, Noon.AddMinutes(minute));
        Assert.Equal(Refusal.EvidenceImplausible, desk.Do(Evidence(-1, 1_001_000), Noon.AddMinutes(9), noContact).Refused!.Code);
        Assert.Equal(Refusal.EvidenceImplausible, desk.Do(Evidence(10, 1_001_000), Noon.AddMinutes(9), noContact).Refused!.Code);
        Assert.Equal(Refusal.EvidenceImplausible, desk.Do(Evidence(8, 999_999), Noon.AddMinutes(9), noContact).Refused!.Code);
        Assert.True(desk.Do(Evidence(8, 1_001_000), Noon.AddMinutes(9), noContact).IsAccepted);
        Assert.Equal(8, desk.Contract.Bill!.Lines.Single(l => l.Kind == LineKind.Driving).Quantity);
        Assert.True(Assert.Single(desk.Sent.OfType<EndVehicle>()).Message.WithoutContact);
    }

    [Fact]
    public void Credit_notes_never_exceed_their_line()
    {
        var desk = new Desk().Rent(Noon);
        desk.Do(new EndRental(), Noon.AddMinutes(12), Given.At(Noon.AddMinutes(12), 1_000_000));
        var euro = new Currency("EUR");
        Assert.True(desk.Do(new CreditInvoice(2, new Money(300, euro), "goodwill"), Noon.AddDays(1)).IsAccepted);
        Assert.Equal(Refusal.CreditExceedsInvoice, desk.Do(new CreditInvoice(2, new Money(49, euro), "more"), Noon.AddDays(1)).Refused!.Code);
        Assert.True(desk.Do(new CreditInvoice(2, new Money(48, euro), "rest"), Noon.AddDays(1)).IsAccepted);
        var line = desk.Contract.Bill!.Lines[1];
        Assert.Equal(line.Net.Minor, desk.Contract.CreditNotes.Sum(n => n.Net.Minor));
        Assert.Equal(line.Tax.Minor, desk.Contract.CreditNotes.Sum(n => n.Tax.Minor));
        Assert.All(desk.Sent.OfType<PostOnLedger>(), p => Assert.True(LedgerRules.IsBalanced(p.Message.Postings)));
        Assert.All(desk.Contract.CreditNotes, n => Assert.True(n.IsComplete));
    }

    [Fact]
    public void A_booking_that_nobody_takes_is_a_no_show_with_its_fee()
    {
        var desk = new Desk(Given.Daily);
        var period = new RentalPeriod(Noon.AddDays(1), Noon.AddDays(2));
        desk.Do(new ReserveVehicle(Given.Request(Given.Daily, period)), Noon);
        desk.Run(new WokenUp(), Noon.AddDays(1).AddMinutes(60));
        Assert.Equal(ContractStatus.NoShow, desk.Contract.Status);
        Assert.True(desk.Contract.IsSettled);
        Assert.Equal(2000, desk.Contract.Bill!.Lines.Single().Net.Minor);
        Assert.Equal(ReleaseReason.NoShow, Assert.Single(desk.Sent.OfType<ReleaseVehicle>()).Message.Reason);
    }

    [Theory]
    [InlineData(Refusal.VehicleInUse)]
    [InlineData(Refusal.VehicleNotAvailable)]
    [InlineData(Refusal.UnknownVehicle)]
    [InlineData(Refusal.HeldPendingResolution)] // said for the whole time of the booking
    [InlineData(null)] // no answer at all
    public void Who_came_and_could_not_have_the_car_pays_no_fee_for_not_taking_it(Refusal? said)
    {
        var desk = new Desk(Given.Daily);
        var period = new RentalPeriod(Noon.AddDays(1), Noon.AddDays(2));
        desk.Do(new ReserveVehicle(Given.Request(Given.Daily, period)), Noon);
        desk.Instead = o => o is StartVehicle ? new VehicleReply(o, said is { } code ? code : (Outcome<Done>?)null) : null;
        for (var tries = 0; tries < 3; tries++)
        {
            var now = Noon.AddDays(1).AddMinutes(tries);
            Assert.Equal(said, desk.Run(new Commanded(Given.Header(now), new StartRental(), VehicleFacts.None), now)?.Refused!.Code);
        }
        Assert.Single(desk.Contract.History.OfType<CarNotHandedOver>());
        desk.Run(new WokenUp(), Noon.AddDays(1).AddMinutes(60));
        Assert.Equal(ContractStatus.NoShow, desk.Contract.Status);
        Assert.Equal(Obligations.None, desk.Contract.Owes);
        Assert.Null(desk.Contract.Bill);
    }

    [Fact]
    public void Who_came_too_early_or_never_pays_the_fee()
    {
        var desk = new Desk(Given.Daily);
        var period = new RentalPeriod(Noon.AddDays(1), Noon.AddDays(2));
        desk.Do(new ReserveVehicle(Given.Request(Given.Daily, period)), Noon);
        Assert.Equal(Refusal.StartTooEarly, desk.Do(new StartRental(), Noon.AddHours(23)).Refused!.Code);
        desk.Run(new WokenUp(), Noon.AddDays(1).AddMinutes(60));
        Assert.Equal(LineKind.NoShow, Assert.Single(desk.Contract.Bill!.Lines).Kind);
    }

    [Fact]
    public void A_start_whose_answer_was_lost_is_ended_when_the_reservation_runs_out()
    {
        var desk = new Desk { Instead = o => o is StartVehicle ? new VehicleReply(o, null) : null };
        desk.Do(new ReserveVehicle(Given.Request()), Noon);
        Assert.Null(desk.Run(new Commanded(Given.Header(Noon), new StartRental(), VehicleFacts.None), Noon));
        desk.Run(new WokenUp(), Noon.AddMinutes(15));
        Assert.Equal(ContractStatus.Expired, desk.Contract.Status);
        Assert.Equal(["ReleaseVehicle", "EndVehicle"], desk.Sent.Where(o => o is ReleaseVehicle or EndVehicle).Select(o => o.GetType().Name));
        Assert.Equal(Obligations.None, desk.Contract.Owes);
    }
}
