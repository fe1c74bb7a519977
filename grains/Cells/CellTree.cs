using System.Collections.Immutable;

namespace FleetActors.Cells;

/// <summary>
/// The cars of a cell as a quadtree: whoever has one may read it on any thread for as long as he likes, while the next one is
/// made from it by <see cref="CellTreeEditor"/>. Which cars it has never changes. Where a car is may: one that moves within the
/// square of its leaf moves in the trees that share the leaf.
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
    public static CellTree Empty(GeoBox box) => new(box, new CellNode(Square.Of(box)));

    /// <summary>All cars, in no particular order.</summary>
    public ImmutableArray<CellCar> Cars()
    {
        var cars = ImmutableArray.CreateBuilder<CellCar>(Count);
        Root.CopyTo(cars);
        return cars.MoveToImmutable();
    }
}

/// <summary>A leaf with cars, or a square that is divided into four.</summary>
internal sealed class CellNode(Square square)
{
    /// <summary>The most cars of a leaf that can still be divided.</summary>
    public const int LeafCapacity = 24;

    /// <summary>Its edges.</summary>
    public readonly Square Square = square;

    /// <summary>The four quarters (south-west, south-east, north-west, north-east), or null for a leaf.</summary>
    public CellNode[]? Quarters;

    /// <summary>The cars of a leaf; only the first <see cref="Count"/> count. Readers use <see cref="Read"/>.</summary>
    public LeafCar[] Cars = [];

    /// <summary>The cars below.</summary>
    public int Count;

    /// <summary>The editor that may change it in place; of no meaning to readers.</summary>
    public object? Editor;

    /// <summary>How cars that were moved in this leaf find it, or its latest copy, again; of no meaning to readers.</summary>
    public LeafPlace? Place;

    private int _version;

    /// <summary>A car of a leaf as it was at one moment, while the editor's thread may be replacing it.</summary>
    public LeafCar Read(int at)
    {
        for (var spin = new SpinWait(); ; spin.SpinOnce())
        {
            var before = Volatile.Read(ref _version);
            var car = Cars[at];
            Volatile.ReadBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref _version) == before) return car;
        }
    }

    /// <summary>Puts another filing of the same car in its place, for readers of every tree that has this leaf. For the editor's thread only.</summary>
    public void Replace(int at, in LeafCar car)
    {
        _version = unchecked(_version + 1);
        Volatile.WriteBarrier();
        Cars[at] = car;
        Volatile.Write(ref _version, unchecked(_version + 1));
    }

    public void CopyTo(ImmutableArray<CellCar>.Builder cars)
    {
        if (Quarters is { } quarters)
        {
            foreach (var quarter in quarters) quarter.CopyTo(cars);
            return;
        }
        for (var i = 0; i < Count; i++) cars.Add(Read(i).Car);
    }
}

/// <summary>A car beside its place as a vector, so that a search looks at contiguous memory.</summary>
internal readonly record struct LeafCar(UnitVector Place, CellCar Car);

/// <summary>Where a leaf is in the tree that is being made, however often it is copied: a car that remembers it keeps no earlier tree alive.</summary>
internal sealed class LeafPlace
{
    /// <summary>The leaf; null when it has been divided or united with others.</summary>
    public CellNode? Leaf { get; set; }
}
