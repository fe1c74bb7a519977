using System.Diagnostics;
using RocksDbSharp;

namespace FleetActors.Benchmarks;

/// <summary>What the machine's disk and RocksDB give when nothing else is in the way: the limit that the product's path is compared with.</summary>
public static class RocksDbLimit
{
    private const int KeyBytes = 48;

    /// <summary>
    /// Rows a second that one thread writes in synced batches to a new RocksDB in <paramref name="directory"/>, which is removed afterwards.
    /// Each batch is synced before the next begins.
    /// </summary>
    /// <param name="directory">A directory on the disk in question.</param>
    /// <param name="batchSize">Rows that share one sync.</param>
    /// <param name="valueBytes">Bytes in a row's value; its key has 48.</param>
    /// <param name="time">How long to write.</param>
    public static double Measure(string directory, int batchSize = 1024, int valueBytes = 300, TimeSpan? time = null)
    {
        var path = Path.Combine(directory, $"rocksdb-limit-{Environment.ProcessId}");
        try
        {
            using var rocks = RocksDb.Open(new DbOptions().SetCreateIfMissing(true).SetWriteBufferSize(64ul << 20), path);
            return Write(rocks, batchSize, valueBytes, time ?? TimeSpan.FromSeconds(3));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static double Write(RocksDb rocks, int batchSize, int valueBytes, TimeSpan time)
    {
        var random = new Random(1);
        var synced = new WriteOptions().SetSync(true);
        var (key, value) = (new byte[KeyBytes], new byte[valueBytes]);
        random.NextBytes(value);
        long rows = 0;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            using var batch = new WriteBatch();
            for (var row = 0; row < batchSize; row++)
            {
                random.NextBytes(key);
                batch.Put(key, value);
            }
            rocks.Write(batch, synced);
            rows += batchSize;
        }
        return rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
