using System.Collections.Immutable;

namespace FleetActors.Cells;

/// <summary>
/// The cars of a cell as a quadtree. One maker changes it in place (<see cref="CellChange"/>) until it shows it; then readers on
/// any thread open it and close it soon, and it stays as it is until its maker has withdrawn it.
/// </summary>
public sealed class CellTree
{
    private const int IsMakers = -1;

    private int _readers = IsMakers;

    /// <summary>A tree without cars, its maker's to change.</summary>
    public CellTree(GeoBox box) : this(box, new())
    {
    }

    private CellTree(GeoBox box, CellNode root) => (Box, Root) = (box, root);

    /// <summary>What it covers.</summary>
    public GeoBox Box { get; }

    /// <summary>How many cars it has.</summary>
    public int Count => Root.Count;

    internal CellNode Root { get; }

    /// <summary>Lets readers in. Its maker changes it no more, until <see cref="TryWithdraw"/>.</summary>
    public void Show() => Volatile.Write(ref _readers, 0);

    /// <summary>
    /// Begins to read. False when the maker has it, who then shows a newer one. After true, <see cref="Close"/> must follow,
    /// soon: no waiting in between.
    /// </summary>
    public bool TryOpen()
    {
        for (var readers = Volatile.Read(ref _readers); readers != IsMakers;)
        {
            var seen = Interlocked.CompareExchange(ref _readers, readers + 1, readers);
            if (seen == readers) return true;
            readers = seen;
        }
        return false;
    }

    /// <summary>Ends reading.</summary>
    public void Close() => Interlocked.Decrement(ref _readers);

    /// <summary>Takes it back from readers, so that it can be changed. False while somebody reads.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _readers, IsMakers, 0) == 0;

    /// <summary>The same cars once more, the maker's to change.</summary>
    public CellTree Copy() => new(Box, Root.Copy());

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

    public CellNode Copy() => new()
    {
        Quarters = Quarters is { } quarters ? Array.ConvertAll(quarters, static quarter => quarter.Copy()) : null,
        Cars = [.. Cars],
        Count = Count,
    };

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
