using FleetActors.Silo.Storage.Embedded;
using Orleans;
using Orleans.Runtime;

namespace FleetActors.Tests.Storage;

public sealed class EmbeddedReminderTableTests : IDisposable
{
    private static readonly DateTime Start = new(2026, 3, 1, 8, 30, 0, DateTimeKind.Utc);
    private readonly StoreDirectory _directory = new();
    private readonly EmbeddedStore _store;
    private readonly EmbeddedReminderTable _table;

    public EmbeddedReminderTableTests()
    {
        _store = _directory.Open();
        _table = new EmbeddedReminderTable(_store);
    }

    [Fact]
    public async Task A_reminder_is_read_as_it_was_written()
    {
        var entry = Entry("bucket-1", "due");
        var etag = await _table.UpsertRow(entry);
        var read = await _table.ReadRow(entry.GrainId, "due");
        Assert.NotNull(read);
        Assert.Equal((entry.GrainId, "due", Start, TimeSpan.FromMinutes(1), etag),
            (read.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Null(await _table.ReadRow(entry.GrainId, "other"));
    }

    [Fact]
    public async Task Writing_again_replaces_and_changes_the_etag()
    {
        var entry = Entry("bucket-1", "due");
        var first = await _table.UpsertRow(entry);
        entry.Period = TimeSpan.FromHours(1);
        Assert.NotEqual(first, await _table.UpsertRow(entry));
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single((await _table.ReadRows(entry.GrainId)).Reminders).Period);
    }

    [Fact]
    public async Task Removing_needs_the_current_etag()
    {
        var entry = Entry("bucket-1", "due");
        var stale = await _table.UpsertRow(entry);
        var current = await _table.UpsertRow(entry);
        Assert.False(await _table.RemoveRow(entry.GrainId, "due", stale!));
        Assert.True(await _table.RemoveRow(entry.GrainId, "due", current!));
        Assert.False(await _table.RemoveRow(entry.GrainId, "due", current!));
        Assert.Null(await _table.ReadRow(entry.GrainId, "due"));
    }

    [Fact]
    public async Task A_grain_reads_its_own_reminders_only()
    {
        await _table.UpsertRow(Entry("bucket-1", "a"));
        await _table.UpsertRow(Entry("bucket-1", "b"));
        await _table.UpsertRow(Entry("bucket-11", "c"));
        var own = await _table.ReadRows(GrainId.Create("deadline", "bucket-1"));
        Assert.Equal(["a", "b"], own.Reminders.Select(r => r.ReminderName));
    }

    [Fact]
    public async Task A_range_of_the_ring_excludes_its_begin_and_includes_its_end_and_may_wrap()
    {
        var entries = Enumerable.Range(0, 200).Select(n => Entry($"bucket-{n}", "due")).ToArray();
        foreach (var entry in entries)
            await _table.UpsertRow(entry);
        var hashes = entries.Select(e => e.GrainId.GetUniformHashCode()).Order().ToArray();
        uint[] edges = [0, 1, hashes[0], hashes[50], hashes[50] + 1, hashes[150], hashes[^1], uint.MaxValue];
        foreach (var (begin, end) in edges.SelectMany(b => edges.Select(e => (b, e))))
        {
            var found = (await _table.ReadRows(begin, end)).Reminders.Select(r => r.GrainId.GetUniformHashCode()).Order();
            var expected = hashes.Where(h => begin < end ? h > begin && h <= end : h > begin || h <= end);
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public async Task Clearing_the_table_leaves_grain_states_alone()
    {
        await _store.PutAsync(new byte[] { StoreKey.Grain, 1 }, Array.Empty<byte>(), 0);
        await _table.UpsertRow(Entry("bucket-1", "due"));
        await _table.TestOnlyClearTable();
        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
        Assert.Single(_store.Scan([StoreKey.Grain]));
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    private static ReminderEntry Entry(string key, string name) => new()
    {
        GrainId = GrainId.Create("deadline", key),
        ReminderName = name,
        StartAt = Start,
        Period = TimeSpan.FromMinutes(1),
    };
}
