using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Vehicles;

namespace FleetActors.Tests.Contracts;

/// <summary>How a world is broken on purpose, to see that its checks notice.</summary>
internal enum Sabotage
{
    None,
    AnswerBeforeCommit,
    ReleaseByOwnClock,
    NoCompareAndSwap,
}

/// <summary>
/// Contracts, vehicles and customers in simulated time, from a seed: the pure contract saga in the loop that the grain shell
/// runs, against the pure vehicle and customer rules, with lost, late, doubled and reordered messages, failed writes and
/// crashed and duplicated activations. It is also the context in which everything continues: one thread, one order.
/// </summary>
internal sealed class SagaWorld : SynchronizationContext
{
    private readonly Random _random;
    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _agenda = new();
    private readonly List<(string Contract, DateTimeOffset Due)> _deadlines = [];
    private readonly Dictionary<string, PaymentReply> _payments = [];
    private readonly Dictionary<string, DateTimeOffset> _silentUntil = [];
    private readonly Dictionary<(ContractId, int), long> _numbers = [];
    private readonly Queue<(SendOrPostCallback Go, object? On)> _ready = [];
    private int _order;

    public SagaWorld(int seed, Sabotage sabotage)
    {
        Sabotage = sabotage;
        _random = new Random(seed);
        for (var v = 1; v <= 2; v++) Vehicles[$"v-{v}"] = VehicleState.New(Car($"v-{v}"));
        for (var k = 1; k <= 3; k++) Customers[$"k-{k}"] = CustomerState.Blank.Evolve(new CustomerRegistered(Person, new Stamp(Now, Given.App)));
    }

    public Sabotage Sabotage { get; }
    public DateTimeOffset Now { get; private set; } = Given.Noon;
    public bool IsFaulty { get; set; } = true;
    public Dictionary<string, VehicleState> Vehicles { get; } = [];
    public Dictionary<string, CustomerState> Customers { get; } = [];
    public Dictionary<string, (ContractRecord Record, int Version)> Stored { get; } = [];
    public List<string> Violations { get; } = [];

    public bool Chance(double probability) => _random.NextDouble() < probability;
    public int Pick(int below) => _random.Next(below);
    public void After(double seconds, Action action) => _agenda.Enqueue(action, (Now.AddSeconds(seconds), _order++));

    public void RunUntil(DateTimeOffset end)
    {
        while (_agenda.TryPeek(out _, out var at) && at.Item1 <= end)
        {
            Now = at.Item1;
            _agenda.Dequeue()();
            RunReady();
        }
        Now = end;
    }

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    public void RunReady()
    {
        while (_ready.TryDequeue(out var next)) next.Go(next.On);
    }

    /// <summary>A call that may be lost on either way, come late, or come twice; null when the caller gave up waiting.</summary>
    public Task<T?> Call<T>(Func<T> deliver) where T : class
    {
        var answer = new TaskCompletionSource<T?>();
        After(IsFaulty ? 30 : 5, () => answer.TrySetResult(null));
        void Deliver() => After(Delay(), () =>
        {
            var result = deliver();
            if (!Lost()) After(Delay(), () => answer.TrySetResult(result));
        });
        if (!Lost()) Deliver();
        if (IsFaulty && Chance(0.05)) Deliver();
        return answer.Task;
    }

    public void Send(Action deliver)
    {
        if (!Lost()) After(Delay(), deliver);
    }

    /// <summary>Compare-and-swap, which may fail before or after it took effect.</summary>
    public async Task<int> Write(string contract, ContractRecord next, int version)
    {
        var done = new TaskCompletionSource<int>();
        After(Delay(), () =>
        {
            var stored = Stored.GetValueOrDefault(contract).Version;
            var failsBefore = IsFaulty && Chance(0.03);
            if (failsBefore || (stored != version && Sabotage != Sabotage.NoCompareAndSwap))
            {
                done.SetException(new IOException("not written"));
                return;
            }
            Stored[contract] = (next, stored + 1);
            Watch();
            if (IsFaulty && Chance(0.03)) done.SetException(new IOException("written, but nobody knows"));
            else done.SetResult(stored + 1);
        });
        return await done.Task;
    }

