using FleetActors.Contracts;
using FleetActors.Contracts.Pricing;
using FleetActors.Customers;

namespace FleetActors.Tests.Contracts;

/// <summary>One run of the world: customers who rent, repeat what they got no answer to, and give up; then calm; then checks.</summary>
internal sealed class SagaRun
{
    public static readonly Tariff Tariff = Given.Ride with { MaxRentalHours = 2, FreeReservationMinutes = 5, Deposit = 1, NoShowFee = 2 };

    private readonly SagaWorld _world;
    private readonly Dictionary<string, SagaShell[]> _shells = [];
    private readonly List<(string Contract, CommandId Id, ContractReceipt Receipt)> _acknowledged = [];
    private int _commands;

    private SagaRun(int seed, Sabotage sabotage) => _world = new SagaWorld(seed, sabotage);

    /// <summary>Runs one seed; answers what was found wrong.</summary>
    public static List<string> Of(int seed, Sabotage sabotage = Sabotage.None)
    {
        var before = SynchronizationContext.Current;
        try
        {
            var run = new SagaRun(seed, sabotage);
            SynchronizationContext.SetSynchronizationContext(run._world);
            run.Play();
            run.Check();
            return run._world.Violations;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Play()
    {
        _world.OnAsk = (contract, ask) => Observe(Shell(contract).Resolve(ask));
        for (var i = 0; i < 6; i++)
        {
            var contract = $"c-{i}";
            _world.After(_world.Pick(120), () => _ = Customer(contract));
        }
        Tick(TimeSpan.FromMinutes(20), crashes: true);
        _world.IsFaulty = false;
        foreach (var shell in _shells.Values.SelectMany(both => both)) shell.Kill(); // the directory knows one activation again
        _world.HoldersAsk();
        Tick(TimeSpan.FromMinutes(10), crashes: false);
        for (var rounds = 0; rounds < 3; rounds++)
        {
            foreach (var contract in _world.Stored.Where(s => s.Value.Record.Current.IsRunning).Select(s => s.Key).ToArray())
                _ = Say(contract, new EndRental(), tries: 9);
            Tick(TimeSpan.FromMinutes(10), crashes: false);
        }
        for (var hours = 0; hours < 24 * 16; hours++) Tick(TimeSpan.FromHours(1), crashes: false, pumps: 2);
    }

    private void Tick(TimeSpan time, bool crashes, int? pumps = null)
    {
        var steps = pumps ?? (int)time.TotalSeconds / 2;
        for (var i = 0; i < steps; i++)
        {
            _world.RunUntil(_world.Now + time / steps);
            _world.PumpDeadlines(contract => Shell(contract).WakeUp());
            _world.RunReady();
            if (crashes && _world.Chance(0.02) && _shells.Count > 0)
                _shells.ElementAt(_world.Pick(_shells.Count)).Value[_world.Pick(2)].Kill();
        }
    }

    private async Task Customer(string contract)
    {
        var (vehicle, customer) = ($"v-{1 + _world.Pick(2)}", $"k-{1 + _world.Pick(3)}");
        var request = Given.Request(Tariff) with { Vehicle = new VehicleId(vehicle), Customer = new CustomerId(customer) };
        for (var tries = 0; tries < 4; tries++)
        {
            // Another car under the same contract: what a crash made the contract forget may still be held elsewhere.
            if (_world.Chance(0.3)) request = request with { Vehicle = new VehicleId($"v-{1 + _world.Pick(2)}") };
            if (await Say(contract, new ReserveVehicle(request)) is { IsAccepted: true }) break;
            await Wait(20);
        }
        await Wait(_world.Pick(60));
        if (_world.Chance(0.15)) await Say(contract, new CancelContract());
        if (_world.Chance(0.1)) return; // never comes
        await Say(contract, new StartRental());
        for (var legs = _world.Pick(3); legs > 0; legs--)
        {
            await Wait(_world.Pick(120));
            await Say(contract, _world.Chance(0.5) ? new PauseRental() : new ResumeRental());
        }
        await Wait(_world.Pick(240));
        await Say(contract, new EndRental());
        if (_world.Chance(0.3)) await Say(contract, new CreditInvoice(1, new Money(1 + _world.Pick(50), Tariff.Currency), "sorry"));
    }

    /// <summary>Sends a command, and again under the same id while its outcome is unknown.</summary>
    private async Task<Outcome<ContractReceipt>?> Say(string contract, ContractCommand command, int tries = 4)
    {
        var header = new CommandHeader(new CommandId($"m-{_commands++}"), Given.App, _world.Now);
        for (; tries > 0; tries--)
        {
            try
            {
                if (await Shell(contract).Do(header, command, receipt => Acknowledge(receipt)) is { } outcome)
                {
                    Acknowledge(outcome);
                    return outcome;
                }
            }
            catch (IOException)
            {
                // Nobody knows what became of it: the same command is sent again.
            }
            await Wait(3);
        }
        return null;

        void Acknowledge(Outcome<ContractReceipt> outcome)
        {
            if (outcome.IsAccepted) _acknowledged.Add((contract, header.Id, outcome.Accepted));
        }
    }

    /// <summary>The activation that a message reaches: now and then a second one, as a directory may allow for a while.</summary>
    private SagaShell Shell(string contract)
    {
        if (!_shells.TryGetValue(contract, out var both)) _shells[contract] = both = [new(_world, contract), new(_world, contract)];
        var which = _world.IsFaulty && _world.Chance(0.15) ? 1 : 0;
        if (both[which].IsDead) both[which] = new(_world, contract);
        return both[which];
    }

    private Task Wait(double seconds)
    {
        var waited = new TaskCompletionSource();
        _world.After(seconds, waited.SetResult);
        return waited.Task;
    }

    private static async void Observe(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private void Check()
    {
        var wrong = _world.Violations;
        foreach (var (contract, id, receipt) in _acknowledged)
        {
            var record = _world.Stored.GetValueOrDefault(contract).Record ?? ContractRecord.Blank;
            if (receipt.Revision > record.History.Length) wrong.Add($"{contract} lost revision {receipt.Revision} of {id}");
            else if (ContractEvolve.Fold(record.History[..receipt.Revision]).Status != receipt.Status) wrong.Add($"{contract} told {receipt.Status} to {id}");
            if (record.Answers.Answers.Count(a => a.Id == id) > 1) wrong.Add($"{contract} took {id} twice");
        }
        foreach (var (id, (record, _)) in _world.Stored) CheckContract(id, record.Current, wrong);
        foreach (var (id, vehicle) in _world.Vehicles)
            if (vehicle.Current is { } turn) wrong.Add($"{id} is still held by {turn.Contract} ({turn.Phase})");
        foreach (var (id, customer) in _world.Customers) CheckCustomer(id, customer, wrong);
        CheckOverlaps(wrong);
    }

    private void CheckContract(string id, ContractState contract, List<string> wrong)
    {
        if (contract.Owes != Obligations.None) wrong.Add($"{id} ({contract.Status}) still owes {contract.Owes}");
        if (ContractDeadlines.NextDue(contract, _world.Now) is not null) wrong.Add($"{id} ({contract.Status}) is still due");
        if (contract.History.Count(e => e is ContractSettled) != (contract.Bill is null ? 0 : 1)) wrong.Add($"{id} settled not exactly once");
        if (contract.Bill is { } bill && !RentalPricing.Reprice(contract)!.Value.SequenceEqual(bill.Lines, LineComparer.Instance)) wrong.Add($"{id} prices differently");
    }

    private void CheckCustomer(string id, CustomerState customer, List<string> wrong)
    {
        if (customer.Contracts.Any(c => c.IsOpen)) wrong.Add($"{id} still has a hold");
        if (customer.Ledger.Balances.Sum(b => b.Amount.Minor) != 0) wrong.Add($"the ledger of {id} does not sum to zero");
        var owed = _world.Stored.Values.Select(s => s.Record.Current)
            .Where(c => c.Bill is not null && c.Hired.Customer.Value == id)
            .Sum(c => (c.Payment == PaymentStatus.Paid ? 0 : c.Bill!.Total.Minor) - c.CreditNotes.Sum(n => n.Gross.Minor)
                + c.History.OfType<CreditNoteIssued>().Where(n => n.RefundReference is not null).Sum(n => c.CreditNotes[n.Document - 1].Gross.Minor));
        var receivable = customer.Ledger.Balance(LedgerAccounts.Receivable, Tariff.Currency).Minor;
        if (owed != receivable) wrong.Add($"{id} owes {owed}, the ledger says {receivable}");
    }

    private void CheckOverlaps(List<string> wrong)
    {
        var rentals = _world.Stored.Values.Select(s => s.Record.Current).Where(c => c.Started is not null).ToArray();
        foreach (var a in rentals)
        {
            foreach (var b in rentals)
            {
                if (a == b || a.Hired.Vehicle != b.Hired.Vehicle || a.Started!.Stamp.At > b.Started!.Stamp.At) continue;
                if (a.Reservation.Tenancy == b.Reservation.Tenancy || a.Return is null || a.Return.At > b.Started.Stamp.At)
                    wrong.Add($"tenancies {a.Reservation.Tenancy} and {b.Reservation.Tenancy} of {a.Hired.Vehicle} overlap");
            }
        }
    }
}
