namespace FleetActors.Simulation.Kernel;

/// <summary>
/// Cars that are plugged in. Their batteries fill in the same loop that moves the others, by a negative draw; kept here is
/// only when each has enough. A car that leaves before its time stays in the heap until then and is ignored.
/// </summary>
internal sealed unsafe partial class ChargingCars(KernelArrays arrays)
{
    private readonly TimeHeap _ends = new();
    private readonly List<int> _ended = [];

    /// <summary>Cars that got enough in the last step.</summary>
    public ReadOnlySpan<int> Ended => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ended);

    /// <summary>The hash of what happened here; the rest is zero.</summary>
    public KernelTallies Tallies { get; private set; }

    /// <summary>Plugs a parked car in.</summary>
    public void Start(int car, int watts, int untilJ)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(watts);
        ref var way = ref arrays.Way.Items[car];
        ref var motion = ref arrays.Motion.Items[car];
        var missingJ = Math.Max(0L, (long)untilJ - motion.BatteryJ);
        var endMs = arrays.NowMs + Math.Max(1, (missingJ + watts - 1) / watts) * TrafficKernel.StepMs;
        motion.DrawW = -watts;
        way.Phase = CarPhase.Charging;
        way.Turns = (ulong)Math.Max(untilJ, motion.BatteryJ);
        way.ExitMs = (int)Math.Min(endMs, TrafficKernel.MaxMs);
        _ends.Push(way.ExitMs, car);
    }

    /// <summary>Unplugs a car.</summary>
    public void Stop(int car)
    {
        ref var way = ref arrays.Way.Items[car];
        ref var motion = ref arrays.Motion.Items[car];
        motion.DrawW = 0;
        motion.BatteryJ = (int)Math.Min((ulong)Math.Max(0, motion.BatteryJ), way.Turns);
        way.Phase = CarPhase.Parked;
    }

    /// <summary>Ends what is due at the end of a step.</summary>
    public void End()
    {
        _ended.Clear();
        while (_ends.Count > 0 && _ends.FirstMs <= arrays.NowMs)
        {
            var (atMs, car) = _ends.Pop();
            if (arrays.Way.Items[car].Phase != CarPhase.Charging || arrays.Way.Items[car].ExitMs != atMs)
                continue;
            Stop(car);
            _ended.Add(car);
            Tallies = Tallies with { EventHash = unchecked(Tallies.EventHash + EventHash.Of(EventHash.Charged, car, atMs, arrays.Motion.Items[car].BatteryJ)) };
        }
    }
}
