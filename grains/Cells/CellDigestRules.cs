using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace FleetActors.Cells;

/// <summary>Sums by which a shard and a cell see whether they know the same, without naming the cars.</summary>
public static class CellDigestRules
{
    /// <summary>A sum with a car put in (+1) or taken out (-1).</summary>
    /// <param name="digest">The sum before.</param>
    /// <param name="hash">The car's <see cref="Hash"/>.</param>
    /// <param name="change">+1 or -1.</param>
    public static CellDigest Toggle(CellDigest digest, ulong hash, int change) => new(digest.Cars + change, digest.Sum ^ hash);

    /// <summary>What a car adds to a sum; of its id and version only.</summary>
    public static ulong Hash(in CellCar car) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(car.Vehicle.Value.AsSpan()), car.Version.Revision) ^ OfFix(car.Version.FixAt);

    /// <summary>What a car adds when it is filed anew. Its id is not looked at again when only its fix is another.</summary>
    /// <param name="before">Its earlier filing, or null.</param>
    /// <param name="hash">What that one added.</param>
    /// <param name="car">Its filing now, or null.</param>
    public static ulong Rehash(in CellCar? before, ulong hash, in CellCar? car)
    {
        if (car is not { } now) return 0;
        return before is { Version: var earlier } && earlier.Revision == now.Version.Revision
            ? hash ^ OfFix(earlier.FixAt) ^ OfFix(now.Version.FixAt)
            : Hash(now);
    }

    private static ulong OfFix(DateTimeOffset fixAt) => unchecked((ulong)fixAt.UtcTicks * 0x9E37_79B9_7F4A_7C15UL);
}
