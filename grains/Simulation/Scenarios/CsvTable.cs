using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>A CSV file with a heading line, or the rows of another kind of file, read as a whole. Every fault names file, line and column.</summary>
internal sealed class CsvTable
{
    private readonly string _path;
    private readonly string _lineWord;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(int Line, string[] Cells)> _rows = [];

    private CsvTable(string path, string lineWord) => (_path, _lineWord) = (path, lineWord);

    public int RowCount => _rows.Count;

    /// <summary>Rows that come from elsewhere, counted from 1; <paramref name="lineWord"/> is what a fault calls one.</summary>
    public static CsvTable Of(string path, string lineWord, IReadOnlyList<string> heading, IReadOnlyList<string[]> rows)
    {
        var table = new CsvTable(path, lineWord);
        for (var column = 0; column < heading.Count; column++)
            table._columns.TryAdd(heading[column], column);
        for (var row = 0; row < rows.Count; row++)
            table._rows.Add((row + 1, rows[row]));
        return table;
    }

    public static CsvTable Load(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(path, "", $"the file cannot be read: {error.Message}");
        }

        if (lines.Length == 0)
            throw new ScenarioException(path, "line 1", "the heading with the names of the columns is missing");
        var table = new CsvTable(path, "line");
        var heading = Split(lines[0].TrimStart('\uFEFF'));
        for (var column = 0; column < heading.Length; column++)
            table._columns.TryAdd(heading[column].Trim(), column);
        for (var line = 1; line < lines.Length; line++)
        {
            if (!string.IsNullOrWhiteSpace(lines[line]))
                table._rows.Add((line + 1, Split(lines[line])));
        }

        return table;
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>Whether there is such a column and the row has a value in it.</summary>
    public bool HasValue(int row, string column) =>
        _columns.TryGetValue(column, out var index) && index < _rows[row].Cells.Length && !string.IsNullOrWhiteSpace(_rows[row].Cells[index]);

    public string Text(int row, string column)
    {
        var (line, cells) = _rows[row];
        if (!_columns.TryGetValue(column, out var index))
            throw new ScenarioException(_path, "line 1", $"there is no column '{column}' (there are: {string.Join(", ", _columns.Keys)})");
        if (index >= cells.Length || cells[index].Length == 0)
            throw new ScenarioException(_path, $"{_lineWord} {line}, {column}", "a value is missing");
        return cells[index].Trim();
    }

    public decimal Number(int row, string column, decimal least, decimal most) =>
        decimal.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Fault(row, column, $"'{Text(row, column)}' should be a number from {least} to {most}");

    public int Integer(int row, string column, int least, int most) =>
        int.TryParse(Text(row, column), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Fault(row, column, $"'{Text(row, column)}' should be a whole number from {least} to {most}");

    public DateTimeOffset Time(int row, string column) =>
        DateTimeOffset.TryParse(Text(row, column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : throw Fault(row, column, $"'{Text(row, column)}' should be a time such as 2014-12-21 08:30:00");

    public DateTimeOffset Time(int row, string column, string format) =>
        DateTimeOffset.TryParseExact(Text(row, column), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : throw Fault(row, column, $"'{Text(row, column)}' should be a time in the format {format}");

    public MapPoint Place(int row, string latColumn, string lonColumn) =>
        MapPoint.FromDegrees((double)Number(row, latColumn, -90, 90), (double)Number(row, lonColumn, -180, 180));

    public ScenarioException Fault(int row, string column, string reason) => new(_path, $"{_lineWord} {_rows[row].Line}, {column}", reason);

    /// <summary>Cells of one line; quotes protect commas, doubled quotes stand for one.</summary>
    private static string[] Split(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
            return line.Split(',');
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(line[i]);
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }
}
