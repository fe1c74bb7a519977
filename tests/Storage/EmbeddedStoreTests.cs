using System.Text;
using FleetActors.Silo.Storage.Embedded;

namespace FleetActors.Tests.Storage;

public sealed class EmbeddedStoreTests
{
    private static readonly byte[] Key = "vehicle-1"u8.ToArray();
    private static readonly byte[] Nothing = [];

    [Fact]
    public async Task Data_of_a_newer_form_is_refused_and_data_without_a_form_is_taken_over()
    {
        using var directory = new StoreDirectory();
        using (var store = directory.Open()) await store.PutAsync("a"u8.ToArray(), "1"u8.ToArray(), 0);
        using (var store = directory.Open()) Assert.NotNull(await store.GetAsync("a"u8.ToArray()));
        using (var rocks = RocksHandle.Open(new EmbeddedStorageOptions { Directory = directory.Path })) StoreFormat.Mark(rocks, StoreFormat.Current + 1);
        var refusal = Assert.Throws<EmbeddedStoreException>(() => directory.Open());
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
        using (var rocks = RocksHandle.Open(new EmbeddedStorageOptions { Directory = directory.Path })) StoreFormat.Mark(rocks, 0);
        using (var store = directory.Open()) Assert.NotNull(await store.GetAsync("a"u8.ToArray()));
    }

    [Fact]
    public async Task A_row_is_there_after_reopening()
    {
        using var directory = new StoreDirectory();
        using (var store = directory.Open())
            Assert.Equal(1, await store.PutAsync(Key, "held"u8.ToArray(), expectedETag: 0));
        using var again = directory.Open();
        var row = Assert.NotNull(await again.GetAsync(Key));
        Assert.Equal("held", Encoding.UTF8.GetString(row.Value));
        Assert.Equal(1, row.ETag);
    }

