using System.Runtime.CompilerServices;

namespace FleetActors.Api.Map;

/// <summary>For each square of a grid and each state: how many cars, and the sum of their places.</summary>
internal sealed class MapSums
{
    private Sum[] _sums;

    private MapSums(MapGrid grid, MapSums? spare)
    {
        Grid = grid;
        _sums = spare?._sums ?? [];
        var length = grid.Squares * MapFrameIndex.States;
        if (_sums.Length < length) _sums = new Sum[length];
        else Array.Clear(_sums, 0, length);
    }

    /// <summary>The squares.</summary>
    public MapGrid Grid { get; }

    /// <summary>Sums up some cars of a frame. Those that are not in the grid do not count.</summary>
    /// <param name="frame">The frame, open.</param>
    /// <param name="cars">Their indices.</param>
    /// <param name="grid">The squares.</param>
    /// <param name="spare">Sums that nobody uses any more and whose memory is taken over, or null.</param>
    public static MapSums Of(MapFrame frame, ReadOnlySpan<int> cars, MapGrid grid, MapSums? spare)
    {
        var sums = new MapSums(grid, spare);
        sums.Add(frame, cars);
        return sums;
    }

    /// <summary>Adds cars; those that are not in the grid do not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The first viewer of a silo must not wait for the compiler's second thoughts.
    public void Add(MapFrame frame, ReadOnlySpan<int> cars)
    {
        var states = frame.States.Span;
        var latitudes = frame.LatitudesE6.Span;
        var longitudes = frame.LongitudesE6.Span;
        foreach (var car in cars)
        {
            var (row, column) = (Grid.RowOf(latitudes[car]) - Grid.South, Grid.ColumnOf(longitudes[car]) - Grid.West);
            if (row < 0 || row >= Grid.Rows || column < 0 || column >= Grid.Columns) continue;
            ref var sum = ref _sums[(row * Grid.Columns + column) * MapFrameIndex.States + (int)states[car]];
            sum.Cars++;
            sum.Latitudes += latitudes[car];
            sum.Longitudes += longitudes[car];
        }
    }

    /// <summary>The same cars in squares twice as large.</summary>
    public MapSums Coarser(MapSums? spare)
    {
        var coarser = new MapSums(Grid.Coarser(), spare);
        for (var row = 0; row < Grid.Rows; row++)
        {
            for (var column = 0; column < Grid.Columns; column++)
            {
                var larger = (((Grid.South + row) >> 1) - coarser.Grid.South) * coarser.Grid.Columns + ((Grid.West + column) >> 1) - coarser.Grid.West;
                coarser.Add(larger, _sums.AsSpan((row * Grid.Columns + column) * MapFrameIndex.States, MapFrameIndex.States));
            }
        }
        return coarser;
    }

    /// <summary>How many clusters a part of the grid has.</summary>
    public int Count(MapGrid part)
    {
        var count = 0;
        for (var row = 0; row < part.Rows; row++)
        {
            foreach (ref readonly var sum in Row(part, row)) count += sum.Cars > 0 ? 1 : 0;
        }
        return count;
    }

    /// <summary>Writes the clusters of a part of the grid, by square and then by state; answers how many there were.</summary>
    public int CopyTo(MapGrid part, Span<MapCluster> clusters)
    {
        var count = 0;
        for (var row = 0; row < part.Rows; row++)
        {
            var sums = Row(part, row);
            for (var at = 0; at < sums.Length; at++)
            {
                if (sums[at] is { Cars: > 0 } sum)
                    clusters[count++] = new((MapCarState)(at % MapFrameIndex.States), sum.Cars, (int)(sum.Latitudes / sum.Cars), (int)(sum.Longitudes / sum.Cars));
            }
        }
        return count;
    }

    private void Add(int square, ReadOnlySpan<Sum> sums)
    {
        var to = _sums.AsSpan(square * MapFrameIndex.States, MapFrameIndex.States);
        for (var state = 0; state < sums.Length; state++)
        {
            to[state].Cars += sums[state].Cars;
            to[state].Latitudes += sums[state].Latitudes;
            to[state].Longitudes += sums[state].Longitudes;
        }
    }

    private ReadOnlySpan<Sum> Row(MapGrid part, int row)
    {
        var first = (part.South + row - Grid.South) * Grid.Columns + part.West - Grid.West;
        return _sums.AsSpan(first * MapFrameIndex.States, part.Columns * MapFrameIndex.States);
    }

    private struct Sum
    {
        public int Cars;
        public long Latitudes;
        public long Longitudes;
    }
}