    public Reply? Deliver(Outgoing message)
    {
        switch (message)
        {
            case EnterDeadline m: return Enter(m.Due, null);
            case AskVehicleHold m:
                if (Vehicle(m.Vehicle, v => HoldRules.Hold(v, m.Message, Now)) is { } noHold)
                {
                    if (HoldRules.ToAsk(Vehicles[m.Vehicle.Value], m.Message, Now) is { } rival) Ask(rival.Contract, rival.Attempt, m.Vehicle.Value, true);
                    return new VehicleHoldReply(noHold);
                }
                return new VehicleHoldReply(HoldRules.Answer(Vehicles[m.Vehicle.Value], m.Message));
            case AskCustomerHold m:
                if (Customer(m.Customer, c => CustomerRules.Hold(c, m.Message, Now)) is { } no)
                {
                    foreach (var doubt in CustomerRules.InDoubt(Customers[m.Customer.Value], m.Message.Contract, Now)) Ask(doubt.Contract, doubt.Attempt, m.Customer.Value, false);
                    return new CustomerHoldReply(no);
                }
                return new CustomerHoldReply(new CustomerHeldAnswer("card"));
            case ConfirmVehicle m: return Done(m, Vehicle(m.Vehicle, v => HoldRules.Confirm(v, m.Message, Now)));
            case ReleaseVehicle m: return Done(m, Vehicle(m.Vehicle, v => HoldRules.Release(v, m.Message, Now)));
            case StartVehicle m: return Done(m, Vehicle(m.Vehicle, v => TenancyRules.Start(v, m.Message, Now)));
            case PauseVehicle m: return Done(m, Vehicle(m.Vehicle, v => TenancyRules.Pause(v, m.Message, Now)));
            case ExtendVehicle m: return Done(m, Vehicle(m.Vehicle, v => TenancyRules.Extend(v, m.Message, Now)));
            case EndVehicle m: return Done(m, Vehicle(m.Vehicle, v => TenancyRules.End(v, m.Message, Now)));
            case ConfirmCustomer m: return new CustomerReply(m, Said(Customer(m.Customer, c => CustomerRules.Confirm(c, m.Message, Now))));
            case ReleaseCustomer m: return new CustomerReply(m, Said(Customer(m.Customer, c => CustomerRules.Release(c, m.Message, Now))));
            case PostOnLedger m: return new CustomerReply(m, Said(Customer(m.Customer, c => LedgerRules.Post(c, m.Message, false, Now))));
            case IssueNumber m:
                if (!_numbers.TryGetValue((m.Message.Contract, m.Message.Document), out var number))
                    _numbers[(m.Message.Contract, m.Message.Document)] = number = _numbers.Count + 1;
                return new NumberReply(number);
            case ChargePayment m: return Pay(m.Key);
            case RefundPayment m: return Pay(m.Key);
            case QueryPayment m when _silentUntil.GetValueOrDefault(m.Key) > Now: return new PaymentReply(PaymentOutcome.Unknown, null);
            case QueryPayment m: return _payments.GetValueOrDefault(m.Key) ?? new PaymentReply(PaymentOutcome.NeverSeen, null);
            default: throw new InvalidOperationException($"Nobody carries a {message}.");
        }
    }

    public DeadlineReply Enter(DateTimeOffset due, string? contract)
    {
        if (contract is not null) _deadlines.Add((contract, due));
        return new DeadlineReply(true);
    }

    /// <summary>What a bucket does: wakes what is due, and enters again what the contract answers.</summary>
    public void PumpDeadlines(Func<string, Task<DateTimeOffset?>> wakeUp)
    {
        var due = _deadlines.Where(d => d.Due <= Now).ToArray();
        _deadlines.RemoveAll(d => d.Due <= Now);
        foreach (var (contract, at) in due.DistinctBy(d => d.Contract)) Wake(contract, at);

        async void Wake(string contract, DateTimeOffset at)
        {
            try
            {
                if (await wakeUp(contract) is { } next) _deadlines.Add((contract, next > Now ? next : Now.AddSeconds(1)));
            }
            catch (IOException)
            {
                _deadlines.Add((contract, Now.AddSeconds(1)));
            }
        }
    }

