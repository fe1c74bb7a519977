using System.Globalization;

namespace FleetActors.Cells;

/// <summary>
/// A square of the map: an equal-angle grid of one of <see cref="Levels"/> sizes. Every available car is filed in one cell of
/// each level, so that a question of any radius is answered by few cells. Level 0 is the whole Earth.
/// </summary>
/// <param name="Level">0 to <see cref="Levels"/> - 1; larger is finer.</param>
/// <param name="Row">From the south pole.</param>
/// <param name="Column">From the antimeridian eastwards.</param>
[GenerateSerializer, Immutable, Alias("CellId")]
public readonly record struct CellId(
    [property: Id(0)] int Level,
    [property: Id(1)] int Row,
    [property: Id(2)] int Column)
{
    /// <summary>How many sizes there are.</summary>
    public const int Levels = 3;

    private const char Separator = '.';

    /// <summary>The finest level: a quarter of a degree, 28 km from south to north.</summary>
    public const int Finest = Levels - 1;

    /// <summary>Rows of a level: cells of 180, 4 and a quarter degrees of latitude. Part of grain keys, so fixed.</summary>
    public static int RowsOf(int level) => level switch { 0 => 1, 1 => 45, _ => 720 };

    /// <summary>Columns of a level: cells of 360, 4 and a quarter degrees of longitude.</summary>
    public static int ColumnsOf(int level) => level switch { 0 => 1, 1 => 90, _ => 1_440 };

    /// <summary>The cell of a place at a level.</summary>
    public static CellId Of(int level, GeoPoint place) => new(level, RowOf(level, place.Latitude), ColumnOf(level, place.Longitude));

    /// <summary>The row of a latitude; the north pole is in the last one.</summary>
    public static int RowOf(int level, double latitude) =>
        Math.Clamp((int)((latitude + 90) * RowsOf(level) / 180), 0, RowsOf(level) - 1);

    /// <summary>The column of a longitude; 180° east is in the last one.</summary>
    public static int ColumnOf(int level, double longitude) =>
        Math.Clamp((int)((longitude + 180) * ColumnsOf(level) / 360), 0, ColumnsOf(level) - 1);

    /// <summary>What it covers.</summary>
    public GeoBox Box => new(
        Row * 180.0 / RowsOf(Level) - 90, Column * 360.0 / ColumnsOf(Level) - 180,
        (Row + 1) * 180.0 / RowsOf(Level) - 90, (Column + 1) * 360.0 / ColumnsOf(Level) - 180);

    /// <summary>Reads a cell back.</summary>
    /// <exception cref="FormatException">The text is no cell.</exception>
    public static CellId Parse(string text)
    {
        Span<Range> parts = stackalloc Range[4];
        if (text.AsSpan().Split(parts, Separator) != 3) throw new FormatException($"'{text}' is no cell.");
        return new(Number(text.AsSpan()[parts[0]]), Number(text.AsSpan()[parts[1]]), Number(text.AsSpan()[parts[2]]));
    }

    /// <summary>The cell as <c>level.row.column</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Level}{Separator}{Row}{Separator}{Column}");

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>The grain key of a cell: <c>fleet:level.row.column</c>.</summary>
/// <param name="Fleet">Whose cars.</param>
/// <param name="Cell">Which square.</param>
public readonly record struct CellKey(FleetId Fleet, CellId Cell)
{
    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not a cell's key.</exception>
    public static CellKey Parse(string key)
    {
        var (fleet, cell) = EntityKeys.Split(key);
        return new(new FleetId(fleet), CellId.Parse(cell));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() => $"{Fleet.Value}{EntityKeys.Separator}{Cell}";
}
