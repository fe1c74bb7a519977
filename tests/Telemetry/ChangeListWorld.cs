using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

/// <summary>What the vehicles of a <see cref="ChangeListWorld"/> do wrong.</summary>
internal enum Carelessness
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>They announce themselves after they have written.</summary>
    WritesFirst,

    /// <summary>They say that they rest and write once more.</summary>
    WritesAfterResting,

    /// <summary>They do not say what they have read.</summary>
    AnnouncesNothingRead,
}

/// <summary>
/// The cars of one shard: activations of cars that overlap, one or two activations of the shard, news that is lost, late or comes
/// twice, crashes at any point, in an order drawn from a seed. After a crash the shard must know of each car what its record says.
/// </summary>
internal sealed class ChangeListWorld
{
    public const int Cars = 4;

    private static readonly FleetId Fleet = new("fleet");
    private static readonly GrainId Grain = GrainId.Create("vehicle-shard", "fleet:0");

    private readonly Random _chance;
    private readonly SeededScheduler _scheduler;
    private readonly SlowStates _storage;
    private readonly Carelessness _carelessness;
    private readonly List<Shard> _shards = [];
    private int _plates;

    public ChangeListWorld(int seed, Carelessness carelessness = Carelessness.None)
    {
        (_chance, _carelessness) = (new(seed), carelessness);
        (_scheduler, _storage) = (new(_chance), new(_chance));
        _scheduler.RunUntil(_scheduler.Start(async () =>
        {
            var (log, slots) = (new RegistrationLog(_storage, Grain, () => { }), new ShardSlots());
            await log.Open();
            await new ChangeList(_storage, Grain, slots, () => { }).Cover(Cars);
            await log.Append([.. Enumerable.Range(0, Cars).Select(car => new ShardEntry(car, 1, Registration($"car-{car}"), default))]);
        }));
        Load();
    }

    /// <summary>Records that reloads have read.</summary>
    public int Read { get; private set; }

    /// <summary>How often the shard was loaded.</summary>
    public int Loads { get; private set; }

    public int Crashes { get; private set; }

    /// <summary>What a shard knew otherwise than the record after a crash, or null.</summary>
    public string? Difference { get; private set; }

    public void Step()
    {
        switch (_chance.Next(150))
        {
            case 0:
                _scheduler.Crash();
                _shards.Clear();
                Crashes++;
                Load();
                Compare();
                break;
            case < 3 when _shards.Count < 2:
                _scheduler.Start(Reload);
                break;
            case < 8 when _shards.Count > 0:
                _scheduler.Start(AnyShard().Changes.Save);
                break;
            case < 18:
                _scheduler.Start(() => Activate(_chance.Next(Cars)));
                break;
            default:
                _scheduler.RunOne();
                break;
        }
    }

    /// <summary>As if the data were an earlier version's, which had neither list nor copy.</summary>
    public void ForgetLists()
    {
        _scheduler.Crash();
        _shards.Clear();
        _storage.Forget(name => name.StartsWith("changing", StringComparison.Ordinal) || name.StartsWith("states", StringComparison.Ordinal));
        Load();
        Compare();
    }

    private void Load() => _scheduler.RunUntil(_scheduler.Start(Reload));

    private async Task Reload()
    {
        Shard? shard = null;
        var log = new RegistrationLog(_storage, Grain, () => _shards.Remove(shard!));
        await log.Open();
        var slots = await ShardReload.Registrations(log, CancellationToken.None);
        var changes = new ChangeList(_storage, Grain, slots, () => _shards.Remove(shard!));
        shard = new(slots, changes, log);
        Loads++;
        Read += await ShardReload.States(slots, changes, log, _storage, Fleet, CancellationToken.None);
        _shards.Add(shard);
    }

    private void Compare()
    {
        for (var car = 0; car < Cars; car++)
        {
            var record = Record(car) ?? VehicleState.New(Registration($"car-{car}"));
            var (slots, expected) = (_shards[0].Slots, (VehicleProjection.Summary(record), record.Revision));
            if (slots.Summary(car) != expected || slots.Registration(car) != record.Registration)
                Difference ??= $"car-{car}: the shard knows {slots.Summary(car)} {slots.Registration(car).Plate}, the record says {expected} {record.Registration.Plate}";
        }
    }

    /// <summary>One activation of a car: reads, writes some times, rests.</summary>
    private async Task Activate(int car)
    {
        var record = VehicleGrain.Record(_storage, IdOf(car));
        var vehicle = await record.Read() ?? VehicleState.New(Registration($"car-{car}"));
        await Announce(car, vehicle, Carelessness.WritesFirst);
        for (var left = 1 + _chance.Next(3); left > 0; left--)
        {
            var entry = new JournalEntry<VehicleEvent>(record.Next, T0, [Next(vehicle)], null);
            vehicle = record.Apply(vehicle, entry);
            await record.Write(vehicle, entry);
            if (_carelessness == Carelessness.WritesFirst) await Announce(car, vehicle, default);
            Tell(car, vehicle, rests: _carelessness == Carelessness.WritesAfterResting);
        }
        Tell(car, vehicle, rests: true);
    }

    private async Task Announce(int car, VehicleState vehicle, Carelessness exempt)
    {
        if (_carelessness == exempt && exempt != default) return;
        while (_shards.Count == 0) await Task.Yield();
        await AnyShard().Changes.Announce([(car, _carelessness == Carelessness.AnnouncesNothingRead ? 0 : vehicle.Revision)]);
    }

    /// <summary>Contact is lost or back, or the car has another plate.</summary>
    private VehicleEvent Next(VehicleState vehicle) => (_chance.Next(4), vehicle.IsContactLost) switch
    {
        (0, _) => new VehicleUpdated(vehicle.Registration with { Plate = $"P{++_plates}" }) { Stamp = At(T0) },
        (_, true) => new ContactRestored { Stamp = At(T0) },
        (_, false) => new ContactLost { Stamp = At(T0) },
    };

    /// <summary>News: lost, late, or twice.</summary>
    private void Tell(int car, VehicleState vehicle, bool rests)
    {
        for (var times = _chance.Next(3); times > 0; times--)
        {
            _scheduler.Start(async () =>
            {
                for (var late = _chance.Next(12); late > 0; late--) await Task.Yield();
                if (_shards.Count > 0) await Hear(AnyShard(), car, vehicle, rests);
            });
        }
    }

    /// <summary>What the shard's grain does with news.</summary>
    private static async Task Hear(Shard shard, int car, VehicleState vehicle, bool rests)
    {
        shard.Slots.Change(car, vehicle.Revision, VehicleProjection.Summary(vehicle));
        if (!rests) return;
        if (shard.Slots.Registration(car) == vehicle.Registration) shard.Changes.Rest(car, vehicle.Revision);
        else if (vehicle.Revision >= shard.Slots.Summary(car).Revision)
        {
            var entry = new ShardEntry(car, 1, vehicle.Registration, default);
            await shard.Log.Append(entry);
            shard.Slots.Put(entry);
        }
    }

    private Shard AnyShard() => _shards[_chance.Next(_shards.Count)];

    private VehicleState? Record(int car)
    {
        var reading = Task.FromResult<VehicleState?>(null);
        _scheduler.RunUntil(_scheduler.Start(() => reading = VehicleGrain.Record(_storage, IdOf(car)).Read()));
        return reading.Result;
    }

    private static GrainId IdOf(int car) => GrainId.Create(VehicleGrain.TypeName, new VehicleKey(Fleet, new($"car-{car}")).ToString());

    private sealed record Shard(ShardSlots Slots, ChangeList Changes, RegistrationLog Log);
}
