namespace FleetActors.Api.Map;

/// <summary>
/// A part of a grid of squares whose lines lie where they lie, whatever is looked at: row 0 begins at the equator, column 0 at
/// Greenwich. Squares look square on the map at one latitude: fewer degrees of latitude than of longitude.
/// </summary>
/// <param name="South">The lowest row.</param>
/// <param name="West">The lowest column.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">How many columns.</param>
/// <param name="HeightE6">Height of a square, in millionths of a degree.</param>
/// <param name="WidthE6">Width of a square, in millionths of a degree.</param>
internal readonly record struct MapGrid(int South, int West, int Rows, int Columns, int HeightE6, int WidthE6)
{
    /// <summary>How narrow squares can be, in millionths of a degree of longitude: some metres.</summary>
    public const int SmallestE6 = 64;

    /// <summary>Heights come in eighths of the width, so that halving a square always gives whole numbers.</summary>
    private const int Shapes = 8;

    /// <summary>How many squares there are, at most the largest number.</summary>
    public int Squares => (int)Math.Min(int.MaxValue, (long)Rows * Columns);

    /// <summary>The part of a grid that a box touches.</summary>
    /// <param name="box">The box.</param>
    /// <param name="size">Width of a square in <see cref="SmallestE6"/>.</param>
    /// <param name="latitudeE6">Where squares look square.</param>
    public static MapGrid Around(MapView box, int size, int latitudeE6)
    {
        var width = SmallestE6 * size;
        var height = width / Shapes * Math.Max(1, (int)Math.Ceiling(Math.Cos(latitudeE6 / 1e6 * Math.PI / 180) * Shapes));
        return new MapGrid(0, 0, 0, 0, height, width).Touching(box);
    }

    /// <summary>The part of the same grid that another box touches.</summary>
    public MapGrid Touching(MapView box)
    {
        var (south, west) = (Floor(box.SouthE6, HeightE6), Floor(box.WestE6, WidthE6));
        return this with { South = south, West = west, Rows = Floor(box.NorthE6, HeightE6) - south + 1, Columns = Floor(box.EastE6, WidthE6) - west + 1 };
    }

    /// <summary>What this and another part of the same grid have in common; no rows or no columns when nothing.</summary>
    public MapGrid Common(MapGrid other)
    {
        var (south, west) = (Math.Max(South, other.South), Math.Max(West, other.West));
        return this with
        {
            South = south,
            West = west,
            Rows = Math.Max(0, Math.Min(South + Rows, other.South + other.Rows) - south),
            Columns = Math.Max(0, Math.Min(West + Columns, other.West + other.Columns) - west),
        };
    }

    /// <summary>The grid of squares twice as large that covers this part.</summary>
    public MapGrid Coarser()
    {
        var (south, west) = (South >> 1, West >> 1);
        return new(south, west, ((South + Rows - 1) >> 1) - south + 1, ((West + Columns - 1) >> 1) - west + 1, HeightE6 * 2, WidthE6 * 2);
    }

    /// <summary>The number of a place's square, row by row from the south-west. Only for places inside.</summary>
    public int SquareOf(int latitudeE6, int longitudeE6) =>
        (Floor(latitudeE6, HeightE6) - South) * Columns + Floor(longitudeE6, WidthE6) - West;

    /// <summary>The row of a latitude, whether it is in this part or not.</summary>
    public int RowOf(int latitudeE6) => Floor(latitudeE6, HeightE6);

    /// <summary>The column of a longitude, whether it is in this part or not.</summary>
    public int ColumnOf(int longitudeE6) => Floor(longitudeE6, WidthE6);

    private static int Floor(int value, int size) => value >= 0 ? value / size : -((-value + size - 1) / size);
}
