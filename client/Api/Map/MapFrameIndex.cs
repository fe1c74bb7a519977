using System.Runtime.CompilerServices;

namespace FleetActors.Api.Map;

/// <summary>
/// The cars of one frame by place, made once for all its viewers, so that a view costs what is in it: the cars square by square,
/// and for each square, and for squares twice as large and so on, how many of each state there are and where their middle is.
/// </summary>
internal sealed class MapFrameIndex
{
    /// <summary>The most squares.</summary>
    public const int MaxSquares = 32_768;

    /// <summary>A frame with fewer cars is one square: looking at all of them is as cheap.</summary>
    public const int LeastCars = 4_096;

    /// <summary>Numbers of <see cref="MapCarState"/>.</summary>
    public const int States = 8;

    private const int CarsOfSquare = 16;

    private readonly MapFrame _frame;
    private readonly Lock _summing = new();
    private readonly List<MapSums> _sums = [];
    private readonly List<MapSums> _spareSums;
    private readonly int[] _counts = new int[States];
    private int[] _squares;
    private int[] _order;
    private int[] _starts;

    /// <summary>Sorts the cars.</summary>
    /// <param name="frame">The frame, open.</param>
    /// <param name="spare">An index that nobody uses any more and whose memory is taken over, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The first viewer of a silo must not wait for the compiler's second thoughts.
    public MapFrameIndex(MapFrame frame, MapFrameIndex? spare)
    {
        _frame = frame;
        (_squares, _order, _starts, _spareSums) = (spare?._squares ?? [], spare?._order ?? [], spare?._starts ?? [], spare?._sums ?? []);
        var states = frame.States.Span;
        var latitudes = frame.LatitudesE6.Span;
        var longitudes = frame.LongitudesE6.Span;
        var (south, west, north, east) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        for (var car = 0; car < states.Length; car++)
        {
            _counts[(int)states[car]]++;
            if (states[car] == MapCarState.None) continue;
            (south, north) = (Math.Min(south, latitudes[car]), Math.Max(north, latitudes[car]));
            (west, east) = (Math.Min(west, longitudes[car]), Math.Max(east, longitudes[car]));
        }
        Cars = states.Length - _counts[0];
        Bounds = Cars == 0 ? default : new(south, west, north, east);
        IsOneSquare = Cars < LeastCars;
        Grid = IsOneSquare ? default : Finest(Bounds, Math.Min(MaxSquares, Cars / CarsOfSquare));
        Sort(states, latitudes, longitudes);
    }

    /// <summary>How many cars there are.</summary>
    public int Cars { get; }

    /// <summary>The box around all cars.</summary>
    public MapView Bounds { get; }

    /// <summary>Whether all cars are in one square, for they are few.</summary>
    public bool IsOneSquare { get; }

    /// <summary>The squares.</summary>
    public MapGrid Grid { get; }

    /// <summary>Cars by state; nothing at <see cref="MapCarState.None"/>.</summary>
    public int CountOf(MapCarState state) => state == MapCarState.None ? 0 : _counts[(int)state];

    /// <summary>The cars of a row of a part of <see cref="Grid"/>, the row counted from the part's first.</summary>
    public ReadOnlySpan<int> CarsOf(MapGrid part, int row)
    {
        if (part.Columns == 0) return [];
        var first = (part.South + row - Grid.South) * Grid.Columns + part.West - Grid.West;
        return _order.AsSpan(_starts[first].._starts[first + part.Columns]);
    }

    /// <summary>All cars, square by square.</summary>
    public ReadOnlySpan<int> AllCars => _order.AsSpan(0, Cars);

    /// <summary>The sums of squares that are 2 to the power of <paramref name="level"/> as large as those of <see cref="Grid"/>.</summary>
    public MapSums SumsOf(int level)
    {
        lock (_summing)
        {
            while (_sums.Count <= level)
            {
                var spare = _sums.Count < _spareSums.Count ? _spareSums[_sums.Count] : null;
                _sums.Add(_sums.Count == 0 ? MapSums.Of(_frame, AllCars, Grid, spare) : _sums[^1].Coarser(spare));
            }
            return _sums[level];
        }
    }

    private static MapGrid Finest(MapView bounds, int most)
    {
        var latitude = bounds.SouthE6 / 2 + bounds.NorthE6 / 2;
        for (var size = 1; ; size *= 2)
        {
            if (MapGrid.Around(bounds, size, latitude) is { } grid && grid.Squares <= most) return grid;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort(ReadOnlySpan<MapCarState> states, ReadOnlySpan<int> latitudes, ReadOnlySpan<int> longitudes)
    {
        var count = IsOneSquare ? 1 : Grid.Squares;
        Size(ref _squares, states.Length);
        Size(ref _order, Cars);
        Size(ref _starts, count + 2);
        // Counted two places on, so that filling moves each beginning to where its square's must be.
        var squares = _squares.AsSpan(0, states.Length);
        var starts = _starts.AsSpan(0, count + 2);
        starts.Clear();
        for (var car = 0; car < squares.Length; car++)
        {
            if (states[car] == MapCarState.None) continue;
            var square = squares[car] = IsOneSquare ? 0 : Grid.SquareOf(latitudes[car], longitudes[car]);
            starts[square + 2]++;
        }
        for (var square = 2; square < starts.Length; square++) starts[square] += starts[square - 1];
        for (var car = 0; car < squares.Length; car++)
        {
            if (states[car] != MapCarState.None) _order[starts[squares[car] + 1]++] = car;
        }
    }

    /// <summary>An array of at least so many, with some room for a fleet that grows.</summary>
    private static void Size(ref int[] array, int least)
    {
        if (array.Length < least) array = new int[least + least / 8];
    }
}
