using FleetActors.Contracts;
using FleetActors.Customers;

namespace FleetActors.Tests.Contracts;

/// <summary>A provider that never answers, or only after a long time.</summary>
public sealed class PaymentSilenceTests
{
    private static readonly DateTimeOffset Noon = Given.Noon;

    [Fact]
    public void A_silent_provider_does_not_keep_the_customers_hold_and_the_amount_is_an_open_receivable()
    {
        var desk = Silent();
        var tries = WakeUntil(desk, contract => contract.IsInvoiceLeftOpen);
        Assert.InRange(tries, 8, 12);
        var posted = Assert.Single(desk.Sent.OfType<PostOnLedger>()).Message;
        Assert.Equal((1, "c-1.receivable"), (posted.ReleasesAttempt, posted.PostingId));
        Assert.True(LedgerRules.IsBalanced(posted.Postings));
        Assert.Equal(desk.Contract.Bill!.Total, posted.Postings.Single(p => p.Account == LedgerAccounts.Receivable).Amount);
        Assert.Equal((PaymentStatus.Unanswered, Obligations.TakePayment), (desk.Contract.Payment, desk.Contract.Owes));
        Assert.Single(desk.Sent.OfType<ChargePayment>());

        WakeUntil(desk, contract => contract.IsSettled);
        Assert.Equal((ContractStatus.Settled, PaymentStatus.Unanswered), (desk.Contract.Status, desk.Contract.Payment));
        Assert.InRange(desk.Contract.History.Length, 30, 64);
        Assert.Null(ContractDeadlines.NextDue(desk.Contract, Noon.AddYears(1)));
        Assert.Single(desk.Sent.OfType<PostOnLedger>());
    }

    [Fact]
    public void A_provider_that_answers_after_days_is_paid_into_the_ledger_once()
    {
        var desk = Silent();
        WakeUntil(desk, contract => contract.IsInvoiceLeftOpen);
        desk.Instead = _ => null;
        WakeUntil(desk, contract => contract.IsSettled);
        Assert.Equal(["c-1.receivable", "c-1.payment"], desk.Sent.OfType<PostOnLedger>().Select(p => p.Message.PostingId));
        Assert.Equal(PaymentStatus.Paid, desk.Contract.Payment);
        Assert.Single(desk.Sent.OfType<ChargePayment>());
    }

    [Fact]
    public void A_payment_that_only_the_ledger_remembers_is_not_booked_again()
    {
        var desk = Silent(); // an earlier activation had an answer, posted invoice and payment, and died before it wrote so
        desk.Instead = o => o is PostOnLedger { Message.UnlessPosted: "c-1.invoice" }
            ? new CustomerReply(o, Refusal.PostedOtherwise)
            : Unanswered(o);
        WakeUntil(desk, contract => contract.IsPaymentPosted);
        desk.Instead = _ => null;
        WakeUntil(desk, contract => contract.IsSettled);
        Assert.DoesNotContain(desk.Sent.OfType<PostOnLedger>(), p => p.Message.PostingId == "c-1.payment");
        Assert.Equal((PaymentStatus.Paid, "ref"), (desk.Contract.Payment, desk.Contract.PaymentReference));
    }

    [Fact]
    public void The_ledger_refuses_a_receivable_whose_invoice_it_has()
    {
        var customer = CustomerState.Blank.Evolve(new CustomerRegistered(new CustomerProfile
        {
            Name = "Ada", Email = "ada@example.org", BirthDate = new DateOnly(1990, 1, 1),
            CreditLimit = new Money(100, Given.Ride.Currency), MaxOpenContracts = 1,
        }, new Stamp(Noon, Given.App)));
        var invoice = new PostToLedger("c-1.invoice", new ContractId("c-1"), null, LedgerPostings.Payment(new Money(100, Given.Ride.Currency)), new Stamp(Noon, Given.App));
        customer = LedgerRules.Post(customer, invoice, false, Noon).Events.Aggregate(customer, (state, e) => state.Evolve(e));
        var receivable = invoice with { PostingId = "c-1.receivable", UnlessPosted = "c-1.invoice" };
        Assert.Equal(Refusal.PostedOtherwise, LedgerRules.Post(customer, receivable, false, Noon).Refused!.Code);
        Assert.Null(LedgerRules.Post(customer, receivable with { UnlessPosted = "c-2.invoice" }, false, Noon).Refused);
    }

    private static Desk Silent()
    {
        var desk = new Desk { Instead = Unanswered };
        desk.Rent(Noon).Do(new EndRental(), Noon.AddMinutes(5), Given.At(Noon.AddMinutes(5), 1_000_000));
        Assert.Equal(Obligations.TakePayment | Obligations.PostInvoice, desk.Contract.Owes);
        return desk;
    }

    private static PaymentReply? Unanswered(Outgoing asked) =>
        asked is ChargePayment or QueryPayment ? new PaymentReply(PaymentOutcome.Unknown, null) : null;

    /// <summary>Wakes the contract whenever it wants to be; answers how often.</summary>
    private static int WakeUntil(Desk desk, Func<ContractState, bool> reached)
    {
        var now = desk.Contract.History[^1].Stamp.At;
        for (var times = 1; times <= 60; times++)
        {
            now = ContractDeadlines.NextDue(desk.Contract, now) ?? throw new InvalidOperationException("Nothing is due any more.");
            desk.Run(new WokenUp(), now);
            if (reached(desk.Contract)) return times;
        }
        throw new InvalidOperationException("The contract does not get there.");
    }
}
