using System.Diagnostics;
using System.Numerics;
using System.Text;
using FleetActors.Records;
using FleetActors.Silo.Storage.Embedded;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using Microsoft.Extensions.Logging.Abstractions;
using RocksDbSharp;

namespace FleetActors.Benchmarks.Recovery;

/// <summary>The directory of a silo that does not run.</summary>
internal sealed class RecoveryStore(string directory)
{
    private static readonly byte[] Shards = StoreKey.GrainPrefix("vehicle-shard");
    private static readonly byte[] Vehicles = StoreKey.GrainPrefix(VehicleGrain.TypeName);

    /// <summary>Removes the shards' change lists and states, as if an earlier version had left the data: every record must then be read.</summary>
    public async Task ForgetListsAsync()
    {
        using var store = Open();
        foreach (var row in store.Scan(Shards).Where(row => StoreKey.ReadGrain(row.Key).StateName is var name && (IsList(name) || name.StartsWith("states-", StringComparison.Ordinal))).ToArray())
            await store.DeleteAsync(row.Key, row.ETag);
    }

    /// <summary>How many vehicles have a record, and how many of them are on the shards' change lists.</summary>
    public (int Records, int Listed) Count()
    {
        using var store = Open();
        var bits = store.Scan(Shards).Where(row => IsList(StoreKey.ReadGrain(row.Key).StateName)).Sum(row => row.Value.AsSpan()[^Math.Min(row.Value.Length, ChangePage.Slots / 8)..].ToArray().Sum(eight => BitOperations.PopCount(eight)));
        return (store.Scan(Vehicles).Count(row => StoreKey.ReadGrain(row.Key).StateName == VehicleGrain.StateName), bits);
    }

    /// <summary>The machine's limit: RocksDB alone reads the shards' rows one after the other. Also what RocksDB gives of vehicles' records, each looked for by the keys of its places.</summary>
    public RecoveryLimit Measure(IEnumerable<GrainId> vehicles)
    {
        using var rocks = RocksDb.OpenReadOnly(new DbOptions(), directory, errorIfLogFileExists: false);
        var began = Stopwatch.GetTimestamp();
        var (bytes, rows) = (0L, 0);
        using (var iterator = rocks.NewIterator())
        {
            for (iterator.Seek(Shards); iterator.Valid() && iterator.GetKeySpan().StartsWith(Shards); iterator.Next())
            {
                bytes += iterator.GetKeySpan().Length + iterator.GetValueSpan().Length;
                rows++;
            }
        }
        var scan = Stopwatch.GetElapsedTime(began);
        began = Stopwatch.GetTimestamp();
        var asked = 0;
        Span<byte> key = stackalloc byte[512];
        foreach (var vehicle in vehicles)
        {
            for (var place = 0; place < JournaledRecord<VehicleState, VehicleEvent>.Places; place++)
                rocks.Get(key[..StoreKey.WriteGrain(key, vehicle, JournaledRecord<VehicleState, VehicleEvent>.NameOf(VehicleGrain.StateName, place))].ToArray());
            asked++;
        }
        return new(scan, bytes, rows, asked / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static bool IsList(string stateName) => stateName.StartsWith("changing-", StringComparison.Ordinal);

    private EmbeddedStore Open() => EmbeddedStore.Open(
        new() { Directory = directory }, message => throw new IOException(message), NullLogger<EmbeddedStore>.Instance);
}

/// <summary>What RocksDB alone needs.</summary>
/// <param name="Scan">For all rows of the shards in their order.</param>
/// <param name="Bytes">Of these rows.</param>
/// <param name="Rows">How many.</param>
/// <param name="GetsPerSecond">Vehicle records looked for, each by the keys of its places.</param>
internal sealed record RecoveryLimit(TimeSpan Scan, long Bytes, int Rows, double GetsPerSecond);
