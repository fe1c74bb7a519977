using FleetActors.Commands;
using FleetActors.Customers;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Customers;

public sealed class CustomerPropertyTests
{
    private static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void A_random_life_keeps_the_ledger_balanced_and_the_limits() =>
        Prop.ForAll(CustomerScript.Lives, steps => { Live(new CustomerScript().Registered(), steps); }).Check(Thousand);

    [Fact]
    public void Replayed_events_give_the_live_state() => Prop.ForAll(CustomerScript.Lives, steps =>
    {
        var life = new CustomerScript().Registered();
        Live(life, steps);
        var (live, back) = (life.State.Ledger.Unfiled, life.Replayed.Ledger.Unfiled);
        if (back.Length > Ledger.MaxUnfiled || !back[^live.Length..].Select(page => page.Number).SequenceEqual(live.Select(page => page.Number))) return false;
        life.FileAll();
        var replayed = life.Replayed with { Ledger = life.Replayed.Ledger.Filed(int.MaxValue) };
        return Text(life.State) == Text(replayed);
    }).Check(Thousand);

    [Fact]
    public void Every_command_said_twice_changes_nothing_the_second_time() => Prop.ForAll(CustomerScript.Lives, steps =>
    {
        var life = new CustomerScript().Registered();
        foreach (var step in steps)
        {
            life.Play(step);
            life.FileAll();
            var (revision, sets) = (life.State.Revision, life.State.Ledger.SetCount);
            life.Play(step with { Seconds = 0 });
            var sentNewAttempt = step.Kind <= 2;
            if (life.State.Ledger.SetCount != sets || (!sentNewAttempt && life.State.Revision != revision)) return false;
        }
        return true;
    }).Check(Thousand);

    [Fact]
    public void A_rule_that_forgets_the_holds_is_caught() => Assert.Contains("exceed the limit", Broken(new()
    {
        HoldRule = (customer, command, now) => CustomerRules.Hold(
            customer with { Contracts = [.. customer.Contracts.Select(c => c with { Amount = Money.Zero(CustomerScript.Euro) })] }, command, now),
    }), StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_forgets_posting_ids_is_caught() => Assert.Contains("booked twice", Broken(new()
    {
        PostRule = (customer, command, found, now) => LedgerRules.Post(customer with { Contracts = [], Ledger = customer.Ledger with { OpenPage = [], Unfiled = [] } }, command, found, now),
    }), StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_books_unbalanced_sets_is_caught() => Assert.Contains("sum to zero", Broken(new()
    {
        PostRule = (customer, command, found, now) => LedgerRules.Post(customer, command, found, now) is { Refused.Code: Refusal.PostingUnbalanced }
            ? new LedgerPosted(new(customer.Ledger.SetCount + 1, command.PostingId, command.Contract, command.Stamp, command.Postings), null, command.Stamp)
            : LedgerRules.Post(customer, command, found, now),
    }), StringComparison.Ordinal);

    /// <summary>The same property as above, with a broken rule; what it complains of.</summary>
    private static string Broken(CustomerScript rule) => Assert.ThrowsAny<Exception>(() => Prop.ForAll(CustomerScript.Lives, steps =>
    {
        Live(new CustomerScript { HoldRule = rule.HoldRule, PostRule = rule.PostRule }.Registered(), steps);
    }).Check(Thousand)).ToString();

    private static void Live(CustomerScript life, IEnumerable<CustomerStep> steps)
    {
        foreach (var step in steps) life.Play(step);
    }

    /// <summary>Records compare arrays by reference; as JSON they compare by content.</summary>
    private static string Text(CustomerState state) => System.Text.Json.JsonSerializer.Serialize(state);
}
