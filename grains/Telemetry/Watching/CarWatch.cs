namespace FleetActors.Telemetry.Watching;

/// <summary>What the rules remember of a car between two fixes.</summary>
[Flags]
public enum WatchFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>It was faster than the limit and has not slowed down clearly since.</summary>
    IsSpeeding = 1,
    /// <summary>It drove without contract and has not stood still since.</summary>
    IsMoving = 2,
    /// <summary>A tenancy runs, or the operator has it out of service: it may be driven.</summary>
    MayDrive = 4,
    /// <summary>Its charge was low and has not recovered clearly since.</summary>
    IsChargeLow = 8,
}

/// <summary>The rules' memory of one car, in 4 bytes: thousands of them stay in a processor's cache beside the fixes.</summary>
/// <param name="Flags">What was noticed and goes on.</param>
/// <param name="Epoch">Of which zones <paramref name="Set"/> is; 0 for a car that never sent a fix.</param>
/// <param name="Set">In which zones it is, as a number of <see cref="ZoneSets"/>.</param>
public readonly record struct CarWatch(WatchFlags Flags, byte Epoch, ushort Set)
{
    /// <summary>The same car, which may be driven or may not.</summary>
    public CarWatch WithLeave(bool mayDrive) => this with
    {
        Flags = mayDrive ? (Flags | WatchFlags.MayDrive) & ~WatchFlags.IsMoving : Flags & ~WatchFlags.MayDrive,
    };
}
