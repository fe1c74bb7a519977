using FleetActors.Telemetry;
using FsCheck;
using FsCheck.Fluent;
using Orleans.Storage;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

public sealed class FixSnapshotsTests
{
    private const int Cars = FixChunk.Slots * 2 + 10;
    private static readonly GrainId Grain = GrainId.Create("vehicle-shard", "fleet:0");

    /// <summary>A car in each chunk, and two in the first.</summary>
    private static readonly int[] Driven = [0, 1, FixChunk.Slots, 2 * FixChunk.Slots + 9];

    private static readonly ShardEntry[] Entries = [.. Enumerable.Range(0, Cars).Select(slot => new ShardEntry(slot, 1, Registration($"car-{slot}"), At(T0)))];

    private static PackedFix FixOf(int slot, int step) =>
        new() { AtMs = 1 + step, LatitudeE7 = 1 + slot, LongitudeE7 = 1, OdometerMetres = step };

    private static async Task<(ShardSlots Slots, FixSnapshots Snapshots)> StartAsync(KeptStates storage)
    {
        var slots = new ShardSlots();
        foreach (var entry in Entries) slots.Put(entry);
        var snapshots = new FixSnapshots(storage, Grain, slots);
        await snapshots.Load(CancellationToken.None);
        return (slots, snapshots);
    }

    [Fact]
    public void A_crash_at_any_write_leaves_every_fix_that_was_said_to_be_durable_in_its_own_slot() =>
        Prop.ForAll(Gen.Choose(0, 59).ArrayOf(40).ToArbitrary(), Gen.Choose(0, 1).ToArbitrary(), (script, late) =>
            RunAsync(script, late == 1).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    /// <summary>Below 40: a fix; below 55: a save; else a save that fails at one of its writes, and a restart.</summary>
    private static async Task RunAsync(int[] script, bool failsLate)
    {
        var storage = new KeptStates { FailsLate = failsLate };
        var (slots, snapshots) = await StartAsync(storage);
        var (durable, taken) = (new int[Driven.Length], new int[Driven.Length]);
        for (var step = 1; step <= script.Length; step++)
        {
            var draw = script[step - 1];
            if (draw < 40)
            {
                Assert.Equal(FixVerdict.Applied, slots.Apply(Driven[draw % 4], 1, FixOf(Driven[draw % 4], step), long.MaxValue / 2));
                snapshots.NextSequence();
                taken[draw % 4] = step;
                continue;
            }
            storage.FailsAfter = draw < 55 ? -1 : draw - 55;
            if (await Record.ExceptionAsync(snapshots.Save) is null)
            {
                Assert.Equal(snapshots.Sequence, snapshots.DurableSequence);
                taken.CopyTo(durable, 0);
                continue;
            }
            storage.FailsAfter = -1;
            (slots, snapshots) = await StartAsync(storage);
            for (var car = 0; car < Driven.Length; car++)
            {
                var found = slots.PackedFix(Driven[car]);
                Assert.InRange(found.OdometerMetres, durable[car], taken[car]);
                if (found.Exists) Assert.Equal(FixOf(Driven[car], (int)found.OdometerMetres), found);
                durable[car] = taken[car] = (int)found.OdometerMetres;
            }
        }
    }

    [Fact]
    public async Task Of_two_activations_one_loses_its_swap_and_the_others_snapshot_stands()
    {
        var storage = new KeptStates();
        var (older, olderSnapshots) = await StartAsync(storage);
        var (newer, newerSnapshots) = await StartAsync(storage);
        older.Apply(0, 1, FixOf(0, 5), long.MaxValue / 2);
        olderSnapshots.NextSequence();
        newer.Apply(0, 1, FixOf(0, 7), long.MaxValue / 2);
        newerSnapshots.NextSequence();
        await newerSnapshots.Save();
        await Assert.ThrowsAsync<InconsistentStateException>(olderSnapshots.Save);
        Assert.Equal(0, olderSnapshots.DurableSequence);
        Assert.Equal(FixOf(0, 7), (await StartAsync(storage)).Slots.PackedFix(0));
    }

    [Fact]
    public async Task A_save_without_anything_new_writes_nothing()
    {
        var storage = new KeptStates { FailsAfter = 0 };
        var (_, snapshots) = await StartAsync(storage);
        await snapshots.Save();
        Assert.Equal(0, storage.FailsAfter);
    }
}
