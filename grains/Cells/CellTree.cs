using System.Collections.Immutable;

namespace FleetActors.Cells;

/// <summary>
/// The cars of a cell as an immutable quadtree: whoever has one may read it on any thread for as long as he likes, while the
/// next one is made from it by <see cref="CellTreeEditor"/>, which copies only what changes.
/// </summary>
public sealed class CellTree
{
    internal CellTree(GeoBox box, CellNode root) => (Box, Root) = (box, root);

    /// <summary>What it covers.</summary>
    public GeoBox Box { get; }

    /// <summary>How many cars it has.</summary>
    public int Count => Root.Count;

    internal CellNode Root { get; }

    /// <summary>A tree without cars.</summary>
    public static CellTree Empty(GeoBox box) => new(box, new CellNode());

    /// <summary>All cars, in no particular order.</summary>
    public ImmutableArray<CellCar> Cars()
    {
        var cars = ImmutableArray.CreateBuilder<CellCar>(Count);
        Root.CopyTo(cars);
        return cars.MoveToImmutable();
    }
}

/// <summary>A leaf with cars, or a square that is divided into four.</summary>
internal sealed class CellNode
{
    /// <summary>The most cars of a leaf that can still be divided.</summary>
    public const int LeafCapacity = 24;

    /// <summary>The four quarters (south-west, south-east, north-west, north-east), or null for a leaf.</summary>
    public CellNode[]? Quarters;

    /// <summary>The cars of a leaf; only the first <see cref="Count"/> count.</summary>
    public LeafCar[] Cars = [];

    /// <summary>The cars below.</summary>
    public int Count;

    /// <summary>The editor that may change it in place; of no meaning to readers.</summary>
    public object? Editor;

    public void CopyTo(ImmutableArray<CellCar>.Builder cars)
    {
        if (Quarters is { } quarters)
        {
            foreach (var quarter in quarters) quarter.CopyTo(cars);
            return;
        }
        for (var i = 0; i < Count; i++) cars.Add(Cars[i].Car);
    }
}

/// <summary>A car beside its place as a vector, so that a search looks at contiguous memory.</summary>
internal readonly record struct LeafCar(UnitVector Place, CellCar Car);
