using System.Runtime.InteropServices;
using FleetActors.Silo.Storage.Embedded;

namespace FleetActors.Tests.Storage;

/// <summary>Takes the log's file away from under an open store: its descriptor is pointed at something that fails in the wanted way.</summary>
public sealed partial class EmbeddedStoreFailureTests
{
    private const int WriteOnly = 1;

    [Fact]
    public async Task A_full_disk_stops_the_store_with_a_message_and_loses_nothing_acknowledged()
    {
        using var directory = new StoreDirectory();
        using (var store = directory.Open())
        {
            await WriteAsync(store, 0, 100);
            PointLogAt(directory, Open("/dev/full", WriteOnly));
            await AssertStoppedAsync(store);
            var message = directory.Failure();
            Assert.Contains("full", message, StringComparison.Ordinal);
            Assert.Contains(directory.Path, message, StringComparison.Ordinal);
            Assert.Contains("Free space", message, StringComparison.Ordinal);
        }
        await AssertKeptAsync(directory, 100);
    }

    [Fact]
    public async Task A_failed_sync_is_never_tried_again()
    {
        using var directory = new StoreDirectory();
        using (var store = directory.Open())
        {
            await WriteAsync(store, 0, 100);
            // A pipe takes what is written but cannot be synced.
            var ends = new int[2];
            Assert.Equal(0, Pipe(ends));
            PointLogAt(directory, ends[1]);
            await AssertStoppedAsync(store);
            Assert.Contains(directory.Path, directory.Failure(), StringComparison.Ordinal);
            var batches = store.Statistics.Batches;
            await Assert.ThrowsAsync<EmbeddedStoreException>(() => WriteAsync(store, 200, 201));
            Assert.Equal(batches, store.Statistics.Batches);
            Assert.Equal(0, Close(ends[0]));
        }
        await AssertKeptAsync(directory, 100);
    }

    private static async Task AssertStoppedAsync(EmbeddedStore store)
    {
        var writes = Enumerable.Range(100, 50).Select(n => store.PutAsync(BitConverter.GetBytes(n), new byte[100], 0)).ToArray();
        foreach (var write in writes)
            await Assert.ThrowsAsync<EmbeddedStoreException>(() => write);
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => store.PutAsync(BitConverter.GetBytes(1), new byte[100], 1));
    }

    private static async Task AssertKeptAsync(StoreDirectory directory, int rows)
    {
        using var store = directory.Open();
        for (var n = 0; n < rows; n++)
            Assert.Equal(1, Assert.NotNull(await store.GetAsync(BitConverter.GetBytes(n))).ETag);
    }

    private static async Task WriteAsync(EmbeddedStore store, int from, int until)
    {
        for (var n = from; n < until; n++)
            await store.PutAsync(BitConverter.GetBytes(n), new byte[100], 0);
    }

    private static void PointLogAt(StoreDirectory directory, int descriptor)
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "/proc");
        Assert.True(descriptor >= 0);
        var log = directory.Files("*.log")[^1];
        var logDescriptor = Assert.Single(Directory.GetFiles("/proc/self/fd"), fd => TargetOf(fd) == log);
        var number = int.Parse(Path.GetFileName(logDescriptor), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(number, Duplicate(descriptor, number));
        Assert.Equal(0, Close(descriptor));
    }

    private static string? TargetOf(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null; // another test closed it meanwhile
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "pipe")]
    private static partial int Pipe(int[] ends);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
