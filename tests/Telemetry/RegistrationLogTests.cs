using FleetActors.Records;
using FleetActors.Telemetry;
using Orleans.Runtime;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

public sealed class RegistrationLogTests
{
    private static readonly GrainId Grain = GrainId.Create("vehicle-shard", "berlin:0");

    private static ShardEntry Entry(int slot, int second = 0, int generation = 1) => new(slot, generation, Registration($"car-{slot}"), At(T0.AddSeconds(second)));

    private static async Task<ShardEntry[]> ReadAll(KeptStates storage)
    {
        var log = new RegistrationLog(storage, Grain, () => { });
        await log.Open();
        var entries = new List<ShardEntry>();
        for (var page = 0; page < log.PageCount; page++) entries.AddRange(await log.Read(page));
        return [.. entries];
    }

    [Fact]
    public async Task What_earlier_versions_wrote_is_read_before_what_was_added_since()
    {
        var storage = new KeptStates();
        var earlier = new PagedLog<ShardEntry>(storage, Grain, "registrations", () => { });
        await earlier.Open();
        await earlier.AppendAll([Entry(0), Entry(1)]);
        var log = new RegistrationLog(storage, Grain, () => { });
        await log.Open();
        ShardEntry[] added = [Entry(2, 5), Entry(3, 5), Entry(0, 9)];
        await log.Append([.. added]);
        await log.Append(Entry(4, 10));
        var kept = await ReadAll(storage);
        Assert.Equal([Entry(0), Entry(1), .. added, Entry(4, 10)], kept);
    }

    [Fact]
    public void Only_neighbours_of_one_stamp_and_generation_share_a_batch()
    {
        ShardEntry[] entries = [Entry(0), Entry(1), Entry(3), Entry(4, second: 1), Entry(5, second: 1, generation: 2)];
        var batches = ShardEntryBatch.Of(entries);
        Assert.Equal([0, 3, 4, 5], batches.Select(batch => batch.FirstSlot));
        Assert.Equal(entries, batches.SelectMany(batch => batch.Entries()));
    }
}
