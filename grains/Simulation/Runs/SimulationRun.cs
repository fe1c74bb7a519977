using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Deadlines;
using FleetActors.Records;
using FleetActors.Vehicles;

namespace FleetActors.Simulation;

/// <summary>
/// Plays a scenario through real grains: the world's intents become the same commands that customers send, and what the
/// grains answer decides how the world goes on. All commands of a batch complete before the next one begins.
/// </summary>
public sealed class SimulationRun : IDisposable
{
    /// <summary>How many commands are under way at a time.</summary>
    public const int MaxCommandsAtOnce = 256;

    /// <summary>How often a command whose outcome is unknown is sent.</summary>
    public const int MaxAttempts = 5;

    private readonly GrainAddress<IContractGrain> _contracts;
    private readonly GrainAddress<IVehicleGrain> _vehicles;
    private readonly string _name;
    private readonly RunFleet _fleet;
    private readonly FleetWorld _world;
    private readonly KpiCollector _kpis;
    private readonly IDeadlinePumpGrain _deadlines;
    private readonly Dictionary<int, int> _attempts = [];
    private readonly List<ServedRequest> _served = [];
    private readonly EventHash _events = new();
    private readonly RunOutput? _output;
    private long _deadlinesRunTo;

    /// <summary>A run at the scenario's start.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="fleet">The fleet to play in; see <see cref="RunFleet"/>.</param>
    /// <param name="scenario">What to play.</param>
    /// <param name="name">Begins the ids of contracts and commands; runs that share a live fleet need different ones.</param>
    /// <param name="output">Takes the full results, or null; the caller completes it when the run has ended.</param>
    public SimulationRun(IGrainFactory grains, FleetId fleet, Scenario scenario, string name = "r", RunOutput? output = null)
    {
        _output = output;
        _contracts = new(grains);
        _vehicles = new(grains);
        _name = name;
        _fleet = new RunFleet(grains, fleet, scenario);
        _kpis = new KpiCollector(scenario);
        var observer = new RecordingObserver(_kpis, output);
        _world = new FleetWorld(scenario, observer);
        observer.World = _world;
        _deadlines = grains.GetGrain<IDeadlinePumpGrain>(fleet.Value);
        _deadlinesRunTo = DeadlineBucketKey.MinuteOf(scenario.Start) - 1;
    }

    /// <summary>The world as it is now.</summary>
    public FleetWorld World => _world;

    /// <summary>The fleet that is played in.</summary>
    public RunFleet Fleet => _fleet;

    /// <summary>The requests served so far, with their contracts.</summary>
    public IReadOnlyList<ServedRequest> Served => _served;

    /// <summary>The figures so far.</summary>
    public KpiReport Report() => _kpis.Report() with { Events = _events.Count, EventHash = _events.Text };

    /// <summary>What has happened so far, as one number: equal for every run of the seed, however it was carried out.</summary>
    public EventHash Events => _events;

    /// <inheritdoc/>
    public void Dispose() => _world.Dispose();

    /// <summary>Creates fleet and cars.</summary>
    public Task Prepare(CancellationToken cancellation)
    {
        var readings = new CarReading[_world.CarCount];
        _world.FillReadings(0, _world.Now, readings);
        return _fleet.Prepare(readings, cancellation);
    }

    /// <summary>Plays up to a moment of the run's clock, or to the end.</summary>
    public async Task PlayUntil(DateTimeOffset until, CancellationToken cancellation)
    {
        while (!_world.IsFinished)
        {
            cancellation.ThrowIfCancellationRequested();
            // Positions are taken at their own moments, however far the caller lets the clock go.
            var isSampled = _output?.NextSample is { } sample && sample < until;
            var intents = _world.Next(isSampled ? _output!.NextSample!.Value : until);
            if (intents.IsEmpty && isSampled && !_world.IsFinished)
            {
                await _output!.Sample(_world, cancellation);
                continue;
            }

            if (intents.IsEmpty) break;
            await RunDeadlines(intents[0].At, cancellation);
            await _fleet.RegisterCustomers(_world.CustomerCount, intents[0].At, cancellation);
            await TellPositions(intents, cancellation);
            foreach (var some in intents.Chunk(MaxCommandsAtOnce))
            {
                var carried = await Task.WhenAll(some.Select(intent => CarrySurely(intent, cancellation)));
                for (var i = 0; i < some.Length; i++) Note(some[i], carried[i]);
            }
            if (_output is not null) await _output.Drain(cancellation);
        }
        if (_fleet.Fleet.IsSimulated) await RunDeadlines(_world.Now, cancellation);
    }

