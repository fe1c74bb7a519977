using System.Globalization;
using System.Text;
using FleetActors.Silo.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace FleetActors.Chaos;

/// <summary>A process to be killed: writes through an <see cref="EmbeddedStore"/> and prints each acknowledged write, one line "lane number".</summary>
public static class PowerCutWriter
{
    /// <summary>The argument that makes the chaos program this writer; a directory and "sync" or "nosync" follow.</summary>
    public const string Command = "powercut-writer";

    private const int Lanes = 32;

    /// <summary>Writes until killed. Each lane continues from the number it finds stored.</summary>
    public static async Task RunAsync(string directory, bool sync)
    {
        using var store = Open(directory, sync);
        var lines = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => WriteLaneAsync(store, lane, lines))));
    }

    /// <summary>The number stored for each lane.</summary>
    public static async Task<IReadOnlyList<long>> ReadAsync(string directory)
    {
        using var store = Open(directory, sync: true);
        var numbers = new List<long>();
        for (var lane = 0; lane < Lanes; lane++)
            numbers.Add((await store.GetAsync(KeyOf(lane)))?.ETag ?? 0);
        return numbers;
    }

    private static async Task WriteLaneAsync(EmbeddedStore store, int lane, TextWriter lines)
    {
        var random = new Random(lane);
        for (var number = (await store.GetAsync(KeyOf(lane)))?.ETag ?? 0; ; )
        {
            var value = new byte[random.Next(100, 4_000)];
            random.NextBytes(value);
            number = await store.PutAsync(KeyOf(lane), value, number);
            // Only what is acknowledged is printed: every line that is read must survive.
            lines.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lane} {number}"));
        }
    }

    // Small buffers, so that logs, tables and manifests change often under the cut.
    private static EmbeddedStore Open(string directory, bool sync) => EmbeddedStore.Open(
        new EmbeddedStorageOptions { Directory = directory, SyncWrites = sync, WriteBufferBytes = 512 << 10 },
        message => { Console.Error.WriteLine(message); Environment.FailFast(message); },
        NullLogger<EmbeddedStore>.Instance);

    private static byte[] KeyOf(int lane) => Encoding.ASCII.GetBytes($"lane-{lane:D2}");
}
