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
    public static ulong Hash(CellCar car)
    {
        var id = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(car.Vehicle.Value.AsSpan()), car.Version.Revision);
        return unchecked(id ^ ((ulong)car.Version.FixAt.UtcTicks * 0x9E37_79B9_7F4A_7C15UL));
    }
}
