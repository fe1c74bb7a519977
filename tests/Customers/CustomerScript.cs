using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Customers;

/// <summary>One step of a random life of a customer, small enough that steps often meet.</summary>
public sealed record CustomerStep(int Kind, int Contract, int Attempt, int Amount, int Seconds, int Extra);

/// <summary>Plays steps through the rules as the grain shell would, and checks what must hold after each.</summary>
public sealed class CustomerScript
{
    public static readonly Currency Euro = new("EUR");
    public static readonly DateTimeOffset Start = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);
    public static readonly Caller Tester = new("tester", Role.Operator);

    private readonly Dictionary<int, LedgerPage> _filed = [];
    private readonly HashSet<(string, string)> _booked = [];
    private readonly Dictionary<int, List<HoldCustomer>> _sent = [];
    private readonly HashSet<string> _held = [];

    public CustomerState State { get; private set; } = CustomerState.Blank;
    public CustomerState Replayed { get; private set; } = CustomerState.Blank;
    public DateTimeOffset Now { get; private set; } = Start;
    public List<PostingSet> AllSets { get; } = [];
    public int Searches { get; private set; }

    /// <summary>How holds are decided; a test puts a broken rule here.</summary>
    public Func<CustomerState, HoldCustomer, DateTimeOffset, Decision<CustomerEvent>> HoldRule { get; init; } = CustomerRules.Hold;

    /// <summary>How postings are decided; a test puts a broken rule here.</summary>
    public Func<CustomerState, PostToLedger, bool, DateTimeOffset, Decision<CustomerEvent>> PostRule { get; init; } = LedgerRules.Post;

    public static Gen<CustomerStep> Steps { get; } =
        from kind in Gen.Choose(0, 11)
        from contract in Gen.Choose(1, 14)
        from attempt in Gen.Choose(1, 3)
        from amount in Gen.Choose(0, 4_000)
        from seconds in Gen.Choose(0, 8)
        from extra in Gen.Choose(0, 7)
        select new CustomerStep(kind, contract, attempt, amount, seconds, extra);

    public static Arbitrary<CustomerStep[]> Lives { get; } = Steps.ArrayOf(60).ToArbitrary();

    public static CustomerProfile Profile(int maxOpen = 3, long creditMinor = 10_000) => new()
    {
        Name = "Ada Example",
        Email = "ada@example.org",
        BirthDate = new DateOnly(1990, 2, 3),
        Licence = new("L-1", "DE", ["B"], new DateOnly(2030, 1, 1), Start.AddDays(-1), "desk"),
        CreditLimit = new(creditMinor, Euro),
        MaxOpenContracts = maxOpen,
        PaymentMethod = "test-ok",
    };

    public static HoldCustomer HoldOf(int contract, int attempt, long amountMinor, DateTimeOffset askAfter) =>
        new(new($"c-{contract}"), attempt, askAfter, VehicleClass.Compact, new(amountMinor, Euro), askAfter.AddHours(1), new(askAfter.AddSeconds(-10), Tester));

    public static PostToLedger PostOf(int contract, string id, int? releases, ImmutableArray<Posting> postings, DateTimeOffset at) =>
        new(id, new($"c-{contract}"), releases, postings, new(at, Tester));

    /// <summary>A life that begins registered, with a licence that was checked.</summary>
    public CustomerScript Registered(CustomerProfile? profile = null)
    {
        var known = profile ?? Profile();
        Accept(ProfileRules.Register(State, new(known), new(Now, Tester)));
        Accept(ProfileRules.CheckLicence(State, new(known.Licence!.Number, known.Licence.ValidUntil), new(Now, Tester)));
        return this;
    }

    public void Play(CustomerStep step)
    {
        Now += TimeSpan.FromSeconds(step.Seconds);
        var contract = new ContractId($"c-{step.Contract}");
        var stamp = new Stamp(Now, Tester);
        switch (step.Kind)
        {
            case 0 or 1 or 2:
                Hold(NextHold(step));
                break;
            case 3:
                Accept(CustomerRules.Confirm(State, new(contract, step.Attempt, stamp), Now));
                break;
            case 4:
                Accept(CustomerRules.Release(State, new(contract, step.Attempt, ReleaseReason.Aborted, stamp), Now));
                break;
            case 5:
                Accept(ProfileRules.Suspend(State, new("unpaid"), stamp));
                break;
            case 6:
                Accept(ProfileRules.Reinstate(State, stamp));
                break;
            case 7 when step.Extra == 0:
                Accept(ProfileRules.Update(State, new(Profile(1 + step.Attempt, 2_000 + step.Amount)), stamp));
                break;
            default:
                if (_held.Contains(contract.Value)) Post(PostingOf(step));
                break;
        }
        FileSometimes(step.Extra);
    }

    public Decision<CustomerEvent> Hold(HoldCustomer command)
    {
        var decision = HoldRule(State, command, Now);
        Accept(decision);
        if (decision.IsAccepted) _held.Add(command.Contract.Value);
        if (decision.IsAccepted && !decision.Events.IsEmpty) CheckLimits();
        return decision;
    }

    /// <summary>As the shell does it: searches the filed pages only when the rules ask for it.</summary>
    public Decision<CustomerEvent> Post(PostToLedger command)
    {
        var found = false;
        if (LedgerRules.NeedsSearch(State, command))
        {
            Searches++;
            found = Enumerable.Range(0, State.Ledger.FiledPages).Any(page => LedgerRules.Has(_filed[page].Sets, command));
        }
        if (State.Ledger.MustFileFirst) FileAll();
        var decision = PostRule(State, command, found, Now);
        var isRepeat = _booked.Contains((command.Contract.Value, command.PostingId));
        if (decision.IsAccepted)
        {
            if (isRepeat) Demand(decision.Events.IsEmpty, $"{command.PostingId} was booked twice.");
            else Demand(decision.Events is [LedgerPosted], $"{command.PostingId} was not booked.");
            _booked.Add((command.Contract.Value, command.PostingId));
        }
        Accept(decision);
        CheckLedger();
        return decision;
    }

    public void FileAll()
    {
        foreach (var page in State.Ledger.Unfiled) _filed[page.Number] = page;
        State = State with { Ledger = State.Ledger.Filed(int.MaxValue) };
    }

    public ImmutableArray<PostingSet> SetsOfPages() =>
        [.. Enumerable.Range(0, State.Ledger.FullPages + 1).SelectMany(n => (State.Ledger.Page(n) ?? _filed.GetValueOrDefault(n))?.Sets ?? [])];

    /// <summary>A late repeat of an attempt that was sent before, or the contract's next attempt.</summary>
    private HoldCustomer NextHold(CustomerStep step)
    {
        if (!_sent.TryGetValue(step.Contract, out var sent)) _sent.Add(step.Contract, sent = []);
        if (step.Attempt <= sent.Count) return sent[step.Attempt - 1];
        var hold = HoldOf(step.Contract, sent.Count + 1, step.Amount, Now.AddSeconds(10));
        sent.Add(hold);
        return hold;
    }

    private void FileSometimes(int extra)
    {
        if (extra == 1) FileAll();
    }

    private void Accept(Decision<CustomerEvent> decision)
    {
        foreach (var happened in decision.Events)
        {
            State = State.Evolve(happened);
            Replayed = Replayed.Evolve(happened);
            if (happened is LedgerPosted posted) AllSets.Add(posted.Set);
        }
    }

    private PostToLedger PostingOf(CustomerStep step)
    {
        var amount = new Money(step.Amount + 1, Euro);
        var other = new Money(step.Amount, new Currency("CHF"));
        ImmutableArray<Posting> postings = step.Kind switch
        {
            8 => LedgerPostings.Payment(amount),
            9 => [.. LedgerPostings.Payment(amount), .. LedgerPostings.WriteOff(other)],
            10 when step.Extra == 2 => [new("receivable", amount), new("cash", amount)],
            10 => LedgerPostings.CreditNote([new(LineKind.Driving, amount, new(step.Amount / 5, Euro))]),
            _ => LedgerPostings.Invoice([new(LineKind.Driving, amount, new(step.Amount / 5, Euro)), new(LineKind.Unlock, amount, Money.Zero(Euro))]),
        };
        return PostOf(step.Contract, $"p-{step.Kind}-{step.Extra}-{step.Amount % 7}", step.Extra < 4 ? step.Attempt : null, postings, Now);
    }

    private void CheckLimits()
    {
        var limit = State.Profile!.CreditLimit;
        var held = State.Contracts.Where(c => c.IsOpen).Sum(c => c.Amount.Minor);
        Demand(held + State.Ledger.Balance(LedgerAccounts.Receivable, Euro).Minor <= limit.Minor, "Holds and debts exceed the limit.");
        Demand(State.Contracts.Count(c => c.IsOpen) <= State.Profile.MaxOpenContracts, "More contracts are open than allowed.");
    }

    private void CheckLedger()
    {
        var sets = SetsOfPages();
        Demand(sets.Select(s => s.Number).SequenceEqual(Enumerable.Range(1, AllSets.Count).Select(n => (long)n)), "The pages do not hold all sets in order.");
        foreach (var sums in State.Ledger.Balances.GroupBy(b => b.Amount.Currency))
            Demand(sums.Sum(b => b.Amount.Minor) == 0, $"The ledger does not sum to zero in {sums.Key}.");
        var expected = sets.SelectMany(s => s.Postings).GroupBy(p => (p.Account, p.Amount.Currency)).ToDictionary(g => g.Key, g => g.Sum(p => p.Amount.Minor));
        Demand(expected.Count == State.Ledger.Balances.Length, "An account is missing or too many.");
        Demand(State.Ledger.Balances.All(b => expected[(b.Account, b.Amount.Currency)] == b.Amount.Minor), "Balances differ from the pages.");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds) throw new BrokenInvariantException(otherwise);
    }
}

/// <summary>Something that must hold does not.</summary>
public sealed class BrokenInvariantException(string message) : Exception(message);