    /// <summary>Holders that wake up ask about every hold past its time to ask, also when no rival came.</summary>
    public void HoldersAsk()
    {
        foreach (var (id, vehicle) in Vehicles)
            if (vehicle.Current is { } turn && turn.IsInDoubt(Now)) Ask(turn.Contract, turn.Attempt, id, true);
        foreach (var (id, customer) in Customers)
            foreach (var doubt in customer.Contracts.Where(c => c.IsInDoubt(Now))) Ask(doubt.Contract, doubt.Attempt, id, false);
    }

    public Action<string, ResolveHold> OnAsk { get; set; } = (_, _) => { };

    private void Ask(ContractId contract, int attempt, string holder, bool isVehicle)
    {
        var ask = new ResolveHold(attempt, $"{Given.Key.Fleet}:{holder}", isVehicle, new Stamp(Now, Caller.Platform));
        Send(() => OnAsk(contract.Value, ask));
        if (Sabotage == Sabotage.ReleaseByOwnClock && isVehicle)
            Vehicle(new VehicleId(holder), v => HoldRules.Release(v, new(contract, attempt, ReleaseReason.Aborted, ask.Stamp), Now));
    }

    /// <summary>Whatever a durable reservation or rental says, its vehicle must say too.</summary>
    private void Watch()
    {
        foreach (var (id, (record, _)) in Stored)
        {
            var contract = record.Current;
            if (contract.Status != ContractStatus.Reserved && !contract.IsRunning) continue;
            if (Vehicles[contract.Hired.Vehicle.Value].Current is not { } turn || turn.Number != contract.Reservation.Tenancy || turn.Contract.Value != id)
                Violations.Add($"{Now:T} {id} is {contract.Status} on {contract.Hired.Vehicle}, which knows nothing of it");
        }
    }

    private Refused? Vehicle(VehicleId id, Func<VehicleState, Decision<VehicleEvent>> rule)
    {
        var decision = rule(Vehicles[id.Value]);
        if (!decision.Events.IsEmpty) Vehicles[id.Value] = VehicleEvolve.Apply(Vehicles[id.Value], decision.Events);
        return decision.Refused;
    }

    private Refused? Customer(CustomerId id, Func<CustomerState, Decision<CustomerEvent>> rule)
    {
        var decision = rule(Customers[id.Value]);
        Customers[id.Value] = decision.Events.Aggregate(Customers[id.Value], (state, e) => state.Evolve(e));
        return decision.Refused;
    }

    private PaymentReply Pay(string key)
    {
        var isNew = !_payments.TryGetValue(key, out var known);
        if (isNew) _payments[key] = known = Chance(0.7) ? new(PaymentOutcome.Succeeded, "ref-" + key) : new(PaymentOutcome.Declined, "no funds");
        if (isNew && Chance(0.2)) _silentUntil[key] = Now.AddHours(_random.NextDouble() * 60);
        var isSilent = _silentUntil.GetValueOrDefault(key) > Now && !(isNew && Chance(0.5)); // some fall silent after the first answer
        return isSilent ? new(PaymentOutcome.Unknown, null) : known!;
    }

    private bool Lost() => IsFaulty && Chance(0.08);
    private double Delay() => IsFaulty && Chance(0.1) ? _random.NextDouble() * 25 : _random.NextDouble() * 0.5;
    private static VehicleReply Done(Outgoing asked, Refused? refused) => new(asked, Said(refused));
    private static Outcome<Done> Said(Refused? refused) => refused is null ? default(Done) : refused;

    private static VehicleRegistration Car(string id) => new(
        new VehicleId(id), "", "", "", "", VehicleClass.Economy, default, 50_000, 0, 5, 0);

    private static readonly CustomerProfile Person = new()
    {
        Name = "Ada", Email = "ada@example.org", BirthDate = new DateOnly(1990, 1, 1), PaymentMethod = "card",
        Licence = new DrivingLicence("L", "DE", ["B"], new DateOnly(2040, 1, 1), Given.Noon.AddDays(-1), "app"),
        CreditLimit = new Money(1_000_000, new Currency("EUR")), MaxOpenContracts = 8,
    };
}
