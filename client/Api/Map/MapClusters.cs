namespace FleetActors.Api.Map;

/// <summary>The cars of one state in one square.</summary>
/// <param name="State">Their state.</param>
/// <param name="Cars">How many.</param>
/// <param name="LatitudeE6">The latitude of their middle, in millionths of a degree.</param>
/// <param name="LongitudeE6">The longitude of their middle, in millionths of a degree.</param>
public readonly record struct MapCluster(MapCarState State, int Cars, int LatitudeE6, int LongitudeE6);

/// <summary>
/// The clusters of a view: those of all squares that it touches, each with all its cars, so that a cluster is the same for
/// every viewer and stays where it is while the view moves. The squares are as small as <see cref="MaxSquares"/> allows, and
/// twice as large when that still makes more than <see cref="MaxClusters"/>.
/// </summary>
internal static class MapClusters
{
    /// <summary>The most clusters of a frame.</summary>
    public const int MaxClusters = MapFrameEncoding.MaxCars;

    /// <summary>The most squares in a view.</summary>
    public const int MaxSquares = 8_192;

    /// <summary>Sums with the clusters of a view, and the part of their grid that the view touches.</summary>
    /// <param name="frame">The frame, open.</param>
    /// <param name="view">What is looked at.</param>
    /// <param name="scratch">Sums of this thread's earlier views, or null; to be given again next time.</param>
    public static (MapSums Sums, MapGrid Part) Of(MapFrame frame, MapView view, ref MapSums? scratch)
    {
        var index = frame.Index;
        if (view == MapView.Everywhere) view = index.Bounds; // whoever does not say what he looks at gets all cars, as finely as fits
        var coarsest = index.Grid.Common(index.Grid.Touching(view));
        // Squares finer than the index has are summed up for this view alone: then few of the index' squares are in it.
        for (var size = 1; MapGrid.SmallestE6 * size < index.Grid.WidthE6; size *= 2)
        {
            var grid = index.Grid with { WidthE6 = MapGrid.SmallestE6 * size, HeightE6 = index.Grid.HeightE6 / (index.Grid.WidthE6 / (MapGrid.SmallestE6 * size)) };
            var seen = grid.Touching(view);
            if (seen.Squares > MaxSquares) continue;
            var part = grid.Touching(index.Bounds).Common(seen);
            scratch = MapSums.Of(frame, [], part, scratch);
            for (var row = 0; row < coarsest.Rows; row++) scratch.Add(frame, index.CarsOf(coarsest, row));
            if (scratch.Count(part) <= MaxClusters) return (scratch, part);
        }
        for (var level = 0; ; level++)
        {
            var sums = index.SumsOf(level);
            var seen = sums.Grid.Touching(view);
            var part = sums.Grid.Common(seen);
            if (seen.Squares <= MaxSquares && sums.Count(part) <= MaxClusters) return (sums, part);
        }
    }
}
