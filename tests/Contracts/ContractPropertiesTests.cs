using FleetActors.Contracts;
using FleetActors.Contracts.Pricing;
using FleetActors.Customers;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Contracts;

/// <summary>Whatever is said to a contract in whatever order, and whatever others answer.</summary>
public sealed class ContractPropertiesTests
{
    private static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void Replayed_events_give_the_live_state_and_the_same_invoice() => Prop.ForAll<int[]>(moves =>
    {
        var desk = Play(moves ?? []);
        var live = desk.Contract;
        var replayed = ContractEvolve.Fold(live.History);
        Assert.Equal(ContractAnswers.Receipt(live, new(Given.Key, null)), ContractAnswers.Receipt(replayed, new(Given.Key, null)));
        Assert.Equal((live.Owes, live.OwesSince, live.VoidedThrough, live.Payment), (replayed.Owes, replayed.OwesSince, replayed.VoidedThrough, replayed.Payment));
        if (live.Bill is { } bill) Assert.Equal(bill.Lines.AsEnumerable(), RentalPricing.Reprice(live)!.Value, LineComparer.Instance);
    }).Check(Thousand);

    [Fact]
    public void An_invoice_is_the_sum_of_lines_that_are_not_negative_and_is_settled_once() => Prop.ForAll<int[]>(moves =>
    {
        var contract = Play(moves ?? []).Contract;
        Assert.True(contract.History.Count(e => e is RentalEnded) <= 1);
        Assert.True(contract.History.Count(e => e is ContractSettled) <= 1);
        if (contract.Bill is not { } bill) return;
        Assert.All(bill.Lines, line => Assert.True(line.Net.Minor > 0 && line.Tax.Minor >= 0));
        Assert.Equal(bill.Total.Minor, bill.Lines.Sum(line => line.Gross.Minor));
        for (var line = 1; line <= bill.Lines.Length; line++)
            Assert.True(contract.CreditNotes.Where(n => n.Line == line).Sum(n => n.Gross.Minor) <= bill.Lines[line - 1].Gross.Minor);
    }).Check(Thousand);

    [Fact]
    public void Everything_posted_is_balanced_and_a_posting_id_always_means_the_same_postings() => Prop.ForAll<int[]>(moves =>
    {
        var posted = new Dictionary<string, string>();
        foreach (var message in Play(moves ?? []).Sent.OfType<PostOnLedger>().Select(p => p.Message))
        {
            Assert.True(LedgerRules.IsBalanced(message.Postings));
            var text = string.Join(';', message.Postings);
            Assert.Equal(text, posted.TryGetValue(message.PostingId, out var before) ? before : posted[message.PostingId] = text);
        }
    }).Check(Thousand);

    [Fact]
    public void Refusals_keep_the_status_and_waking_up_for_nothing_changes_nothing() => Prop.ForAll<int[]>(moves =>
    {
        var desk = Play(moves ?? []);
        var before = desk.Contract;
        desk.Run(new WokenUp(), Given.Noon.AddYears(-1));
        if (before.Owes == Obligations.None && before.Status >= ContractStatus.Reserved) Assert.Equal(before.Revision, desk.Contract.Revision);
    }).Check(Thousand);

    /// <summary>Reads numbers as moves: what is said, how much later, and what others answer.</summary>
    private static Desk Play(int[] moves)
    {
        var desk = new Desk();
        var now = Given.Noon;
        var odometer = 1_000_000L;
        for (var i = 0; i < moves.Length; i++)
        {
            var move = moves[i] & 0x7fff_ffff;
            now = now.AddSeconds(move / 16 % 7 * 97);
            odometer += move / 16 % 5 * 700;
            desk.Instead = asked => move / 512 % 4 == 0 ? Unlucky(asked, move) : null;
            var before = desk.Contract;
            var outcome = desk.Run(Message(move % 16, now, odometer, move, i), now);
            if (desk.Contract.IsRunning) Assert.Equal(Obligations.None, desk.Contract.Owes);
            if (outcome is { IsAccepted: false } && desk.Contract.Status != ContractStatus.Aborted) Assert.Equal(before.Status, desk.Contract.Status);
        }
        return desk;
    }

    private static ContractMessage Message(int kind, DateTimeOffset now, long odometer, int move, int number)
    {
        Commanded Say(ContractCommand command, VehicleFacts? facts = null) =>
            new(Given.Header(Given.Noon, $"x-{number}"), command, facts ?? VehicleFacts.None);

        return kind switch
        {
            0 => Say(new QuoteRental(Given.Request(), 20, 10)),
            1 or 2 => Say(new ReserveVehicle(Given.Request())),
            3 => Say(new ReserveVehicle()),
            4 => Say(new ExtendReservation(5)),
            5 or 6 => Say(new StartRental(), Given.At(now, odometer)),
            7 => Say(new PauseRental()),
            8 => Say(new ResumeRental()),
            9 => Say(new ExtendRental(now.AddHours(47))),
            10 => Say(new AddContractLine(LineKind.Damage, "scratch", new Money(1 + move % 9_999, Given.Ride.Currency), "photo-9")),
            11 => Say(new EndRental(), Given.At(now, odometer)),
            12 => Say(new EndRentalWithEvidence("photo-1", new GeoPoint(52, 13), odometer, now), new VehicleFacts(null, false, null)),
            13 => Say(new CreditInvoice(1 + move / 64 % 4, new Money(1 + move % 120, Given.Ride.Currency), "sorry")),
            14 => move / 64 % 2 == 0 ? new WokenUp() : new HolderAsks(new ResolveHold(1 + move / 128 % 3, "berlin:v-1", true, new Stamp(now, Caller.Platform))),
            _ => Say(new CancelContract(move / 64 % 2 == 0)),
        };
    }

    /// <summary>No answer, or a no; a payment key keeps its first final answer.</summary>
    private static Reply? Unlucky(Outgoing asked, int move) => asked switch
    {
        EnterDeadline => new DeadlineReply(move % 3 == 0),
        AskVehicleHold => new VehicleHoldReply(move % 2 == 0 ? null : Refusal.HeldByAnother),
        AskCustomerHold => new CustomerHoldReply(move % 2 == 0 ? null : Refusal.TooYoung),
        IssueNumber => new NumberReply(null),
        ChargePayment or QueryPayment or RefundPayment => new PaymentReply(PaymentOutcome.Unknown, null),
        ConfirmCustomer or ReleaseCustomer or PostOnLedger => new CustomerReply(asked, null),
        _ => new VehicleReply(asked, null),
    };
}
