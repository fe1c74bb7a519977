using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Records;
using FleetActors.Search;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Customers;

/// <inheritdoc cref="ICustomerGrain"/>
[GrainType(TypeName)]
public sealed class CustomerGrain(
    IGrainContextAccessor contexts,
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage,
    ContentHash contentHash,
    UniqueReservations unique,
    CustomerNews news,
    TimeProvider clock)
    : JournaledGrain<CustomerState, CustomerEvent>(CustomerGrain.Record(storage, contexts.GrainContext.GrainId), CustomerState.Blank, clock), ICustomerGrain
{
    /// <summary>The grain type and the name of its state: part of every storage key.</summary>
    public const string TypeName = "customer", StateName = "customer";

    /// <summary>How often contracts in doubt are asked.</summary>
    private static readonly TimeSpan HoldCheck = TimeSpan.FromSeconds(5);

    private readonly IGrainStorage _storage = storage;
    private CustomerKey _key;
    private bool _isWatching;
    private LedgerPages? _pages;

    /// <summary>A customer's record in storage, which can be read without waking its grain.</summary>
    public static JournaledRecord<CustomerState, CustomerEvent> Record(IGrainStorage storage, GrainId customer) =>
        new(storage, customer, StateName, static (state, entry) => state.Evolve(entry));

    private LedgerPages Pages => _pages ??= new(_storage, this.GetGrainId());

    /// <inheritdoc/>
    protected override Task OnRead(CancellationToken cancellation)
    {
        _key = CustomerKey.Parse(this.GetPrimaryKeyString());
        if (CustomerRules.HasTentativeHold(State)) WatchHolds();
        news.Tell(_key, State);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Outcome<CustomerHeldAnswer>> Hold(HoldCustomer command, CancellationToken cancellation)
    {
        var now = Now(_key.Fleet, command.Stamp.At);
        var decision = CustomerRules.Hold(State, command, now);
        if (decision.Refused is { } refused)
        {
            if (refused.Code == Refusal.HeldPendingResolution) Ask(CustomerRules.InDoubt(State, command.Contract, now), now);
            return refused;
        }
        await Apply(decision, now);
        return new CustomerHeldAnswer(State.Find(command.Contract)?.PaymentMethod);
    }

    /// <inheritdoc/>
    public Task<Outcome<Done>> Confirm(ConfirmHold command, CancellationToken cancellation) =>
        Answer(command.Stamp, now => CustomerRules.Confirm(State, command, now));

    /// <inheritdoc/>
    public Task<Outcome<Done>> Release(ReleaseHold command, CancellationToken cancellation) =>
        Answer(command.Stamp, now => CustomerRules.Release(State, command, now));

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Post(PostToLedger command, CancellationToken cancellation)
    {
        var now = Now(_key.Fleet, command.Stamp.At);
        var foundInPages = LedgerRules.NeedsSearch(State, command) && await Pages.Contain(command, State.Ledger.FiledPages);
        if (LedgerRules.Otherwise(command) is { } other && LedgerRules.NeedsSearch(State, other) && await Pages.Contain(other, State.Ledger.FiledPages))
            return Refusal.PostedOtherwise;
        var decision = LedgerRules.Post(State, command, foundInPages, now);
        if (!decision.Events.IsEmpty && State.Ledger.MustFileFirst) await Pages.File(State.Ledger.Unfiled);
        var outcome = await Answer(decision, now);
        if (!State.Ledger.Unfiled.IsEmpty) Pages.File(State.Ledger.Unfiled).Ignore();
        return outcome;
    }

    /// <inheritdoc/>
    public Task<Outcome<Done>> Register(CommandHeader header, RegisterCustomer command, CancellationToken cancellation) =>
        Change(command.Profile.Email, () => Execute(header, command, ProfileRules.Register), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> Update(CommandHeader header, UpdateCustomer command, CancellationToken cancellation) =>
        Change(command.Profile.Email, () => Execute(header, command, ProfileRules.Update), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> CheckLicence(CommandHeader header, CheckLicence command, CancellationToken cancellation) =>
        Execute(header, command, ProfileRules.CheckLicence);

    /// <inheritdoc/>
    public Task<Outcome<Done>> Suspend(CommandHeader header, SuspendCustomer command, CancellationToken cancellation) =>
        Execute(header, command, ProfileRules.Suspend);

    /// <inheritdoc/>
    public Task<Outcome<Done>> Reinstate(CommandHeader header, ReinstateCustomer command, CancellationToken cancellation) =>
        Execute(header, command, static (customer, _, stamp) => ProfileRules.Reinstate(customer, stamp));

    /// <inheritdoc/>
    public Task<CustomerView?> Get(CancellationToken cancellation) => Task.FromResult(State.ToView(_key.Customer));

    /// <inheritdoc/>
    public async Task<LedgerPage?> Page(int page, CancellationToken cancellation) =>
        page < 0 || page > State.Ledger.FullPages ? null : State.Ledger.Page(page) ?? await Pages.Read(page);

    /// <summary>A change of the e-mail address, which no two customers of a fleet share.</summary>
    private Task<Outcome<Done>> Change(string? email, Func<Task<Outcome<Done>>> change, CancellationToken cancellation)
    {
        var before = Has(State.Profile?.Email);
        ImmutableArray<WantedValue> wanted = [.. Has(email).Except(before)];
        return unique.Change(_key.Fleet, wanted, change, () => before.Except(Has(State.Profile?.Email)), cancellation);

        // An address that the rules refuse anyway needs no reservation.
        WantedValue[] Has(string? address) => address is { Length: > 0 and <= UniqueRules.MaxLength }
            ? [new(UniqueKind.Email, UniqueIndexKey.Normal(UniqueKind.Email, address), _key.Customer.Value)]
            : [];
    }

    private async Task<Outcome<Done>> Execute<TCommand>(
        CommandHeader header, TCommand command, Func<CustomerState, TCommand, Stamp, Decision<CustomerEvent>> decide)
    {
        var now = Now(_key.Fleet, header.IssuedAt);
        var hash = contentHash.Of(command);
        if (State.Commands.Recall(header, hash, now) is { } known) return known;
        var decision = decide(State, command, new Stamp(now, header.By));
        if (decision.Refused is { } refused) return refused;
        await Persist(Carried(), now, decision.Events, new(header.Id, hash, header.IssuedAt, default));
        news.Tell(_key, State);
        return default(Done);
    }

    private Task<Outcome<Done>> Answer(Stamp stamp, Func<DateTimeOffset, Decision<CustomerEvent>> decide)
    {
        var now = Now(_key.Fleet, stamp.At);
        return Answer(decide(now), now);
    }

    private async Task<Outcome<Done>> Answer(Decision<CustomerEvent> decision, DateTimeOffset now)
    {
        if (decision.Refused is { } refused) return refused;
        await Apply(decision, now);
        return default(Done);
    }

    /// <summary>Makes what happened durable in one write; a repeat, which changes nothing, writes nothing.</summary>
    private Task Apply(Decision<CustomerEvent> decision, DateTimeOffset now) =>
        decision.Events.IsEmpty ? Task.CompletedTask : Persist(Carried(), now, decision.Events);

    /// <summary>The state without the ledger pages that have become durable under keys of their own: dropping them so costs no write.</summary>
    private CustomerState Carried()
    {
        var ledger = State.Ledger.Filed(Pages.FiledThrough);
        return ReferenceEquals(ledger, State.Ledger) ? State : State with { Ledger = ledger };
    }

    /// <summary>A hold whose contract lost its own record of it is asked about, though the customer may never come back.</summary>
    private void WatchHolds()
    {
        if (_key.Fleet.IsSimulated || _isWatching) return;
        _isWatching = true;
        this.RegisterGrainTimer(
            _ =>
            {
                var now = Now(_key.Fleet, default);
                Ask(CustomerRules.InDoubt(State, asking: null, now), now);
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), HoldCheck));
    }

    /// <summary>One-way: the contracts decide in turns of their own and then confirm or release.</summary>
    private void Ask(ImmutableArray<CustomerContract> inDoubt, DateTimeOffset now)
    {
        foreach (var doubtful in inDoubt)
        {
            var contract = GrainFactory.GetGrain<IContractGrain>(new ContractKey(_key.Fleet, doubtful.Contract).ToString());
            contract.Resolve(new(doubtful.Attempt, this.GetPrimaryKeyString(), false, new(now, Caller.Platform)), CancellationToken.None).Ignore();
        }
    }
}
