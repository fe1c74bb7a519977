using System.Numerics;

namespace FleetActors.Telemetry.Splitting;

/// <summary>
/// Which of a fleet's cars a shard has. Doubling the count splits shard k of n into itself and its child k + n; so the parent of a
/// child is the child without its highest bit, and cars only ever go from a shard to one of a greater index.
/// </summary>
/// <param name="Index">The shard.</param>
/// <param name="First">The number of shards of which it was one when it began.</param>
/// <param name="Count">The number of shards of which it is one: it has been split so often that its cars are just those of this shard among so many.</param>
/// <param name="Generation">
/// Of all its slots. A child's is another than that of any shard from which its cars come, or which has cars of it: a handle that
/// goes to the wrong one of them is stale there, and never another car's.
/// </param>
public readonly record struct ShardPart(int Index, int First, int Count, int Generation)
{
    /// <summary>The generation of the slots of shards with which a fleet was founded.</summary>
    public const int FirstGeneration = 1;

    private static readonly ShardMap Finest = new(ShardMap.MaxShards);

    /// <summary>A shard of a fleet that was founded with so many, before it was split.</summary>
    public static ShardPart Of(int index, int founded) => index < founded
        ? new(index, founded, founded, FirstGeneration)
        : new(index, LevelOf(index), LevelOf(index), FirstGeneration + BitOperations.Log2((uint)LevelOf(index)));

    /// <summary>The least number of shards among which there is a child: its parent is split down to it.</summary>
    public static int LevelOf(int child) => 2 << BitOperations.Log2((uint)child);

    /// <summary>Whose cars a child takes over.</summary>
    public static int ParentOf(int child) => child - LevelOf(child) / 2;

    /// <summary>The level of a child of this very shard.</summary>
    /// <exception cref="InvalidOperationException">It is not one, or the fleet has not grown so far.</exception>
    public int LevelOfOwn(int child, int mostShards) =>
        child >= First && child < mostShards && ParentOf(child) == Index && LevelOf(child) > First
            ? LevelOf(child)
            : throw new InvalidOperationException($"Shard {child} of {mostShards} does not part from shard {Index}.");

    /// <summary>Whether the fleet was not founded with it.</summary>
    public bool IsChild => Generation > FirstGeneration;

    /// <summary>Whether it may have handed cars over.</summary>
    public bool WasSplit => Count != First;

    /// <summary>The shard that has a car as far as this one knows; -1 for one that was never here.</summary>
    public int ShardOf(VehicleId vehicle)
    {
        var finest = Finest.Of(vehicle);
        return (finest & (First - 1)) == Index ? finest & (Count - 1) : -1;
    }

    /// <summary>Whether a car belongs to a child of this shard, or to one of that child's.</summary>
    public static bool Has(int child, VehicleId vehicle) => (Finest.Of(vehicle) & (LevelOf(child) - 1)) == child;
}
