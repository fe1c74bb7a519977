using System.Collections.Immutable;

namespace FleetActors.Fleets;

/// <summary>What is fixed when a fleet is created, and how its shards have grown since.</summary>
/// <param name="Fleet">Its id; whether it is simulated is part of it.</param>
/// <param name="Name">For people, at most 100 characters.</param>
/// <param name="Currency">The currency of its tariffs and ledgers.</param>
/// <param name="ShardCount">How many vehicle shards it was founded with: a power of two, 1 to 4,096.</param>
[GenerateSerializer, Immutable, Alias("FleetSettings")]
public sealed record FleetSettings(
    [property: Id(0)] FleetId Fleet,
    [property: Id(1)] string Name,
    [property: Id(2)] Currency Currency,
    [property: Id(3)] int ShardCount)
{
    /// <summary>Shards of a new fleet unless told otherwise.</summary>
    public const int DefaultShardCount = 16;

    /// <summary>How old a copy of the settings may be, by which cars are looked for in their shards.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    /// <summary>How long before it takes effect a growth is announced: by then every copy knows of it, also where clocks differ a little.</summary>
    public static readonly TimeSpan GrowthNotice = 2 * MaxAge;

    // Absent rather than empty before the first growth, as in what earlier versions stored.
    [Id(4)] private readonly ImmutableArray<ShardGrowth> _growths;

    /// <summary>How the shards have grown, each growth to more than the one before; most often empty.</summary>
    public ImmutableArray<ShardGrowth> Growths
    {
        get => _growths.IsDefault ? [] : _growths;
        init => _growths = value.IsDefaultOrEmpty ? default : value;
    }

    /// <summary>How many shards there will be when every growth that is known of has taken effect.</summary>
    public int MostShards => _growths.IsDefault ? ShardCount : _growths[^1].Count;

    /// <summary>How many shards there are at a time: by this cars are looked for.</summary>
    public int ShardCountAt(DateTimeOffset now)
    {
        var count = ShardCount;
        if (_growths.IsDefault) return count;
        foreach (var growth in _growths)
        {
            if (growth.EffectiveAt <= now) count = growth.Count;
        }
        return count;
    }

    /// <summary>Which shard has which vehicle at a time.</summary>
    public Telemetry.ShardMap ShardsAt(DateTimeOffset now) => new(ShardCountAt(now));
}

/// <summary>A fleet gets more shards: each is split, once or several times.</summary>
/// <param name="Count">How many there are from then on; a power of two, more than before.</param>
/// <param name="EffectiveAt">From when on cars are looked for in them.</param>
[GenerateSerializer, Immutable, Alias("ShardGrowth")]
public readonly record struct ShardGrowth([property: Id(0)] int Count, [property: Id(1)] DateTimeOffset EffectiveAt);
