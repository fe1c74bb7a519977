using System.Collections.Immutable;
using System.Reflection;
using FleetActors.Fleets;
using FleetActors.Telemetry;

namespace FleetActors.Tests.Telemetry;

/// <summary>
/// A shard and its fleet as a writer sees them, behind interfaces: loses calls, loses answers, restarts and forgets what was not
/// durable, moves cars to other slots, as drawn from a seed.
/// </summary>
public class CrashingShard : DispatchProxy
{
    private readonly Dictionary<VehicleId, PackedFix> _live = [];
    private readonly Dictionary<VehicleId, PackedFix> _durable = [];
    private readonly Dictionary<(int Slot, int Generation), VehicleId> _slots = [];
    private readonly Lock _gate = new();
    private Random _random = new(0);
    private int _generation = 1;
    private long _incarnation = 1;
    private long _sequence;
    private long _durableSequence;
    private int _faults;

    /// <summary>A fix that came into another car's place, or null.</summary>
    public string? Stranger { get; private set; }

    /// <summary>How often it restarted.</summary>
    public int Restarts { get; private set; }

    /// <summary>While above zero calls wait.</summary>
    public TaskCompletionSource? Stall { get; set; }

    /// <summary>A factory whose shard is this one.</summary>
    public static (IGrainFactory Grains, CrashingShard Shard) Create(int seed, int faults)
    {
        var shard = (CrashingShard)(object)Create<IVehicleShardGrain, CrashingShard>();
        (shard._random, shard._faults) = (new Random(seed), faults);
        var grains = Create<IGrainFactory, Factory>();
        ((Factory)(object)grains).Shard = (IVehicleShardGrain)(object)shard;
        return (grains, shard);
    }

    /// <summary>The latest fix of a car.</summary>
    public PackedFix Latest(VehicleId vehicle)
    {
        lock (_gate) return _live.GetValueOrDefault(vehicle);
    }

    /// <summary>From now on nothing goes wrong.</summary>
    public void Calm()
    {
        lock (_gate) _faults = 0;
    }

    /// <summary>Ends and comes back with what was durable.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            Restarts++;
            (_incarnation, _sequence, _durableSequence) = (_incarnation + 1, 0, 0);
            _live.Clear();
            foreach (var (car, fix) in _durable) _live[car] = fix;
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IVehicleShardGrain.Handles) => Task.FromResult(Handles((ImmutableArray<VehicleId>)args![0]!)),
        nameof(IVehicleShardGrain.ApplyBlock) => Apply((FixBlock)args![0]!),
        _ => throw new NotSupportedException(targetMethod.Name),
    };

    private ImmutableArray<VehicleHandle> Handles(ImmutableArray<VehicleId> vehicles)
    {
        lock (_gate) return [.. vehicles.Select(Handle)];

        VehicleHandle Handle(VehicleId vehicle)
        {
            var slot = int.Parse(vehicle.Value.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            _slots[(slot, _generation)] = vehicle;
            return new(0, slot, _generation);
        }
    }

    private async Task<Outcome<FixReceipt>> Apply(FixBlock block)
    {
        await Task.Yield();
        if (Stall is { } stall) await stall.Task;
        lock (_gate)
        {
            var draw = _random.Next(100);
            if (draw < _faults) throw new IOException("The call was lost.");
            if (draw < 2 * _faults) Restart();
            else if (draw < 3 * _faults) Repaint();
            var receipt = Take(block);
            if (draw is > 50 and < 70) Save();
            return draw >= 100 - _faults ? throw new IOException("The answer was lost.") : receipt with { DurableSequence = _durableSequence };
        }
    }

    /// <summary>All handles become stale.</summary>
    private void Repaint() => _generation++;

    private void Save()
    {
        foreach (var (car, fix) in _live) _durable[car] = fix;
        _durableSequence = _sequence;
    }

    private FixReceipt Take(FixBlock block)
    {
        var (applied, older, unknown) = (0, 0, new List<int>());
        var fixes = block.Fixes;
        for (var at = 0; at < fixes.Length; at++)
        {
            var (wire, fix) = (fixes[at], fixes[at].Unpack(block.BaseMs));
            if (wire.Generation != (_generation & WireFix.GenerationMask) || !_slots.TryGetValue((wire.Slot, _generation), out var car)) unknown.Add(at);
            else if (fix.AtMs <= _live.GetValueOrDefault(car).AtMs) older++;
            else
            {
                applied++;
                _live[car] = fix;
                if (fix.LatitudeE7 != wire.Slot + 1) Stranger = $"{car} got the fix of slot {fix.LatitudeE7 - 1}";
            }
        }
        if (fixes.Length > 0) _sequence++;
        return new(applied, older, 0, [.. unknown], _incarnation) { Sequence = _sequence };
    }

    /// <summary>Answers the shard, and a fleet of one shard.</summary>
    public class Factory : DispatchProxy
    {
        /// <summary>The one shard.</summary>
        public IVehicleShardGrain? Shard { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.GetGenericArguments() is [var type] && type == typeof(IVehicleShardGrain) ? Shard : Create<IFleetGrain, OneShard>();
    }

    /// <summary>A fleet with one shard.</summary>
    public class OneShard : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            Task.FromResult<FleetSettings?>(new(new("fleet"), "test", new("EUR"), 1));
    }
}
