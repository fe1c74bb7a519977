using FleetActors.Contracts;
using FleetActors.Customers;

namespace FleetActors.Tests.Customers;

public sealed class LedgerTests
{
    private static readonly Currency Euro = CustomerScript.Euro;

    private static Money Eur(long minor) => new(minor, Euro);

    [Fact]
    public void An_invoice_is_booked_line_by_line_and_paid_to_zero()
    {
        var life = new CustomerScript().Registered();
        var invoice = LedgerPostings.Invoice(
        [
            new(LineKind.Unlock, Eur(100), Eur(19)),
            new(LineKind.Driving, Eur(620), Eur(118)),
            new(LineKind.Driving, Eur(80), Eur(15)),
        ]);
        Assert.Equal<Posting>(
            [new("receivable", Eur(952)), new("revenue.unlock", Eur(-100)), new("revenue.driving", Eur(-700)), new("tax", Eur(-152))],
            invoice);
        life.Post(CustomerScript.PostOf(1, "i-1", null, invoice, life.Now));
        life.Post(CustomerScript.PostOf(1, "p-1", null, LedgerPostings.Payment(Eur(952)), life.Now));
        Assert.Equal(Eur(0), life.State.Ledger.Balance("receivable", Euro));
        Assert.Equal(Eur(952), life.State.Ledger.Balance("cash", Euro));
    }

    [Fact]
    public void A_credit_note_is_the_invoice_taken_back()
    {
        LedgerLine[] lines = [new(LineKind.CappedDay, Eur(1_000), Eur(190)), new(LineKind.Fee, Eur(5), Eur(1))];
        var invoice = LedgerPostings.Invoice([.. lines]);
        Assert.Equal("revenue.capped-day", invoice[1].Account);
        Assert.Equal<Posting>(invoice.Select(p => p with { Amount = -p.Amount }), LedgerPostings.CreditNote([.. lines]));
    }

    [Fact]
    public void Nothing_owed_is_nothing_posted() => Assert.Empty(LedgerPostings.Invoice([new(LineKind.Unlock, Eur(0), Eur(0))]));

    [Fact]
    public void Every_posting_set_balances()
    {
        var amount = Eur(77);
        Assert.All(
            [
                LedgerPostings.Payment(amount), LedgerPostings.Refund(amount), LedgerPostings.RefundPromised(amount), LedgerPostings.RefundPaid(amount),
                LedgerPostings.DepositPaid(amount), LedgerPostings.DepositUsed(amount), LedgerPostings.DepositReturned(amount), LedgerPostings.WriteOff(amount),
            ],
            set => Assert.True(set.Length == 2 && LedgerRules.IsBalanced(set)));
    }

    [Fact]
    public void A_set_must_balance_in_each_currency_by_itself()
    {
        var life = new CustomerScript().Registered();
        var mixed = CustomerScript.PostOf(1, "x", null, [new("cash", Eur(5)), new("receivable", new(-5, new("CHF")))], life.Now);
        Assert.Equal(Refusal.PostingUnbalanced, LedgerRules.Post(life.State, mixed, false, life.Now).Refused!.Code);
    }

    [Fact]
    public void Amounts_that_would_overflow_are_refused()
    {
        var life = new CustomerScript().Registered();
        var huge = CustomerScript.PostOf(1, "x", null, LedgerPostings.Payment(Eur(long.MaxValue)), life.Now);
        Assert.Equal(Refusal.ValueOutOfRange, LedgerRules.Post(life.State, huge, false, life.Now).Refused!.Code);
    }

    [Fact]
    public void A_page_is_full_after_its_last_set_and_stays_readable()
    {
        var life = new CustomerScript().Registered();
        for (var i = 1; i <= CustomerLimits.SetsOfPage; i++) life.Post(CustomerScript.PostOf(1, $"p-{i}", null, LedgerPostings.Payment(Eur(i)), life.Now));
        Assert.True(Assert.Single(life.State.Ledger.Unfiled).IsFull);
        Assert.Empty(life.State.Ledger.OpenPage);
        Assert.Equal(CustomerLimits.SetsOfPage, life.SetsOfPages().Length);
    }

    [Fact]
    public void A_contracts_own_postings_never_cost_a_read()
    {
        var life = new CustomerScript().Registered();
        for (var contract = 1; contract <= 200; contract++)
        {
            var askAfter = life.Now.AddSeconds(10);
            life.Hold(CustomerScript.HoldOf(contract, 1, 10, askAfter));
            life.Post(CustomerScript.PostOf(contract, $"i-{contract}", 1, LedgerPostings.Invoice([new(LineKind.Unlock, Eur(9), Eur(1))]), life.Now));
            life.FileAll();
            life.Post(CustomerScript.PostOf(contract, $"p-{contract}", null, LedgerPostings.Payment(Eur(10)), life.Now));
            life.Post(CustomerScript.PostOf(contract, $"i-{contract}", 1, LedgerPostings.Invoice([new(LineKind.Unlock, Eur(9), Eur(1))]), life.Now));
            life.Play(new(6, 1, 1, 0, 30, 1));
        }
        Assert.Equal(0, life.Searches);
        Assert.True(life.State.Contracts.Length <= CustomerState.RememberedContracts + 1);
    }

    [Fact]
    public void A_repeat_of_a_forgotten_contracts_posting_is_found_in_the_pages()
    {
        var life = new CustomerScript().Registered();
        for (var contract = 1; contract <= 40; contract++)
        {
            life.Post(CustomerScript.PostOf(contract, $"i-{contract}", null, LedgerPostings.Payment(Eur(10)), life.Now));
            life.FileAll();
            life.Play(new(6, 1, 1, 0, 30, 1));
        }
        var repeat = life.Post(CustomerScript.PostOf(1, "i-1", null, LedgerPostings.Payment(Eur(10)), life.Now));
        Assert.Empty(repeat.Events);
        Assert.True(life.Searches > 0);
        Assert.Equal(40, life.State.Ledger.SetCount);
    }
}
