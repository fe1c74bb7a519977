using FleetActors.Telemetry;
using FleetActors.Telemetry.Watching;

namespace FleetActors.Tests.Telemetry.Watching;

public sealed class ShardQuarantineTests
{
    private static PackedFix At(long ms) => new() { AtMs = ms, LatitudeE7 = int.MaxValue, SpeedCentiKmh = PackedFix.Unreadable };

    [Fact]
    public void A_car_shows_counts_by_reason_and_its_last_fixes_whatever_is_in_them()
    {
        var quarantine = new ShardQuarantine();
        Assert.Null(quarantine.Of(3));
        quarantine.Note(3, QuarantineReason.NullIsland, At(long.MaxValue), 1);
        for (var n = 2; n <= 10; n++) quarantine.Note(3, QuarantineReason.OutOfRange, At(n), n);
        var seen = quarantine.Of(3)!;
        Assert.Equal([new(QuarantineReason.NullIsland, 1), new(QuarantineReason.OutOfRange, 9)], seen.Counts);
        Assert.Equal([7L, 8, 9, 10], seen.Last.Select(fix => fix.SeenAt.ToUnixTimeMilliseconds()));
        Assert.All(seen.Last, fix => Assert.Null(fix.SpeedKmh));
        Assert.Equal([0L, 0, 1, 9, 0, 0, 0], quarantine.Counts);
    }

    [Fact]
    public void What_no_clock_can_mean_is_no_time()
    {
        var quarantine = new ShardQuarantine();
        quarantine.Note(1, QuarantineReason.AheadOfServer, At(long.MaxValue), 1);
        quarantine.Note(1, QuarantineReason.OutOfRange, At(long.MinValue), 1);
        Assert.All(quarantine.Of(1)!.Last, fix => Assert.Null(fix.TakenAt));
    }

    [Fact]
    public void Memory_is_bounded_and_counts_of_the_shard_are_not_lost()
    {
        var quarantine = new ShardQuarantine();
        for (var slot = 0; slot <= ShardQuarantine.MaxCars; slot++) quarantine.Note(slot, QuarantineReason.ImpossibleSpeed, At(1), 1);
        Assert.Null(quarantine.Of(0));
        Assert.NotNull(quarantine.Of(1));
        Assert.Equal(ShardQuarantine.MaxCars + 1, quarantine.Counts[(int)QuarantineReason.ImpossibleSpeed]);
    }
}
