using FleetActors.Telemetry;
using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

public sealed class LocalShardsTests
{
    private static readonly ShardKey Key = new(new("fleet"), 0);

    /// <summary>A fix each of whose readings tells its number.</summary>
    private static PackedFix Numbered(int n) => new()
    {
        AtMs = 1 + n, OdometerMetres = n, LatitudeE7 = 1 + n, LongitudeE7 = 2 + n, SpeedCentiKmh = (ushort)(n % 50_000),
        HeadingCentiDegrees = (ushort)(n % 36_000), ChargeCentiPercent = (ushort)(n % 10_000),
    };

    [Fact]
    public async Task No_torn_fix_and_no_torn_summary_is_ever_read_while_the_shard_writes_and_grows()
    {
        const int Cars = 3_000, Writes = 600_000;
        var (shards, slots) = (new LocalShards(), new ShardSlots());
        for (var slot = 0; slot < 3; slot++) slots.Put(new(slot, 1, Registration($"car-{slot}"), At(T0)));
        shards.Enter(Key, slots);
        var done = false;
        var reader = Task.Run(() =>
        {
            var (reads, last, lastRevision) = (0L, 0L, 0L);
            while (!Volatile.Read(ref done) || reads == 0)
            {
                if (!shards.TryRead(Key, new("car-1"), out var seen)) continue;
                if (seen.Summary.Tenancy != seen.Revision) return $"tenancy {seen.Summary.Tenancy} of revision {seen.Revision}";
                if (seen.Revision < lastRevision) return "a revision went back";
                lastRevision = seen.Revision;
                if (seen.Fix is not { } fix) continue;
                reads++;
                var read = new PackedFix(fix);
                if (read != Numbered((int)read.OdometerMetres)) return $"torn: {read}";
                if (read.AtMs < last) return "a fix went back";
                last = read.AtMs;
            }
            return last > 1 ? "whole" : "nothing was read";
        });
        for (var n = 0; n < Writes; n++)
        {
            Assert.Equal(FixVerdict.Applied, slots.Apply(1, 1, Numbered(n), long.MaxValue / 2));
            if (n % 4 == 0) slots.Change(1, n + 1, new(VehicleStatus.OnTrip, VehicleClass.Compact, true, n + 1));
            if (n % (Writes / Cars) == 0) slots.Put(new(slots.Count, 1, Registration($"car-{slots.Count}"), At(T0)));
        }
        Volatile.Write(ref done, true);
        Assert.Equal("whole", await reader);
    }

    [Fact]
    public void What_is_read_from_outside_is_what_the_shard_says() =>
        Prop.ForAll(Gen.Choose(0, 9).ArrayOf(40).ToArbitrary(), cars =>
        {
            var (shards, slots) = (new LocalShards(), new ShardSlots());
            shards.Enter(Key, slots);
            for (var step = 0; step < cars.Length; step++)
            {
                var id = new VehicleId($"car-{cars[step]}");
                if (slots.Find(id) is var slot && slot < 0) slots.Put(new(slots.Count, 1, Registration(id.Value), At(T0)));
                else if (step % 2 == 0) slots.Apply(slot, 1, Numbered(step), 0);
                else slots.Change(slot, step, new(VehicleStatus.Reserved, VehicleClass.Compact, true, step));
            }
            for (var car = 0; car < 10; car++)
            {
                var known = slots.Find(new($"car-{car}"));
                Assert.Equal(known >= 0, shards.TryRead(Key, new($"car-{car}"), out var seen));
                Assert.Equal(known >= 0 ? slots.Sighting(0, known, null) : null, seen);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_shard_that_left_is_not_read_and_an_older_activation_does_not_take_the_newer_away()
    {
        var shards = new LocalShards();
        var (older, newer) = (new ShardSlots(), new ShardSlots());
        foreach (var slots in new[] { older, newer }) slots.Put(new(0, 1, Registration("car-0"), At(T0)));
        shards.Enter(Key, older);
        shards.Enter(Key, newer);
        shards.Leave(Key, older);
        Assert.True(shards.TryRead(Key, new("car-0"), out _));
        shards.Leave(Key, newer);
        Assert.False(shards.TryRead(Key, new("car-0"), out _));
    }
}
