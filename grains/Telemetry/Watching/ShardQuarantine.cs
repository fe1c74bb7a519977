using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace FleetActors.Telemetry.Watching;

/// <summary>The fixes of a shard that were not believed: counts, and the last ones of each car that has any. To be used in the shard's turns only.</summary>
public sealed class ShardQuarantine
{
    /// <summary>The most cars that are remembered; beyond it the one that is in here for longest is forgotten.</summary>
    public const int MaxCars = 8_192;

    private static readonly int Reasons = Enum.GetValues<QuarantineReason>().Length;

    private readonly long[] _counts = new long[Reasons + 1];
    private readonly Dictionary<int, Car> _cars = [];
    private readonly Queue<int> _order = new();

    /// <summary>All of the shard, indexed by reason.</summary>
    public ImmutableArray<long> Counts => [.. _counts];

    /// <summary>A fix was not believed, beside the newest one that was.</summary>
    public void Note(int slot, QuarantineReason reason, in PackedFix fix, long nowMs, in PackedFix latest = default)
    {
        _counts[(int)reason]++;
        ref var car = ref CollectionsMarshal.GetValueRefOrAddDefault(_cars, slot, out var isKnown);
        car ??= new(Reasons);
        car.Counts[(int)reason]++;
        car.Last[car.Noted++ % CarQuarantine.MaxLast] = (reason, nowMs, fix);
        car.Claim = FixRules.Claimed(car.Claim, reason, fix, latest);
        if (isKnown) return;
        _order.Enqueue(slot);
        if (_order.Count > MaxCars) _cars.Remove(_order.Dequeue());
    }

    /// <summary>A car's fixes that were not believed, or null when there are none.</summary>
    public CarQuarantine? Of(int slot)
    {
        if (!_cars.TryGetValue(slot, out var car)) return null;
        var counts = Enumerable.Range(1, Reasons).Where(reason => car.Counts[reason] > 0)
            .Select(reason => new QuarantineCount((QuarantineReason)reason, car.Counts[reason]));
        var kept = (int)Math.Min(car.Noted, CarQuarantine.MaxLast);
        var last = Enumerable.Range(0, kept).Select(number => Unpack(car.Last[(car.Noted - kept + number) % CarQuarantine.MaxLast]));
        return new([.. counts], [.. last]);
    }

    /// <summary>The odometer that a car claims against what was believed; nothing when it does not, or was forgotten.</summary>
    public OdometerClaim ClaimOf(int slot) => _cars.TryGetValue(slot, out var car) ? car.Claim : default;

    private static QuarantinedFix Unpack(in (QuarantineReason Reason, long SeenAtMs, PackedFix Fix) noted) => new(
        noted.Reason, Time(noted.SeenAtMs) ?? DateTimeOffset.UnixEpoch, Time(noted.Fix.AtMs),
        noted.Fix.LatitudeE7 / PackedFix.StepsPerDegree, noted.Fix.LongitudeE7 / PackedFix.StepsPerDegree,
        Reading(noted.Fix.SpeedCentiKmh), Reading(noted.Fix.ChargeCentiPercent), noted.Fix.OdometerMetres);

    private static DateTimeOffset? Time(long ms) =>
        ms > DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : null;

    private static float? Reading(ushort steps) => steps == PackedFix.Unreadable ? null : steps / PackedFix.StepsPerReading;

    private sealed class Car(int reasons)
    {
        public long[] Counts { get; } = new long[reasons + 1];

        public (QuarantineReason Reason, long SeenAtMs, PackedFix Fix)[] Last { get; } = new (QuarantineReason, long, PackedFix)[CarQuarantine.MaxLast];

        public long Noted { get; set; }

        public OdometerClaim Claim { get; set; }
    }
}
