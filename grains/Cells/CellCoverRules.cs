using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>Which cells a question is put to.</summary>
public static class CellCoverRules
{
    /// <summary>Rounding must not lose a car at the very edge of the radius, in metres.</summary>
    private const double EdgeMetres = 1;

    /// <summary>One to four cells of the finest level at which no more are needed, the one with the asked place first.</summary>
    public static ImmutableArray<CellId> Of(Nearby question)
    {
        Span<CellId> cells = stackalloc CellId[INearbyGrain.MaxCells];
        return [.. cells[..Find(question, cells)]];
    }

    /// <summary>The same into memory of the caller's, of <see cref="INearbyGrain.MaxCells"/> places. Answers how many they are.</summary>
    public static int Find(Nearby question, Span<CellId> cells)
    {
        var disc = BoxAround(question.Place, question.RadiusMetres);
        for (var level = CellId.Finest; level > 0; level--)
        {
            var count = Cover(level, question.Within ?? disc, cells);
            if (question.Within is not null && count == 0) count = Cover(level, disc, cells);
            if (count == 0) continue;
            var home = cells[..count].IndexOf(CellId.Of(level, question.Place));
            if (home > 0) (cells[0], cells[home]) = (cells[home], cells[0]);
            return count;
        }
        cells[0] = new(0, 0, 0);
        return 1;
    }

    /// <summary>The smallest rectangle around a disc; at a pole that is the whole cap.</summary>
    public static GeoBox BoxAround(GeoPoint place, double radiusMetres)
    {
        var angle = (radiusMetres + EdgeMetres) / GreatCircle.EarthRadiusMetres;
        var latitude = place.Latitude * Math.PI / 180;
        var (south, north) = (latitude - angle, latitude + angle);
        if (south <= -Math.PI / 2 || north >= Math.PI / 2)
            return new(Math.Max(-90, Degrees(south)), -180, Math.Min(90, Degrees(north)), 180);
        var reach = Degrees(Math.Asin(Math.Min(1, Math.Sin(angle) / Math.Cos(latitude))));
        return reach >= 180
            ? new(Degrees(south), -180, Degrees(north), 180)
            : new(Degrees(south), Wrap(place.Longitude - reach), Degrees(north), Wrap(place.Longitude + reach));
    }

    /// <summary>The cells that a rectangle touches, or 0 when they are more than <see cref="INearbyGrain.MaxCells"/>.</summary>
    private static int Cover(int level, GeoBox box, Span<CellId> cells)
    {
        var (south, north) = (CellId.RowOf(level, box.South), CellId.RowOf(level, box.North));
        var (west, east) = (CellId.ColumnOf(level, box.West), CellId.ColumnOf(level, box.East));
        var all = CellId.ColumnsOf(level);
        var columns = box.West <= box.East ? east - west + 1 : all - west + east + 1;
        if (columns > all || (long)columns * (north - south + 1) > INearbyGrain.MaxCells) return 0;
        var count = 0;
        for (var row = south; row <= north; row++)
        {
            for (var column = 0; column < columns; column++) cells[count++] = new(level, row, (west + column) % all);
        }
        return count;
    }

    private static double Degrees(double radians) => radians * 180 / Math.PI;

    private static double Wrap(double longitude) => longitude < -180 ? longitude + 360 : longitude > 180 ? longitude - 360 : longitude;
}
