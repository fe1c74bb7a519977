using FleetActors.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Contracts;

/// <summary>What the car tells later, against the evidence of an end without contact.</summary>
public sealed class EvidenceRulesTests
{
    private static readonly DateTimeOffset Noon = Given.Noon;
    private static readonly Currency Euro = new("EUR");

    [Fact]
    public void Settlement_does_not_wait_for_the_car_and_what_agrees_changes_nothing()
    {
        var desk = Garage();
        Assert.Equal(ContractStatus.Settled, desk.Contract.Status);
        Assert.Equal(Obligations.CompareEvidence, desk.Contract.Owes);
        Assert.NotNull(ContractDeadlines.NextDue(desk.Contract, Noon.AddMinutes(20)));
        var bill = desk.Contract.Bill;
        Hear(desk, Noon.AddHours(2), 1_020_900);
        Assert.Equal(Obligations.None, desk.Contract.Owes);
        Assert.Empty(desk.Contract.Disputes);
        Assert.Same(bill, desk.Contract.Bill);
        Assert.Null(ContractDeadlines.NextDue(desk.Contract, Noon.AddHours(3)));
    }

    [Fact]
    public void A_car_that_drove_less_disputes_the_distance_and_an_operator_gives_back_what_was_too_much()
    {
        var desk = Hear(Garage(), Noon.AddHours(2), 1_010_000);
        var dispute = Assert.Single(desk.Contract.Disputes);
        Assert.Equal((LineKind.Distance, DisputeStatus.Open), (dispute.Kind, dispute.Status));
        Assert.Equal((525, 175), (dispute.Charged.Minor, dispute.Told.Minor)); // 15 and 5 km over the included ones
        Assert.Equal(["photo:photo-1", "fix:2026-05-04T14:00:00.000Z"], dispute.Evidence);
        Assert.Empty(desk.Contract.CreditNotes);
        var before = desk.Contract.Bill;

        Assert.Equal(Refusal.UnknownDispute, Resolve(desk, 2, DisputeStatus.Credited).Refused!.Code);
        Assert.Equal(Refusal.CreditExceedsInvoice, Resolve(desk, 1, DisputeStatus.Credited, new Money(351, Euro)).Refused!.Code);
        Assert.True(Resolve(desk, 1, DisputeStatus.Credited).IsAccepted);
        var note = Assert.Single(desk.Contract.CreditNotes);
        Assert.Equal((dispute.Line!.Value, 350, true), (note.Line, note.Net.Minor, note.IsComplete));
        Assert.Equal(DisputeStatus.Credited, desk.Contract.Disputes[0].Status);
        Assert.True(Resolve(desk, 1, DisputeStatus.Credited).IsAccepted);
        Assert.Single(desk.Contract.CreditNotes);
        Assert.Equal(Refusal.DisputeResolved, Resolve(desk, 1, DisputeStatus.Stands).Refused!.Code);
        Assert.Same(before, desk.Contract.Bill);
    }

    [Fact]
    public void A_credit_never_undercuts_the_minimum_price()
    {
        var desk = Hear(Garage(tariff: Given.Ride with { UnlockFee = 0, MinimumPrice = 10 }), Noon.AddHours(2), 1_001_000);
        Assert.Equal(525 + 290 + 185, desk.Contract.Bill!.Lines.Sum(l => l.Net.Minor)); // distance, driving and what lacks to 10
        var distance = desk.Contract.Disputes.Single(d => d.Kind == LineKind.Distance);
        var minimum = desk.Contract.Disputes.Single(d => d.Kind == LineKind.MinimumPrice);
        Assert.Equal((525, 0, 185, 710), (distance.Charged.Minor, distance.Told.Minor, minimum.Charged.Minor, minimum.Told.Minor));
        Assert.Equal(Refusal.CreditExceedsInvoice, Resolve(desk, distance.Number, DisputeStatus.Credited).Refused!.Code);

        desk = Hear(Garage(tariff: Given.Ride with { UnlockFee = 0, MinimumPrice = 7 }), Noon.AddHours(2), 1_001_000);
        Assert.Equal(525 + 290, desk.Contract.Bill!.Lines.Sum(l => l.Net.Minor));
        Assert.Equal(Refusal.CreditExceedsInvoice, Resolve(desk, 1, DisputeStatus.Credited, new Money(116, Euro)).Refused!.Code);
        Assert.True(Resolve(desk, 1, DisputeStatus.Credited).IsAccepted);
        Assert.Equal(115, Assert.Single(desk.Contract.CreditNotes).Net.Minor); // down to the minimum price of 7
    }

    [Fact]
    public void What_was_given_back_on_a_disputed_line_before_is_not_given_back_again()
    {
        var desk = Hear(Garage(), Noon.AddHours(2), 1_010_000);
        Assert.True(desk.Do(new CreditInvoice(desk.Contract.Disputes[0].Line!.Value, new Money(300, Euro), "he called"), Noon.AddHours(3)).IsAccepted);
        Assert.True(Resolve(desk, 1, DisputeStatus.Credited).IsAccepted);
        Assert.Equal([300, 50], desk.Contract.CreditNotes.Select(n => n.Net.Minor));
    }

