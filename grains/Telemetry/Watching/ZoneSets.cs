namespace FleetActors.Telemetry.Watching;

/// <summary>
/// Numbers for the sets of zones that occur, so that a car's set takes two bytes. Grows as places with other sets are met;
/// number 0 is "in no zone". Safe for concurrent use.
/// </summary>
public sealed class ZoneSets
{
    /// <summary>The most sets. A car in one that finds no number counts as in no zone.</summary>
    public const int Capacity = 1 << 15;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, ushort> _numbers = new() { [0] = 0 };
    private ulong[] _sets = [0];

    /// <summary>The zones of a set, a bit each.</summary>
    public ulong Of(ushort number) => Volatile.Read(ref _sets) is var sets && number < sets.Length ? sets[number] : 0;

    /// <summary>The number of a set.</summary>
    public ushort NumberOf(ulong set)
    {
        if (set == 0) return 0;
        lock (_gate)
        {
            if (_numbers.TryGetValue(set, out var known)) return known;
            if (_sets.Length == Capacity) return 0;
            var number = (ushort)_sets.Length;
            _numbers.Add(set, number);
            Volatile.Write(ref _sets, [.. _sets, set]);
            return number;
        }
    }
}
