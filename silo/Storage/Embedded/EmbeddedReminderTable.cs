using System.Buffers.Binary;
using System.Globalization;
using Orleans.Runtime;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>Reminders in an <see cref="EmbeddedStore"/>, ordered by the grains' place on the ring so that a range is one scan.</summary>
internal sealed class EmbeddedReminderTable(EmbeddedStore store) : IReminderTable
{
    private const int ValueBytes = 16;

    public Task<ReminderTableData> ReadRows(GrainId grainId)
    {
        var rows = store.Scan(StoreKey.ReminderPrefix(grainId));
        return Task.FromResult(new ReminderTableData(rows.Select(ReadEntry).ToList()));
    }

    /// <summary>Reminders of grains in the ring range (begin, end]; the whole ring when both are equal.</summary>
    public Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        var rows = begin < end ? Between(begin, end) : Between(begin, uint.MaxValue).Concat(UpTo(end));
        return Task.FromResult(new ReminderTableData(rows.Select(ReadEntry).ToList()));
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        await store.GetAsync(StoreKey.ReminderRow(grainId, reminderName)) is { } row ? ReadEntry(row) : null;

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var value = new byte[ValueBytes];
        BinaryPrimitives.WriteInt64LittleEndian(value, entry.StartAt.ToUniversalTime().Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(8), entry.Period.Ticks);
        var etag = await store.PutAsync(StoreKey.ReminderRow(entry.GrainId, entry.ReminderName), value, PendingWrite.Any);
        return entry.ETag = etag.ToString(CultureInfo.InvariantCulture);
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        if (!long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var expected) || expected == PendingWrite.Absent)
            return false;
        try
        {
            await store.DeleteAsync(StoreKey.ReminderRow(grainId, reminderName), expected);
            return true;
        }
        catch (EtagMismatchException)
        {
            return false;
        }
    }

    public async Task TestOnlyClearTable()
    {
        foreach (var row in store.Scan([StoreKey.Reminder]))
            await store.DeleteAsync(row.Key, PendingWrite.Any);
    }

    // Keys after every row of `begin` and up to every row of `end`.
    private IEnumerable<StoredRow> Between(uint begin, uint end) =>
        begin == uint.MaxValue ? [] : store.Scan(StoreKey.ReminderAt(begin + 1), After(end));

    private IEnumerable<StoredRow> UpTo(uint end) => store.Scan(StoreKey.ReminderAt(0), After(end));

    private static byte[] After(uint hash) => hash == uint.MaxValue ? [StoreKey.Reminder + 1] : StoreKey.ReminderAt(hash + 1);

    private static ReminderEntry ReadEntry(StoredRow row)
    {
        var (grain, name) = StoreKey.ReadReminder(row.Key);
        return new ReminderEntry
        {
            GrainId = grain,
            ReminderName = name,
            StartAt = new DateTime(BinaryPrimitives.ReadInt64LittleEndian(row.Value), DateTimeKind.Utc),
            Period = TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(row.Value.AsSpan(8))),
            ETag = row.ETag.ToString(CultureInfo.InvariantCulture),
        };
    }
}
