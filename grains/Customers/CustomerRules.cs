using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Vehicles;

namespace FleetActors.Customers;

/// <summary>What a customer's account allows a contract: holds and postings.</summary>
public static class CustomerRules
{
    /// <summary>
    /// Sets an amount aside for an attempt. Nothing happens on a repeat. A later attempt of the same contract takes the
    /// place of its earlier one, which the contract has given up by asking again; an earlier one comes too late.
    /// </summary>
    public static Decision<CustomerEvent> Hold(CustomerState customer, HoldCustomer command, DateTimeOffset now)
    {
        if (now > command.AskAfter) return Refusal.HoldTooLate;
        if (customer.Profile is not { } profile) return Refusal.UnknownCustomer;
        var known = customer.Find(command.Contract);
        if (known is not null && known.Holds(command.Contract, command.Attempt)) return Repeat(known, profile, command, now);
        if (known is null ? command.AskAfter <= customer.ForgottenUntil : command.Attempt <= known.Attempt) return Refusal.HoldTooLate;
        if (customer.Status == CustomerStatus.Suspended) return new Refused(Refusal.CustomerSuspended, "After the customer has been reinstated.");
        if (command.Amount.Minor < 0 || command.Amount.Currency != profile.CreditLimit.Currency)
            return new Refused(Refusal.ValueOutOfRange, $"An amount in {profile.CreditLimit.Currency}, not negative.");
        if (Eligibility.Check(profile, command.Class, command.RentalUntil, now) is { } notEligible) return notEligible;
        if (CheckLimits(customer, profile, command, now) is { } overLimit) return overLimit;
        return new CustomerHeld(command.Contract, command.Attempt, command.Amount, command.AskAfter, profile.PaymentMethod, command.Stamp with { At = now });
    }

    /// <summary>
    /// The contracts to ask after a hold was refused with <see cref="Refusal.HeldPendingResolution"/>: all other tentative
    /// holds past their time to ask. A hold is never freed by its own clock.
    /// </summary>
    public static ImmutableArray<CustomerContract> InDoubt(CustomerState customer, ContractId? asking, DateTimeOffset now) =>
        [.. customer.Contracts.Where(c => c.Contract != asking && c.IsInDoubt(now))];

    /// <summary>Whether some hold was not made firm yet.</summary>
    public static bool HasTentativeHold(CustomerState customer) => customer.Contracts.Any(c => c.Phase == CustomerContractPhase.Tentative);

    /// <summary>Makes a hold firm; nothing happens unless contract and attempt match an open, tentative hold.</summary>
    public static Decision<CustomerEvent> Confirm(CustomerState customer, ConfirmHold command, DateTimeOffset now) =>
        customer.Find(command.Contract) is { Phase: CustomerContractPhase.Tentative } hold && hold.Attempt == command.Attempt
            ? new CustomerHoldConfirmed(command.Contract, command.Attempt, command.Stamp with { At = now })
            : Decision<CustomerEvent>.Nothing;

    /// <summary>Gives a hold back; nothing happens unless contract and attempt match an open one.</summary>
    public static Decision<CustomerEvent> Release(CustomerState customer, ReleaseHold command, DateTimeOffset now) =>
        customer.Find(command.Contract) is { } hold && hold.Holds(command.Contract, command.Attempt)
            ? new CustomerHoldReleased(command.Contract, command.Attempt, command.Stamp with { At = now })
            : Decision<CustomerEvent>.Nothing;

    /// <summary>
    /// An attempt that a crash made its contract forget has left its hold behind, and the next one has the same number: the
    /// amount must be the same, and the class, which may be another, be allowed.
    /// </summary>
    private static Decision<CustomerEvent> Repeat(CustomerContract held, CustomerProfile profile, HoldCustomer command, DateTimeOffset now)
    {
        if (held.Amount != command.Amount) return Refusal.HoldTooLate;
        return Eligibility.Check(profile, command.Class, command.RentalUntil, now) is { } notEligible ? notEligible : Decision<CustomerEvent>.Nothing;
    }

    private static Refused? CheckLimits(CustomerState customer, CustomerProfile profile, HoldCustomer command, DateTimeOffset now)
    {
        var currency = profile.CreditLimit.Currency;
        var (open, inDoubt, others) = (0, 0, 0);
        Money held = Money.Zero(currency), heldInDoubt = held;
        foreach (var other in customer.Contracts)
        {
            if (other.Contract == command.Contract) continue;
            others++;
            if (!other.IsOpen) continue;
            open++;
            if (other.Amount.Currency == currency) held += other.Amount;
            if (!other.IsInDoubt(now)) continue;
            inDoubt++;
            if (other.Amount.Currency == currency) heldInDoubt += other.Amount;
        }
        var room = profile.CreditLimit - held - customer.Ledger.Balance(LedgerAccounts.Receivable, currency);
        var tooMany = open >= profile.MaxOpenContracts || others >= CustomerState.MaxContracts;
        var tooMuch = command.Amount > room;
        if (!tooMany && !tooMuch) return null;
        var wouldFit = open - inDoubt < profile.MaxOpenContracts && others < CustomerState.MaxContracts && command.Amount <= room + heldInDoubt;
        if (inDoubt > 0 && wouldFit) return new(Refusal.HeldPendingResolution, "Again in a moment: the outcome of another contract is being asked for.");
        return tooMany
            ? new(Refusal.TooManyContracts, $"At most {profile.MaxOpenContracts} open contracts.")
            : new(Refusal.CreditLimitReached, $"At most {(room.Minor > 0 ? room : Money.Zero(currency))} more.");
    }
}
