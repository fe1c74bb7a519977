using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Deadlines;
using FleetActors.Vehicles;

namespace FleetActors.Simulation;

/// <summary>
/// Plays a scenario through real grains: the world's intents become the same commands that customers send, and what the
/// grains answer decides how the world goes on. All commands of a batch complete before the next one begins.
/// </summary>
public sealed class SimulationRun
{
    /// <summary>How many commands are under way at a time.</summary>
    public const int MaxCommandsAtOnce = 256;

    /// <summary>How often a command whose outcome is unknown is sent.</summary>
    public const int MaxAttempts = 5;

    private readonly IGrainFactory _grains;
    private readonly string _name;
    private readonly RunFleet _fleet;
    private readonly FleetWorld _world;
    private readonly KpiCollector _kpis;
    private readonly IDeadlinePumpGrain _deadlines;
    private readonly Dictionary<int, int> _attempts = [];
    private readonly List<ServedRequest> _served = [];
    private long _deadlinesRunTo = long.MinValue;

    /// <summary>A run at the scenario's start.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="fleet">The fleet to play in; see <see cref="RunFleet"/>.</param>
    /// <param name="scenario">What to play.</param>
    /// <param name="name">Begins the ids of contracts and commands; runs that share a live fleet need different ones.</param>
    public SimulationRun(IGrainFactory grains, FleetId fleet, Scenario scenario, string name = "r")
    {
        _grains = grains;
        _name = name;
        _fleet = new RunFleet(grains, fleet, scenario);
        _kpis = new KpiCollector(scenario);
        _world = new FleetWorld(scenario, _kpis);
        _deadlines = grains.GetGrain<IDeadlinePumpGrain>(fleet.Value);
    }

    /// <summary>The world as it is now.</summary>
    public FleetWorld World => _world;

    /// <summary>The fleet that is played in.</summary>
    public RunFleet Fleet => _fleet;

    /// <summary>The requests served so far, with their contracts.</summary>
    public IReadOnlyList<ServedRequest> Served => _served;

    /// <summary>The figures so far.</summary>
    public KpiReport Report() => _kpis.Report();

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
            var intents = _world.Next(until);
            if (intents.IsEmpty) break;
            await RunDeadlines(intents[0].At, cancellation);
            await _fleet.RegisterCustomers(_world.CustomerCount, intents[0].At, cancellation);
            await TellPositions(intents, cancellation);
            foreach (var some in intents.Chunk(MaxCommandsAtOnce))
            {
                var carried = await Task.WhenAll(some.Select(intent => CarrySurely(intent, cancellation)));
                for (var i = 0; i < some.Length; i++) Note(some[i], carried[i]);
            }
        }
        if (_fleet.Fleet.IsSimulated) await RunDeadlines(_world.Now, cancellation);
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
        var minute = DeadlineBucketKey.MinuteOf(now);
        if (!_fleet.Fleet.IsSimulated || minute <= _deadlinesRunTo) return;
        _deadlinesRunTo = minute;
        await _deadlines.RunDue(now, cancellation);
    }

    private async Task TellPositions(ImmutableArray<Intent> intents, CancellationToken cancellation)
    {
        foreach (var moment in intents.Select(Reading).OfType<(int Car, CarReading Reading, DateTimeOffset At)>().GroupBy(r => r.At))
            await _fleet.ApplyFixes(moment.Select(r => (r.Car, r.Reading)), moment.Key, cancellation);

        static object? Reading(Intent intent) => intent switch
        {
            StartTrip i => (i.Car, i.Reading, i.At),
            PauseTrip i => (i.Car, i.Reading, i.At),
            ResumeTrip i => (i.Car, i.Reading, i.At),
            EndTrip i => (i.Car, i.Reading, i.At),
            StartCharging i => (i.Car, i.Reading, i.At),
            StopCharging i => (i.Car, i.Reading, i.At),
            _ => null,
        };
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
        if (!carried.Outcome.IsAccepted) return;
        if (intent is EndTrip) _served.Add(new(intent.Request, ContractOf(intent)));
        if (carried.Invoice is not { } invoice) return;
        var atMs = (long)(intent.At - _world.Scenario.Start).TotalMilliseconds;
        _kpis.Invoiced(intent.Request, atMs, invoice.Lines.Select(line => (LedgerAccounts.Revenue(line.Kind)[LedgerAccounts.RevenuePrefix.Length..], line.Net.Minor)));
    }

    private async Task<Carried> Reserve(ReserveCar intent, CancellationToken cancellation)
    {
        _attempts[intent.Request] = intent.Attempt;
        var request = new RentalRequest(_fleet.Vehicle(intent.Car), RunFleet.Customer(intent.Customer), RunFleet.Tariff, Class: VehicleClass.Compact);
        return Told(await Contract(intent).Reserve(Header(intent), new ReserveVehicle(request), cancellation));
    }

    private async Task<Carried> WithInvoice(Intent intent, Outcome<ContractReceipt> answer, CancellationToken cancellation) =>
        Told(answer) with { Invoice = answer.IsAccepted ? (await Contract(intent).View(cancellation))?.Invoice : null };

    private async Task<Carried> ReportEnergy(Intent intent, CarReading reading, bool isCharging, CancellationToken cancellation)
    {
        var vehicle = _grains.GetGrain<IVehicleGrain>(new VehicleKey(_fleet.Fleet, _fleet.Vehicle(intent.Car)).ToString());
        var readings = new ReportReadings(reading.ChargePermille / 10f, isCharging, reading.OdometerMetres, new Stamp(intent.At, RunFleet.RunCaller));
        return Told(await vehicle.ReportReadings(readings, cancellation));
    }

    private IContractGrain Contract(Intent intent) =>
        _grains.GetGrain<IContractGrain>(new ContractKey(_fleet.Fleet, ContractOf(intent)).ToString());

    private ContractId ContractOf(Intent intent) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_name}{intent.Request}.{_attempts[intent.Request]}"));

    /// <summary>Ids follow from the run, so that the same seed sends the same commands.</summary>
    private CommandHeader Header(Intent intent) =>
        new(new CommandId(string.Create(CultureInfo.InvariantCulture, $"{_name}i{intent.Sequence}")), RunFleet.RunCaller, intent.At);

    private static Carried Told<T>(Outcome<T> outcome) =>
        new(outcome.Refused is { } refused ? Outcome.Refused(refused.Code.ToString()) : Outcome.Accepted);

    /// <summary>What came back for one intent.</summary>
    private readonly record struct Carried(Outcome Outcome, Invoice? Invoice = null);
}

/// <summary>A request that was served, and the contract that it became.</summary>
public readonly record struct ServedRequest(int Request, ContractId Contract);