    [Fact]
    public async Task A_write_with_a_stale_etag_is_refused_and_changes_nothing()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open();
        var first = await store.PutAsync(Key, "a"u8.ToArray(), 0);
        var second = await store.PutAsync(Key, "b"u8.ToArray(), first);
        await Assert.ThrowsAsync<EtagMismatchException>(() => store.PutAsync(Key, "c"u8.ToArray(), first));
        await Assert.ThrowsAsync<EtagMismatchException>(() => store.PutAsync(Key, "c"u8.ToArray(), 0));
        await Assert.ThrowsAsync<EtagMismatchException>(() => store.DeleteAsync(Key, first));
        var row = Assert.NotNull(await store.GetAsync(Key));
        Assert.Equal((second, "b"), (row.ETag, Encoding.UTF8.GetString(row.Value)));
    }

    [Fact]
    public async Task With_the_comparison_switched_off_a_stale_write_overwrites()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open(o => o.CompareETags = false);
        await store.PutAsync(Key, "a"u8.ToArray(), 0);
        await store.PutAsync(Key, "b"u8.ToArray(), 0);
        Assert.Equal("b", Encoding.UTF8.GetString(Assert.NotNull(await store.GetAsync(Key)).Value));
    }

    [Fact]
    public async Task A_row_that_was_removed_and_comes_back_never_repeats_an_etag()
    {
        using var directory = new StoreDirectory();
        long etag;
        using (var store = directory.Open())
        {
            etag = await store.PutAsync(Key, "a"u8.ToArray(), 0);
            etag = await store.PutAsync(Key, "b"u8.ToArray(), etag);
            await store.DeleteAsync(Key, etag);
            Assert.Null(await store.GetAsync(Key));
        }
        using var again = directory.Open();
        Assert.True(await again.PutAsync(Key, "c"u8.ToArray(), 0) > etag);
    }

    [Fact]
    public async Task Writes_of_one_key_in_one_batch_are_compared_with_one_another()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open();
        var writes = Enumerable.Range(0, 200).Select(n => store.PutAsync(Key, BitConverter.GetBytes(n), n)).ToArray();
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), await Task.WhenAll(writes));
    }

    [Fact]
    public async Task Only_one_of_many_writers_with_the_same_etag_wins()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open();
        var etag = await store.PutAsync(Key, Nothing, 0);
        var writers = Enumerable.Range(0, 64).Select(n => Task.Run(() => store.PutAsync(Key, BitConverter.GetBytes(n), etag))).ToArray();
        await Task.WhenAll(writers.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        var winner = Assert.Single(writers, w => w.IsCompletedSuccessfully);
        var row = Assert.NotNull(await store.GetAsync(Key));
        Assert.Equal(await winner, row.ETag);
        Assert.Equal(Array.IndexOf(writers, winner), BitConverter.ToInt32(row.Value));
    }

    [Fact]
    public async Task A_read_after_a_queued_write_sees_it()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open();
        for (var n = 0; n < 100; n++)
        {
            var write = store.PutAsync(Key, BitConverter.GetBytes(n), n);
            Assert.Equal(n, BitConverter.ToInt32(Assert.NotNull(await store.GetAsync(Key)).Value));
            Assert.Equal(n + 1, await write);
        }
    }

    [Fact]
    public async Task Writes_that_arrive_together_share_a_sync()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open();
        await Task.WhenAll(Enumerable.Range(0, 5_000).Select(n => store.PutAsync(BitConverter.GetBytes(n), new byte[300], 0)));
        var statistics = store.Statistics;
        Assert.Equal(5_000, statistics.Writes);
        Assert.InRange(statistics.Batches, 3, 1_000);
        Assert.True(statistics.Bytes > 5_000 * 300);
    }

    [Fact]
    public async Task A_full_queue_makes_writers_wait_and_loses_none()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open(o => (o.QueueWrites, o.BatchWrites, o.CachedETags) = (4, 3, 16));
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(n => store.PutAsync(BitConverter.GetBytes(n), Nothing, 0)));
        Assert.Equal(2_000, store.Scan([]).Count(row => row.Key.Length == sizeof(int))); // beside it lies the store's own row
    }

    [Fact]
    public async Task Keys_that_crowd_one_place_of_the_etag_cache_are_still_compared_exactly()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open(o => o.CachedETags = 16);
        for (var round = 0; round < 3; round++)
        {
            var writes = Enumerable.Range(0, 500).Select(n => store.PutAsync(BitConverter.GetBytes(n % 100), Nothing, 5 * round + n / 100));
            Assert.All(await Task.WhenAll(writes), etag => Assert.InRange(etag, 5 * round + 1, 5 * round + 5));
        }
    }

    [Fact]
    public async Task A_value_too_large_fails_loudly_and_a_large_one_is_kept()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open(o => o.RecordBytes = 9 << 20);
        var large = new byte[9 << 20];
        new Random(7).NextBytes(large);
        await store.PutAsync(Key, large, 0);
        Assert.Equal(large, Assert.NotNull(await store.GetAsync(Key)).Value);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => store.PutAsync(Key, new byte[(9 << 20) + 1], 1));
        Assert.Contains("larger", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_returns_the_rows_of_a_prefix_in_order()
    {
        using var directory = new StoreDirectory();
        using var store = directory.Open();
        foreach (var key in new[] { "b2", "a1", "b1", "c", "b" })
            await store.PutAsync(Encoding.UTF8.GetBytes(key), Nothing, 0);
        Assert.Equal(["b", "b1", "b2"], store.Scan("b"u8.ToArray()).Select(row => Encoding.UTF8.GetString(row.Key)));
    }

    [Fact]
    public async Task A_closed_store_refuses_writes_but_finishes_those_it_had()
    {
        using var directory = new StoreDirectory();
        var store = directory.Open();
        var queued = Enumerable.Range(0, 1_000).Select(n => store.PutAsync(BitConverter.GetBytes(n), Nothing, 0)).ToArray();
        store.Dispose();
        await Task.WhenAll(queued);
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => store.PutAsync(Key, Nothing, 0));
        using var again = directory.Open();
        Assert.Equal(1_000, again.Scan([]).Count(row => row.Key.Length == sizeof(int)));
    }
}
