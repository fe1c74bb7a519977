using System.Buffers;

namespace FleetActors.Api.Map;

/// <summary>The cars of one state in one square.</summary>
/// <param name="State">Their state.</param>
/// <param name="Cars">How many.</param>
/// <param name="LatitudeE6">The latitude of their middle, in millionths of a degree.</param>
/// <param name="LongitudeE6">The longitude of their middle, in millionths of a degree.</param>
public readonly record struct MapCluster(MapCarState State, int Cars, int LatitudeE6, int LongitudeE6);

/// <summary>
/// Gathers the cars of a view by squares of a grid, whose lines lie where they lie however the view moves. The squares are as
/// small as <see cref="MaxSquares"/> allows, and twice as large when that still makes more than <see cref="MaxClusters"/>.
/// </summary>
public static class MapClusters
{
    /// <summary>The most clusters of a frame.</summary>
    public const int MaxClusters = MapFrameEncoding.MaxCars;

    /// <summary>The most squares in a view.</summary>
    public const int MaxSquares = 8_192;

    private const int States = 8;

    /// <summary>The clusters of a view, by square and then by state.</summary>
    public static IReadOnlyList<MapCluster> Of(MapFrame frame, MapView view)
    {
        for (var size = 1; ; size *= 2)
        {
            var grid = Grid.For(view, size);
            if (grid.Squares > MaxSquares) continue;
            var sums = ArrayPool<Sum>.Shared.Rent(grid.Squares * States);
            try
            {
                Array.Clear(sums, 0, grid.Squares * States);
                var filled = Gather(frame, view, grid, sums);
                if (filled <= MaxClusters) return Take(sums.AsSpan(0, grid.Squares * States), filled);
            }
            finally
            {
                ArrayPool<Sum>.Shared.Return(sums);
            }
        }
    }

    private static int Gather(MapFrame frame, MapView view, Grid grid, Sum[] sums)
    {
        var states = frame.States.Span;
        var latitudes = frame.LatitudesE6.Span;
        var longitudes = frame.LongitudesE6.Span;
        var filled = 0;
        for (var car = 0; car < states.Length; car++)
        {
            if (states[car] == MapCarState.None || !view.Contains(latitudes[car], longitudes[car]))
                continue;
            ref var sum = ref sums[grid.SquareOf(latitudes[car], longitudes[car]) * States + (int)states[car]];
            if (sum.Cars++ == 0) filled++;
            sum.Latitudes += latitudes[car];
            sum.Longitudes += longitudes[car];
        }

        return filled;
    }

    private static List<MapCluster> Take(ReadOnlySpan<Sum> sums, int filled)
    {
        var clusters = new List<MapCluster>(filled);
        for (var at = 0; at < sums.Length; at++)
        {
            if (sums[at] is { Cars: > 0 } sum)
                clusters.Add(new((MapCarState)(at % States), sum.Cars, (int)(sum.Latitudes / sum.Cars), (int)(sum.Longitudes / sum.Cars)));
        }

        return clusters;
    }

    private struct Sum
    {
        public int Cars;
        public long Latitudes;
        public long Longitudes;
    }

    /// <summary>Squares that look square on the map: fewer degrees of latitude than of longitude, by the view's latitude.</summary>
    private readonly record struct Grid(int South, int West, int Rows, int Columns, int HeightE6, int WidthE6)
    {
        /// <summary>Eighths, so that a view that moves a little keeps its squares.</summary>
        private const double Shapes = 8;

        public int Squares => (int)Math.Min(int.MaxValue, (long)Rows * Columns);

        public static Grid For(MapView view, int size)
        {
            const int SmallestE6 = 64;
            var middle = (view.SouthE6 / 2 + view.NorthE6 / 2) / 1e6 * Math.PI / 180;
            var width = SmallestE6 * size;
            var height = Math.Max(1, (int)(width * Math.Ceiling(Math.Cos(middle) * Shapes) / Shapes));
            var (south, west) = (Floor(view.SouthE6, height), Floor(view.WestE6, width));
            return new(south, west, Floor(view.NorthE6, height) - south + 1, Floor(view.EastE6, width) - west + 1, height, width);
        }

        public int SquareOf(int latitudeE6, int longitudeE6) =>
            (Floor(latitudeE6, HeightE6) - South) * Columns + Floor(longitudeE6, WidthE6) - West;

        private static int Floor(int value, int size) => value >= 0 ? value / size : -((-value + size - 1) / size);
    }
}