    /// <summary>The present step, to which another run of the same scenario can be brought. To be asked between two calls of <see cref="PlayUntil"/>.</summary>
    public RunCheckpoint Checkpoint() => new(_world.Now, _events.Count, _events.Text);

    /// <summary>
    /// Brings a fresh run to a checkpoint by doing again what was done until then, with the same commands and ids. False when
    /// that took another course: another scenario, or another version of the rules.
    /// </summary>
    public async Task<bool> BringTo(RunCheckpoint checkpoint, CancellationToken cancellation)
    {
        await PlayUntil(checkpoint.At, cancellation);
        return Checkpoint() == checkpoint;
    }

    /// <summary>Tells the shards where every car is.</summary>
    public Task TellAllPositions(DateTimeOffset at, CancellationToken cancellation)
    {
        var readings = new CarReading[_world.CarCount];
        _world.FillReadings(0, at, readings);
        return _fleet.ApplyFixes(readings.Select((reading, car) => (car, reading)), at, cancellation);
    }

    /// <summary>A simulated fleet's deadlines are driven by the run's clock, minute by minute.</summary>
    private async Task RunDeadlines(DateTimeOffset now, CancellationToken cancellation)
    {
        if (!_fleet.Fleet.IsSimulated) return;
        // Every minute has its turn, at its beginning: what is due never depends on how far the clock was asked to go.
        for (var minute = DeadlineBucketKey.MinuteOf(now); _deadlinesRunTo < minute;)
        {
            _deadlinesRunTo++;
            await _deadlines.RunDue(DateTimeOffset.FromUnixTimeSeconds(_deadlinesRunTo * 60), cancellation);
        }
    }

    private async Task TellPositions(ImmutableArray<Intent> intents, CancellationToken cancellation)
    {
        foreach (var moment in intents.GroupBy(intent => intent.At))
        {
            var readings = moment.Select(intent => (intent.Car, Reading: WorldReadings.Of(intent))).Where(r => r.Reading is not null).Select(r => (r.Car, r.Reading!.Value)).ToArray();
            if (readings.Length > 0) await _fleet.ApplyFixes(readings, moment.Key, cancellation);
        }
    }

    /// <summary>A command whose outcome is unknown is repeated under its id; a world without an answer could not go on.</summary>
    private async Task<Carried> CarrySurely(Intent intent, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var carried = await Carry(intent, cancellation);
                if (carried.Outcome.RefusalCode != nameof(Refusal.HeldPendingResolution) || attempt >= MaxAttempts) return carried;
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException && attempt < MaxAttempts)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task<Carried> Carry(Intent intent, CancellationToken cancellation) => intent switch
    {
        ReserveCar i => await Reserve(i, cancellation),
        StartTrip i => Told(await Contract(i).Start(Header(i), new StartRental(), cancellation)),
        PauseTrip i => Told(await Contract(i).Pause(Header(i), new PauseRental(), cancellation)),
        ResumeTrip i => Told(await Contract(i).Resume(Header(i), new ResumeRental(), cancellation)),
        EndTrip i => await WithInvoice(i, await Contract(i).End(Header(i), new EndRental(), cancellation), cancellation),
        CancelRequest { Car: < 0 } => new(Outcome.Accepted),
        CancelRequest i => await WithInvoice(i, await Contract(i).Cancel(Header(i), new CancelContract(), cancellation), cancellation),
        StartCharging i => await ReportEnergy(i, i.Reading, isCharging: true, cancellation),
        StopCharging i => await ReportEnergy(i, i.Reading, isCharging: false, cancellation),
        _ => throw new InvalidOperationException($"Nobody carries a {intent.GetType().Name}."),
    };

