using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>Puts the seconds of several workers together: a second is told when every worker that still runs has told it.</summary>
public sealed class SecondsMerge(int workers, Action<LoadSecond> report)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, List<LoadSecond>> _parts = [];
    private readonly int[] _told = new int[workers];

    /// <summary>A worker's next second.</summary>
    public void Add(int worker, LoadSecond second)
    {
        lock (_gate)
        {
            if (!_parts.TryGetValue(second.Second, out var parts)) _parts[second.Second] = parts = [];
            parts.Add(second);
            _told[worker] = second.Second;
            Tell();
        }
    }

    /// <summary>A worker has no more seconds.</summary>
    public void End(int worker)
    {
        lock (_gate)
        {
            _told[worker] = int.MaxValue;
            Tell();
        }
    }

    private void Tell()
    {
        var complete = _told.Min();
        while (_parts.Count > 0 && _parts.First() is var (number, parts) && number <= complete)
        {
            report(LoadSecond.Merge(parts));
            _parts.Remove(number);
        }
    }
}
