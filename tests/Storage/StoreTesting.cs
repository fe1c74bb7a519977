using FleetActors.Silo.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace FleetActors.Tests.Storage;

/// <summary>A directory of its own for one test, removed afterwards, and stores in it that are small enough to open often.</summary>
internal sealed class StoreDirectory : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    /// <param name="inMemory">For tests with thousands of syncs whose durability is not in question: a memory disk where there is one.</param>
    public StoreDirectory(bool inMemory = false) =>
        Path = inMemory && Directory.Exists(MemoryDisk)
            ? Directory.CreateDirectory($"{MemoryDisk}/fleet-store-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}").FullName
            : Directory.CreateTempSubdirectory("fleet-store-").FullName;

    private static int _made;
    private int _failures;

    public string Path { get; }

    /// <summary>What the stores said when they gave up.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>The one message with which the store ended the process; callers are told before it, so it may take a moment.</summary>
    public string Failure()
    {
        SpinWait.SpinUntil(() => Volatile.Read(ref _failures) > 0, TimeSpan.FromSeconds(30));
        return Assert.Single(Failures);
    }

    public EmbeddedStore Open(Action<EmbeddedStorageOptions>? configure = null)
    {
        var options = new EmbeddedStorageOptions { Directory = Path, WriteBufferBytes = 4 << 20, BlockCacheBytes = 1 << 20 };
        configure?.Invoke(options);
        return EmbeddedStore.Open(options, NoteFailure, NullLogger<EmbeddedStore>.Instance);
    }

    public string[] Files(string pattern) => [.. Directory.GetFiles(Path, pattern).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void NoteFailure(string message)
    {
        Failures.Add(message);
        Interlocked.Increment(ref _failures);
    }
}