    private void Note(Intent intent, Carried carried)
    {
        _world.Report(intent, carried.Outcome);
        _events.Add(intent, carried.Outcome, carried.Invoice);
        if (_output is not null)
        {
            var isOfContract = intent is EndTrip or CancelRequest { Car: >= 0 };
            _output.Carried(intent, carried.Outcome, isOfContract ? ContractOf(intent) : null, carried.Invoice, isOfContract ? _world.ReadingOf(intent.Car, intent.At) : default);
        }
        if (!carried.Outcome.IsAccepted) return;
        if (intent is EndTrip) _served.Add(new(intent.Request, ContractOf(intent)));
        if (carried.Invoice is not { } invoice) return;
        var atMs = (long)(intent.At - _world.Scenario.Start).TotalMilliseconds;
        _kpis.Invoiced(intent.Request, atMs, invoice.Lines.Select(line => (LedgerAccounts.Revenue(line.Kind)[LedgerAccounts.RevenuePrefix.Length..], line.Net.Minor)));
    }

    private async Task<Carried> Reserve(ReserveCar intent, CancellationToken cancellation)
    {
        _attempts[intent.Request] = intent.Attempt;
        var request = new RentalRequest(_fleet.Vehicle(intent.Car), RunFleet.Customer(intent.Customer), RunFleet.TariffAt(intent.PricePercent), Class: VehicleClass.Compact);
        if (!_world.Scenario.Policies.Pricing.FollowsDemand)
            return Told(await Contract(intent).Reserve(Header(intent), new ReserveVehicle(request), cancellation));
        // A price that changes is quoted, and what is signed is the quote.
        var quoted = await Contract(intent).Quote(Header(intent, "q"), new QuoteRental(request, intent.ExpectedMinutes, intent.ExpectedKm), cancellation);
        return quoted.IsAccepted ? Told(await Contract(intent).Reserve(Header(intent), new ReserveVehicle(), cancellation)) : Told(quoted);
    }

    private async Task<Carried> WithInvoice(Intent intent, Outcome<ContractReceipt> answer, CancellationToken cancellation) =>
        Told(answer) with { Invoice = answer.IsAccepted ? (await Contract(intent).View(cancellation))?.Invoice : null };

    private async Task<Carried> ReportEnergy(Intent intent, CarReading reading, bool isCharging, CancellationToken cancellation)
    {
        var vehicle = _vehicles.Of(new VehicleKey(_fleet.Fleet, _fleet.Vehicle(intent.Car)).ToString());
        var readings = new ReportReadings(reading.ChargePermille / 10f, isCharging, reading.OdometerMetres, new Stamp(intent.At, RunFleet.RunCaller));
        return Told(await vehicle.ReportReadings(readings, cancellation));
    }

    private IContractGrain Contract(Intent intent) =>
        _contracts.Of(new ContractKey(_fleet.Fleet, ContractOf(intent)).ToString());

    private ContractId ContractOf(Intent intent) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_name}{intent.Request}.{_attempts[intent.Request]}"));

    /// <summary>Ids follow from the run, so that the same seed sends the same commands.</summary>
    private CommandHeader Header(Intent intent, string step = "") =>
        new(new CommandId(string.Create(CultureInfo.InvariantCulture, $"{_name}i{intent.Sequence}{step}")), RunFleet.RunCaller, intent.At);

    private static Carried Told<T>(Outcome<T> outcome) =>
        new(outcome.Refused is { } refused ? Outcome.Refused(refused.Code.ToString()) : Outcome.Accepted);

    /// <summary>What came back for one intent.</summary>
    private readonly record struct Carried(Outcome Outcome, Invoice? Invoice = null);
}

/// <summary>A request that was served, and the contract that it became.</summary>
public readonly record struct ServedRequest(int Request, ContractId Contract);
