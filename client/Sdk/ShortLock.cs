namespace FleetActors.Sdk;

/// <summary>
/// A lock for some ten instructions at a time: entered by one atomic instruction, left by none. Who finds it taken spins.
/// </summary>
internal sealed class ShortLock
{
    private SpinLock _lock = new(enableThreadOwnerTracking: false);

    /// <summary>Holds it until the answer is disposed of. Not to be entered twice by one thread, nor held over an await.</summary>
    public Held Hold()
    {
        var taken = false;
        _lock.Enter(ref taken);
        return new(this);
    }

    /// <summary>Leaves the lock when disposed of.</summary>
    public readonly ref struct Held(ShortLock held)
    {
        /// <summary>Leaves it.</summary>
        public void Dispose() => held._lock.Exit(useMemoryBarrier: false);
    }
}
