namespace FleetActors.Telemetry;

/// <summary>
/// Sequence locks of a shard's slots, one for each stripe of them: the shard's turn, the only writer, makes a stripe's version
/// odd while it writes, and a reader on another thread repeats until it saw the same even version before and after. The
/// writer never waits.
/// </summary>
internal sealed class SlotVersions
{
    private const int Stripes = 1_024;

    private readonly int[] _versions = new int[Stripes];

    /// <summary>Before a slot is written.</summary>
    public void Begin(int slot)
    {
        ref var version = ref _versions[slot & (Stripes - 1)];
        version = unchecked(version + 1);
        Volatile.WriteBarrier();
    }

    /// <summary>After a slot was written.</summary>
    public void End(int slot)
    {
        ref var version = ref _versions[slot & (Stripes - 1)];
        Volatile.Write(ref version, unchecked(version + 1));
    }

    /// <summary>What a reader saw before it read.</summary>
    public int Before(int slot) => Volatile.Read(ref _versions[slot & (Stripes - 1)]);

    /// <summary>Whether what was read since then is of one moment.</summary>
    public bool IsWhole(int slot, int before)
    {
        Volatile.ReadBarrier();
        return (before & 1) == 0 && Volatile.Read(ref _versions[slot & (Stripes - 1)]) == before;
    }
}