    [Fact]
    public void Crediting_every_dispute_in_any_order_leaves_the_invoice_at_what_the_car_tells_of() => Prop.ForAll<int, int, bool>((raw, metres, backwards) =>
    {
        var price = (raw & 0xff) / 10m;
        var tariff = Given.Ride with { MinimumPrice = price, OutsideZone = ReturnPolicy.Charge, OutsideZoneFee = 1 + price / 3 };
        var desk = Hear(Garage(isOutside: true, tariff), Noon.AddHours(2), 1_000_000 + (metres & 0x7fff), inZone: true, far: metres % 2 == 0);
        var disputes = desk.Contract.Disputes.ToArray();
        if (backwards) Array.Reverse(disputes);
        foreach (var dispute in disputes) Resolve(desk, dispute.Number, DisputeStatus.Credited);
        var tooMuch = disputes.Sum(d => d.Charged.Minor - d.Told.Minor);
        Assert.Equal(Math.Max(0, tooMuch), desk.Contract.CreditNotes.Sum(n => n.Net.Minor));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_car_that_drove_more_is_never_charged_for_later()
    {
        var desk = Hear(Garage(), Noon.AddHours(2), 1_060_000);
        var dispute = Assert.Single(desk.Contract.Disputes);
        Assert.True(dispute.Told > dispute.Charged);
        var sent = desk.Sent.Count(o => o is ChargePayment or PostOnLedger);
        Assert.Equal(Refusal.CreditExceedsInvoice, Resolve(desk, 1, DisputeStatus.Credited).Refused!.Code);
        Assert.True(Resolve(desk, 1, DisputeStatus.Stands).IsAccepted);
        Assert.Equal(sent, desk.Sent.Count(o => o is ChargePayment or PostOnLedger));
        Assert.Equal("checked", desk.Contract.Disputes[0].Reason);
    }

    [Fact]
    public void A_car_that_stood_inside_the_zone_disputes_the_fee_for_outside()
    {
        var desk = Hear(Garage(isOutside: true), Noon.AddHours(2), 1_020_000, inZone: true, far: true);
        var dispute = Assert.Single(desk.Contract.Disputes);
        Assert.Equal((LineKind.OutsideZone, 2500, 0), (dispute.Kind, dispute.Charged.Minor, dispute.Told.Minor));
    }

    [Fact]
    public void A_car_that_is_not_heard_for_a_week_lets_the_evidence_stand()
    {
        var desk = Garage();
        var now = Noon.AddMinutes(20);
        for (var times = 0; ContractDeadlines.NextDue(desk.Contract, now) is { } due; times++)
        {
            Assert.True(times < 200);
            desk.Run(new WokenUp(), now = due);
        }
        Assert.InRange(now, Noon + EvidenceRules.Patience, Noon + EvidenceRules.Patience + TimeSpan.FromHours(2));
        Assert.Null(desk.Contract.History.OfType<EvidenceCompared>().Single().Fix);
        Assert.InRange(desk.Contract.History.Length, 5, 8);
    }

    [Fact]
    public void Comparing_again_after_a_replay_gives_the_same_contract()
    {
        var desk = Hear(Garage(), Noon.AddHours(2), 1_010_000);
        Resolve(desk, 1, DisputeStatus.Credited);
        var replayed = ContractEvolve.Fold(desk.Contract.History);
        Assert.Equal(desk.Contract.Disputes[0].Status, replayed.Disputes[0].Status);
        Assert.Equal((desk.Contract.Owes, desk.Contract.OwesSince), (replayed.Owes, replayed.OwesSince));
    }

    [Fact]
    public void Evidence_that_is_older_than_the_cars_own_word_does_not_stop_charging_earlier()
    {
        var heard = Given.At(Noon.AddHours(8), 1_300_000);
        var photo = new EndRentalWithEvidence("photo-1", new GeoPoint(52.5, 13.4), 1_300_000, Noon.AddMinutes(5));
        foreach (var facts in new[] { heard, heard with { IsContactable = false } })
        {
            var desk = new Desk().Rent(Noon);
            Assert.True(desk.Do(photo, Noon.AddHours(9), facts).IsAccepted);
            Assert.Equal(heard.Fix!.Value.At, desk.Contract.Return!.At);
            Assert.Equal(480, desk.Contract.Bill!.Lines.Single(l => l.Kind == LineKind.Driving).Quantity);
        }
    }

    [Fact]
    public void A_car_that_is_heard_no_more_leaves_the_end_at_the_evidence_and_one_whose_clock_is_ahead_at_now()
    {
        var photo = new EndRentalWithEvidence("photo-1", new GeoPoint(52.5, 13.4), 1_005_000, Noon.AddMinutes(10));
        var desk = new Desk().Rent(Noon);
        Assert.True(desk.Do(photo, Noon.AddMinutes(30), Given.At(Noon.AddMinutes(9), 1_005_000) with { IsContactable = false }).IsAccepted);
        Assert.Equal(Noon.AddMinutes(10), desk.Contract.Return!.At);
        desk = new Desk().Rent(Noon);
        Assert.True(desk.Do(photo, Noon.AddMinutes(30), Given.At(Noon.AddMinutes(31), 1_005_000)).IsAccepted);
        Assert.Equal(Noon.AddMinutes(30), desk.Contract.Return!.At);
    }

    [Theory]
    [InlineData(120, false)]
    [InlineData(121, true)]
    [InlineData(540, true)]
    public void An_end_by_an_old_fix_is_compared_with_what_the_car_tells_next(int ageSeconds, bool isCompared)
    {
        var desk = Silent(ageSeconds);
        Assert.Equal(ContractStatus.Settled, desk.Contract.Status);
        Assert.Equal(isCompared ? Obligations.CompareEvidence : Obligations.None, desk.Contract.Owes);
        Assert.Equal(isCompared, ContractDeadlines.NextDue(desk.Contract, Noon.AddMinutes(21)) is not null);
        var replayed = ContractEvolve.Fold(desk.Contract.History);
        Assert.Equal(desk.Contract.Owes, replayed.Owes);
    }

    [Fact]
    public void What_agrees_with_the_old_fix_changes_nothing_and_what_does_not_is_disputed()
    {
        var desk = Hear(Silent(540), Noon.AddMinutes(25), 1_020_400);
        Assert.Equal(Obligations.None, desk.Contract.Owes);
        Assert.Empty(desk.Contract.Disputes);

        desk = Hear(Silent(540), Noon.AddMinutes(25), 1_030_000);
        var dispute = Assert.Single(desk.Contract.Disputes);
        Assert.Equal((LineKind.Distance, 525, 875), (dispute.Kind, dispute.Charged.Minor, dispute.Told.Minor));
        Assert.Equal(["fix:2026-05-04T12:11:00.000Z", "fix:2026-05-04T12:25:00.000Z"], dispute.Evidence);
        Assert.Equal(Refusal.CreditExceedsInvoice, Resolve(desk, 1, DisputeStatus.Credited).Refused!.Code);
        Assert.True(Resolve(desk, 1, DisputeStatus.Stands).IsAccepted);

        desk = Hear(Silent(540, inZone: false), Noon.AddMinutes(25), 1_020_000, inZone: true);
        dispute = Assert.Single(desk.Contract.Disputes);
        Assert.Equal((LineKind.OutsideZone, 2500, 0), (dispute.Kind, dispute.Charged.Minor, dispute.Told.Minor));
        Assert.True(Resolve(desk, 1, DisputeStatus.Credited).IsAccepted);
        Assert.Equal(2500, Assert.Single(desk.Contract.CreditNotes).Net.Minor);
    }

    /// <summary>A ride of 20 minutes and 20 km, ended in the app while the car's latest fix was some seconds old.</summary>
    private static Desk Silent(int ageSeconds, bool inZone = true)
    {
        var end = Noon.AddMinutes(20);
        var desk = new Desk(Given.Ride with { OutsideZone = ReturnPolicy.Charge }).Rent(Noon);
        Assert.True(desk.Do(new EndRental(), end, Given.At(end.AddSeconds(-ageSeconds), 1_020_000, inZone: inZone)).IsAccepted);
        return desk;
    }

    /// <summary>A ride of 10 minutes and, as the customer reads it off, 20 km, ended where nothing is heard of the car.</summary>
    private static Desk Garage(bool isOutside = false, Tariff? tariff = null)
    {
        var desk = new Desk(tariff).Rent(Noon);
        var evidence = new EndRentalWithEvidence("photo-1", new GeoPoint(52.5, 13.4), 1_020_000, Noon.AddMinutes(10));
        Assert.True(desk.Do(evidence, Noon.AddMinutes(12), new VehicleFacts(null, false, !isOutside)).IsAccepted);
        return desk;
    }

    private static Desk Hear(Desk desk, DateTimeOffset at, long odometerMetres, bool inZone = true, bool far = false)
    {
        var fix = new Fix(at, new GeoPoint(far ? 52.6 : 52.501, 13.4), 0, 0, 80, odometerMetres);
        desk.Instead = o => o is ReadCarAfter ? new CarReply(new VehicleFacts(fix, true, inZone)) : null;
        desk.Run(new WokenUp(), at.AddMinutes(1));
        return desk;
    }

    private static Outcome<ContractReceipt> Resolve(Desk desk, int dispute, DisputeStatus resolution, Money? net = null) =>
        desk.Do(new ResolveDispute(dispute, resolution, "checked", net), Noon.AddHours(3));
}
