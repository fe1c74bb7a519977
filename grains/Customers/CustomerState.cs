using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Records;

namespace FleetActors.Customers;

/// <summary>All that one customer's record holds.</summary>
/// <param name="Revision">How many events there were.</param>
/// <param name="Profile">What is known; null before registration.</param>
/// <param name="Status">Whether new contracts are allowed.</param>
/// <param name="SuspendedBecause">The reason given, while suspended.</param>
/// <param name="Contracts">
/// Open contracts, and the latest ended ones: those whose time to ask has not passed, and <see cref="RememberedContracts"/> more.
/// </param>
/// <param name="ForgottenUntil">
/// The latest time to ask of a contract that was forgotten. An unknown contract's hold with an earlier one may be a repeat
/// of a hold that has ended, and is refused as too late.
/// </param>
/// <param name="Ledger">The money.</param>
/// <param name="Commands">Answers given to commands.</param>
[GenerateSerializer, Immutable, Alias("CustomerState")]
public sealed record CustomerState(
    [property: Id(0)] long Revision,
    [property: Id(1)] CustomerProfile? Profile,
    [property: Id(2)] CustomerStatus Status,
    [property: Id(3)] string? SuspendedBecause,
    [property: Id(4)] ImmutableArray<CustomerContract> Contracts,
    [property: Id(5)] DateTimeOffset ForgottenUntil,
    [property: Id(6)] Ledger Ledger,
    [property: Id(7)] CommandLog<Done> Commands)
{
    /// <summary>How many ended contracts are remembered beyond their time to ask, to know their repeats cheaply.</summary>
    public const int RememberedContracts = 8;

    /// <summary>The most entries of <see cref="Contracts"/>; a hold that needs one more is refused as too many contracts.</summary>
    public const int MaxContracts = 2 * CustomerLimits.OpenContracts;

    /// <summary>A customer of whom nothing is known.</summary>
    public static CustomerState Blank { get; } = new(
        0, null, CustomerStatus.Active, null, [], DateTimeOffset.MinValue, Ledger.Empty, CommandLog<Done>.Empty);

    /// <summary>What is remembered of a contract, or null.</summary>
    public CustomerContract? Find(ContractId contract)
    {
        foreach (var entry in Contracts)
        {
            if (entry.Contract == contract) return entry;
        }
        return null;
    }

    /// <summary>The state after an event. Total: it refuses nothing.</summary>
    public CustomerState Evolve(CustomerEvent happened) => happened switch
    {
        CustomerRegistered e => this with { Revision = Revision + 1, Profile = e.Profile },
        CustomerUpdated e => this with { Revision = Revision + 1, Profile = e.Profile },
        LicenceChecked e => this with { Revision = Revision + 1, Profile = Checked(e) },
        CustomerSuspended e => this with { Revision = Revision + 1, Status = CustomerStatus.Suspended, SuspendedBecause = e.Reason },
        CustomerReinstated => this with { Revision = Revision + 1, Status = CustomerStatus.Active, SuspendedBecause = null },
        CustomerHeld e => Held(e),
        CustomerHoldConfirmed e => WithPhase(e.Contract, e.Attempt, CustomerContractPhase.Confirmed, e.Stamp.At),
        CustomerHoldReleased e => WithPhase(e.Contract, e.Attempt, CustomerContractPhase.Ended, e.Stamp.At),
        LedgerPosted e => Posted(e),
        _ => this with { Revision = Revision + 1 },
    };

    /// <summary>The state after one of its writes.</summary>
    public CustomerState Evolve(JournalEntry<CustomerEvent> entry)
    {
        var next = this;
        foreach (var happened in entry.Events) next = next.Evolve(happened);
        return entry.Answered is { } answered ? next with { Commands = next.Commands.Remember(answered, entry.At) } : next;
    }

    /// <summary>The customer as others see it, or null when it was never registered.</summary>
    public CustomerView? ToView(CustomerId customer) => Profile is null ? null : new(
        customer, Revision, Profile, Status, SuspendedBecause,
        [.. Contracts.Where(c => c.IsOpen).Select(c => new HoldView(c.Contract, c.Attempt, c.Amount, c.Phase == CustomerContractPhase.Confirmed, c.AskAfter))],
        Ledger.Balances, Ledger.SetCount);

    private CustomerProfile? Checked(LicenceChecked e) => Profile is not { Licence: { } licence } ? Profile : Profile with
    {
        Licence = licence with { ValidUntil = e.ValidUntil, CheckedAt = e.Stamp.At, CheckedBy = e.Stamp.By.Name },
    };

    private CustomerState Held(CustomerHeld e)
    {
        var known = Find(e.Contract);
        var entry = new CustomerContract(
            e.Contract, e.Attempt, CustomerContractPhase.Tentative, e.Amount,
            known is not null && known.AskAfter > e.AskAfter ? known.AskAfter : e.AskAfter,
            e.PaymentMethod,
            known?.PostingIds ?? [],
            known?.KnowsAllPostings ?? (e.Attempt == 1 || Ledger.SetCount == 0));
        return Replace(entry, e.Stamp.At);
    }

    private CustomerState WithPhase(ContractId contract, int attempt, CustomerContractPhase phase, DateTimeOffset now) =>
        Find(contract) is { } entry && entry.Holds(contract, attempt)
            ? Replace(entry with { Phase = phase }, now)
            : this with { Revision = Revision + 1 };

    private CustomerState Posted(LedgerPosted e)
    {
        var set = e.Set;
        var entry = Find(set.Contract)
            ?? new(set.Contract, 0, CustomerContractPhase.Ended, Money.Zero(set.Postings[0].Amount.Currency), DateTimeOffset.MinValue, null, [], Ledger.SetCount == 0);
        var all = entry.PostingIds.Length < CustomerContract.MaxPostingIds;
        entry = entry with
        {
            Phase = e.ReleasedAttempt == entry.Attempt ? CustomerContractPhase.Ended : entry.Phase,
            PostingIds = (all ? entry.PostingIds : entry.PostingIds.RemoveAt(0)).Add(set.PostingId),
            KnowsAllPostings = entry.KnowsAllPostings && all,
        };
        return Replace(entry, e.Stamp.At) with { Ledger = Ledger.With(set) };
    }

    /// <summary>
    /// Puts the entry last, and forgets the oldest ended entries that are beyond <see cref="RememberedContracts"/> and
    /// whose time to ask has passed.
    /// </summary>
    private CustomerState Replace(CustomerContract entry, DateTimeOffset now)
    {
        var ended = entry.IsOpen ? 0 : 1;
        foreach (var other in Contracts)
        {
            if (!other.IsOpen && other.Contract != entry.Contract) ended++;
        }
        var kept = ImmutableArray.CreateBuilder<CustomerContract>(Contracts.Length + 1);
        var forgottenUntil = ForgottenUntil;
        foreach (var other in Contracts)
        {
            if (other.Contract == entry.Contract) continue;
            if (!other.IsOpen && ended > RememberedContracts && now > other.AskAfter)
            {
                ended--;
                if (other.AskAfter > forgottenUntil) forgottenUntil = other.AskAfter;
                continue;
            }
            kept.Add(other);
        }
        kept.Add(entry);
        return this with { Revision = Revision + 1, Contracts = kept.DrainToImmutable(), ForgottenUntil = forgottenUntil };
    }
}
