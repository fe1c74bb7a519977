using FleetActors.Contracts;
using FleetActors.Customers;

namespace FleetActors.Tests.Customers;

public sealed class HoldTests
{
    private static readonly DateTimeOffset Now = CustomerScript.Start;
    private static readonly DateTimeOffset Later = Now.AddSeconds(10);

    [Fact]
    public void A_hold_past_its_time_to_ask_is_too_late()
    {
        var life = new CustomerScript().Registered();
        Assert.Equal(Refusal.HoldTooLate, life.Hold(CustomerScript.HoldOf(1, 1, 100, Now.AddTicks(-1))).Refused!.Code);
    }

    [Fact]
    public void A_repeated_hold_changes_nothing()
    {
        var life = new CustomerScript().Registered();
        Assert.Single(life.Hold(CustomerScript.HoldOf(1, 1, 100, Later)).Events);
        var repeat = life.Hold(CustomerScript.HoldOf(1, 1, 100, Later));
        Assert.True(repeat.IsAccepted);
        Assert.Empty(repeat.Events);
    }

    [Fact]
    public void A_released_attempt_cannot_hold_again_but_the_next_can()
    {
        var life = new CustomerScript().Registered();
        life.Hold(CustomerScript.HoldOf(1, 1, 100, Later));
        life.Play(new(4, 1, 1, 0, 0, 0));
        Assert.Equal(Refusal.HoldTooLate, life.Hold(CustomerScript.HoldOf(1, 1, 100, Later)).Refused!.Code);
        Assert.Single(life.Hold(CustomerScript.HoldOf(1, 2, 100, Later)).Events);
    }

    [Fact]
    public void A_forgotten_contracts_late_hold_is_refused()
    {
        var life = new CustomerScript().Registered();
        for (var contract = 1; contract <= CustomerState.RememberedContracts + 2; contract++)
        {
            life.Hold(CustomerScript.HoldOf(contract, 1, 100, life.Now.AddSeconds(10)));
            life.Play(new(4, contract, 1, 0, 0, 0));
            life.Play(new(6, 1, 1, 0, 11, 0));
        }
        life.Hold(CustomerScript.HoldOf(99, 1, 100, life.Now.AddSeconds(10)));
        life.Play(new(4, 99, 1, 0, 0, 0));
        Assert.Null(life.State.Find(new ContractId("c-1")));
        var late = CustomerRules.Hold(life.State, CustomerScript.HoldOf(1, 1, 100, Later), Now);
        Assert.Equal(Refusal.HoldTooLate, late.Refused!.Code);
    }

    [Fact]
    public void The_limit_counts_holds_and_debts_and_says_what_is_left()
    {
        var life = new CustomerScript().Registered(CustomerScript.Profile(maxOpen: 5, creditMinor: 1_000));
        life.Hold(CustomerScript.HoldOf(1, 1, 300, Later));
        life.Post(CustomerScript.PostOf(2, "i-1", null, LedgerPostings.Invoice([new(LineKind.Unlock, new(500, CustomerScript.Euro), Money.Zero(CustomerScript.Euro))]), Now));
        var refused = life.Hold(CustomerScript.HoldOf(3, 1, 201, Later)).Refused!;
        Assert.Equal(Refusal.CreditLimitReached, refused.Code);
        Assert.Equal("At most 2.00 EUR more.", refused.Allowed);
        Assert.True(life.Hold(CustomerScript.HoldOf(3, 1, 200, Later)).IsAccepted);
    }

    [Fact]
    public void A_doubtful_hold_of_another_contract_is_asked_about_and_never_freed_by_the_clock()
    {
        var life = new CustomerScript().Registered(CustomerScript.Profile(maxOpen: 1));
        life.Hold(CustomerScript.HoldOf(1, 1, 100, Later));
        Assert.Equal(Refusal.TooManyContracts, life.Hold(CustomerScript.HoldOf(2, 1, 100, Later)).Refused!.Code);
        life.Play(new(6, 1, 1, 0, 3_600, 0));
        var pending = life.Hold(CustomerScript.HoldOf(2, 1, 100, life.Now.AddSeconds(10)));
        Assert.Equal(Refusal.HeldPendingResolution, pending.Refused!.Code);
        Assert.Equal("c-1", Assert.Single(CustomerRules.InDoubt(life.State, new("c-2"), life.Now)).Contract.Value);
        life.Play(new(4, 1, 1, 0, 0, 0));
        Assert.True(life.Hold(CustomerScript.HoldOf(2, 1, 100, life.Now.AddSeconds(10))).IsAccepted);
    }

    [Fact]
    public void A_confirmed_hold_is_never_in_doubt()
    {
        var life = new CustomerScript().Registered(CustomerScript.Profile(maxOpen: 1));
        life.Hold(CustomerScript.HoldOf(1, 1, 100, Later));
        life.Play(new(3, 1, 1, 0, 0, 0));
        life.Play(new(6, 1, 1, 0, 3_600, 0));
        Assert.Equal(Refusal.TooManyContracts, life.Hold(CustomerScript.HoldOf(2, 1, 100, life.Now.AddSeconds(10))).Refused!.Code);
    }

    [Fact]
    public void Confirm_and_release_of_another_attempt_change_nothing()
    {
        var life = new CustomerScript().Registered();
        life.Hold(CustomerScript.HoldOf(1, 2, 100, Later));
        var before = life.State;
        life.Play(new(3, 1, 1, 0, 0, 0));
        life.Play(new(4, 1, 3, 0, 0, 0));
        Assert.Same(before, life.State);
    }

    [Fact]
    public void A_posting_ends_the_hold_it_names()
    {
        var life = new CustomerScript().Registered();
        life.Hold(CustomerScript.HoldOf(1, 1, 100, Later));
        life.Post(CustomerScript.PostOf(1, "i-1", 1, LedgerPostings.Payment(new(5, CustomerScript.Euro)), Now));
        Assert.DoesNotContain(life.State.Contracts, c => c.IsOpen);
        Assert.Equal(1, life.State.Ledger.SetCount);
    }
}
