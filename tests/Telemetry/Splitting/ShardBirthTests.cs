using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Telemetry.Splitting;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry.Splitting;

/// <summary>One shard, its only child, and a storage of which any write may fail; no news of a vehicle arrives.</summary>
public sealed class ShardBirthTests
{
    private const int Cars = 40;

    private static readonly FleetId Fleet = new("fleet");
    private static readonly FleetSettings Settings = new(Fleet, "Fleet", new("EUR"), 1) { Growths = [new(2, T0)] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, false), InlineData(0, true), InlineData(1, false), InlineData(1, true)]
    public async Task After_any_failed_write_each_car_is_in_one_shard_with_what_its_record_says(int shard, bool isLate)
    {
        var failures = 0;
        for (var after = 0; ; after++)
        {
            var storage = new FailingStates();
            var parent = await Shard.Load(0, storage);
            await parent.Register(Cars);
            for (var car = 0; car < Cars; car += 3) await parent.Changes.Announce([(car, 0)]); // they write, now or later
            for (var car = 0; car < Cars; car += 6) await Write(storage, car, 1);
            storage.Fail(IdOf(shard), after, isLate);
            var child = await Born(storage, parent);
            for (var car = 0; car < Cars; car += 3) await Write(storage, car, car % 6 == 0 ? 2 : 1);
            failures += storage.HasFailed ? 1 : 0;
            // Whatever was in memory is lost.
            (parent, child) = (await Shard.Load(0, storage), await Shard.Load(1, storage));
            Assert.False(child.Split.IsUnborn);
            parent.Split.LeaveSlots();
            for (var car = 0; car < Cars; car++)
            {
                var id = new VehicleId($"car-{car}");
                var (home, other) = new ShardMap(2).Of(id) == 0 ? (parent, child) : (child, parent);
                Assert.Equal(-1, other.Slots.Find(id));
                Assert.Equal(car % 6 == 0 ? 2 : car % 3 == 0 ? 1 : 0, home.Slots.Summary(home.Slots.Find(id)).Revision);
                Assert.Equal(FixOf(car), home.Slots.PackedFix(home.Slots.Find(id)));
            }
            Assert.Equal(Cars, parent.Slots.Cars + child.Slots.Cars);
            if (!storage.HasFailed) break;
        }
        Assert.InRange(failures, 4, 20);
    }

    [Fact]
    public async Task A_parents_activation_that_does_not_know_of_the_split_can_vouch_for_nothing()
    {
        var storage = new FailingStates();
        var first = await Shard.Load(0, storage);
        await first.Register(Cars);
        var behind = await Shard.Load(0, storage);
        await Born(storage, await Shard.Load(0, storage));
        await Assert.ThrowsAnyAsync<Exception>(() => behind.Changes.Announce([(0, 0)]));
        await Assert.ThrowsAnyAsync<Exception>(() => behind.Register(Cars + 1));
        await Assert.ThrowsAnyAsync<Exception>(behind.Snapshots.Prove);
    }

    /// <summary>Begins anew until the child is there; parent as well, where that is what failed.</summary>
    private static async Task<Shard> Born(FailingStates storage, Shard parent)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var child = await Shard.Load(1, storage);
                if (child.Split.IsUnborn)
                    await new ShardBirth(new(Fleet, 1), child.Slots, child.Log, child.Changes, storage, At(T0)).TakeOver(parent, child.Split, Cancellation);
                return child;
            }
            catch (Exception) when (tries < 3)
            {
                parent = await Shard.Load(0, storage);
                parent.Split.LeaveSlots();
            }
        }
    }

    private static GrainId IdOf(int shard) => GrainId.Create("vehicle-shard", new ShardKey(Fleet, shard).ToString());

    private static PackedFix FixOf(int car) => new(new Fix(T0, new(50 + car * 0.01, 10), 0, 90, 80, 2_000));

    private static async Task Write(FailingStates storage, int car, long revision)
    {
        var record = VehicleGrain.Record(storage, GrainId.Create(VehicleGrain.TypeName, new VehicleKey(Fleet, new($"car-{car}")).ToString()));
        var vehicle = await record.Read() ?? VehicleState.New(Registration($"car-{car}"));
        while (vehicle.Revision < revision)
        {
            var entry = new JournalEntry<VehicleEvent>(record.Next, T0, [new ContactLost { Stamp = At(T0) }], null);
            vehicle = record.Apply(vehicle, entry);
            await record.Write(vehicle, entry);
        }
    }

    private sealed class Shard : IShardParent
    {
        public ShardSlots Slots { get; private init; } = null!;

        public RegistrationLog Log { get; private init; } = null!;

        public ChangeList Changes { get; private init; } = null!;

        public FixSnapshots Snapshots { get; private init; } = null!;

        public ShardSplit Split { get; private init; } = null!;

        /// <summary>What an activation does.</summary>
        public static async Task<Shard> Load(int index, FailingStates storage)
        {
            var log = new RegistrationLog(storage, IdOf(index), () => { });
            await log.Open();
            var slots = await ShardReload.Registrations(log, Cancellation);
            var changes = new ChangeList(storage, IdOf(index), slots, () => { });
            await ShardReload.States(slots, changes, log, storage, Fleet, Cancellation);
            var snapshots = new FixSnapshots(storage, IdOf(index), slots);
            await snapshots.Load(Cancellation);
            var split = new ShardSplit(storage, IdOf(index), slots, async () =>
            {
                await log.Prove();
                await changes.Prove();
                await snapshots.Prove();
            }, () => { });
            await split.Load(index, Settings);
            return new() { Slots = slots, Log = log, Changes = changes, Snapshots = snapshots, Split = split };
        }

        public async Task Register(int count)
        {
            ShardEntry[] entries = [.. Enumerable.Range(Slots.Count, count - Slots.Count).Select(car => new ShardEntry(car, 1, Registration($"car-{car}"), At(T0)))];
            await Changes.Cover(count);
            await Log.Append([.. entries]);
            foreach (var entry in entries)
            {
                Slots.Put(entry);
                Slots.Apply(entry.Slot, 1, FixOf(entry.Slot), T0.ToUnixTimeMilliseconds());
            }
            await Snapshots.Prove();
        }

        public async Task<HandedCars> HandOver(int child, int from, CancellationToken cancellation)
        {
            await Split.DownTo(Split.Part.LevelOfOwn(child, 2), _ => { });
            return Split.CarsOf(child, from, Changes.IsListed);
        }
    }
}
