using System.Globalization;

namespace FleetActors.Telemetry;

/// <summary>Which shard of a fleet has which vehicle: a stable hash of the vehicle's id modulo the shard count.</summary>
public readonly record struct ShardMap
{
    /// <summary>The most shards of a fleet.</summary>
    public const int MaxShards = 4_096;

    /// <summary>The map of a fleet with so many shards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a power of two from 1 to <see cref="MaxShards"/>.</exception>
    public ShardMap(int shardCount)
    {
        if (shardCount is < 1 or > MaxShards || (shardCount & (shardCount - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(shardCount), shardCount, $"A power of two from 1 to {MaxShards}.");
        ShardCount = shardCount;
    }

    /// <summary>A power of two.</summary>
    public int ShardCount { get; }

    /// <summary>The shard of a vehicle, 0 to <see cref="ShardCount"/> - 1. Doubling the count splits each shard in two.</summary>
    public int Of(VehicleId vehicle) => (int)(Hash(vehicle.Value) & (uint)(ShardCount - 1));

    /// <summary>The grain key of the vehicle's shard.</summary>
    public string KeyOf(FleetId fleet, VehicleId vehicle) => new ShardKey(fleet, Of(vehicle)).ToString();

    /// <summary>FNV-1a over the id's ASCII bytes with a final mix (murmur3's): part of where data lies, so fixed for ever.</summary>
    private static uint Hash(string id)
    {
        unchecked
        {
            var hash = 14_695_981_039_346_656_037UL;
            foreach (var letter in id) hash = (hash ^ (byte)letter) * 1_099_511_628_211UL;
            hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
            return (uint)(hash ^ (hash >> 33));
        }
    }
}

/// <summary>The grain key of a vehicle shard: <c>fleet:index</c>.</summary>
/// <param name="Fleet">Whose shard.</param>
/// <param name="Index">0 to the fleet's shard count - 1.</param>
public readonly record struct ShardKey(FleetId Fleet, int Index)
{
    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not a shard's key.</exception>
    public static ShardKey Parse(string key)
    {
        var (fleet, index) = EntityKeys.Split(key);
        return new(new FleetId(fleet), int.Parse(index, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fleet.Value}{EntityKeys.Separator}{Index}");
}
