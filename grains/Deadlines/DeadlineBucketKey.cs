using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace FleetActors.Deadlines;

/// <summary>The grain key of one deadline bucket: fleet, due minute and a small hash, as <c>fleet:minute.part</c>.</summary>
/// <param name="Fleet">Whose deadlines.</param>
/// <param name="Minute">Whole minutes since the Unix epoch.</param>
/// <param name="Part">0 to <see cref="Parts"/> - 1.</param>
public readonly record struct DeadlineBucketKey(FleetId Fleet, long Minute, int Part)
{
    /// <summary>Into how many buckets a fleet's minute is divided.</summary>
    public const int Parts = 4;

    /// <summary>The bucket of a contract that is due at a time.</summary>
    public static DeadlineBucketKey For(FleetId fleet, ContractId contract, DateTimeOffset due) =>
        new(fleet, MinuteOf(due), (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(contract.Value.AsSpan())) % Parts));

    /// <summary>The minute in which a time lies.</summary>
    public static long MinuteOf(DateTimeOffset time) => Math.DivRem(time.ToUnixTimeSeconds(), 60).Quotient;

    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not a bucket's key.</exception>
    public static DeadlineBucketKey Parse(string key)
    {
        var (fleet, bucket) = EntityKeys.Split(key);
        var dot = bucket.IndexOf('.', StringComparison.Ordinal);
        return new(
            new FleetId(fleet),
            long.Parse(bucket.AsSpan(0, dot), CultureInfo.InvariantCulture),
            int.Parse(bucket.AsSpan(dot + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Fleet.Value}{EntityKeys.Separator}{Minute}.{Part}");
}
