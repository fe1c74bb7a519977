using System.Text.Encodings.Web;

namespace FleetActors.Simulation;

/// <summary>An output as GeoJSON (RFC 7946): trips as lines from origin to destination, everything else as points.</summary>
internal sealed class GeoJsonSink : IOutputSink
{
    private readonly Utf8Rows _rows = new();
    private readonly PartFile _file;
    private readonly (int Lat, int Lon)[] _places;
    private readonly int[] _properties;
    private bool _isBegun;

    public GeoJsonSink(string path, OutputTable table)
    {
        _file = new PartFile(path);
        _places = [.. table.Places.Select(place => place.Length == 0 ? (Index(table, "lat"), Index(table, "lon")) : (Index(table, place + "_lat"), Index(table, place + "_lon")))];
        _properties = [.. Enumerable.Range(0, table.Columns.Length).Where(column => table.Columns[column].Kind != ColumnKind.Degrees)];
        _rows.Raw("{\"type\":\"FeatureCollection\",\"features\":["u8);
    }

    public async Task Write(OutputBatch batch, CancellationToken cancellation)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            _rows.Raw(_isBegun ? ",\n"u8 : "\n"u8);
            _isBegun = true;
            Geometry(batch, row);
            for (var i = 0; i < _properties.Length; i++)
            {
                _rows.Raw(i == 0 ? "\""u8 : ",\""u8);
                _rows.Text(batch.Table.Columns[_properties[i]].Name);
                _rows.Raw("\":"u8);
                Property(batch, _properties[i], row);
            }

            _rows.Raw("}}"u8);
        }

        await Flush(cancellation);
    }

    public async Task Complete()
    {
        _rows.Raw("\n]}\n"u8);
        await Flush(CancellationToken.None);
        await _file.Complete();
    }

    public ValueTask Abandon() => _file.Stream.DisposeAsync();

    private void Geometry(OutputBatch batch, int row)
    {
        _rows.Raw("{\"type\":\"Feature\",\"geometry\":{\"type\":"u8);
        _rows.Raw(_places.Length == 1 ? "\"Point\",\"coordinates\":"u8 : "\"LineString\",\"coordinates\":["u8);
        for (var i = 0; i < _places.Length; i++)
        {
            _rows.Raw(i == 0 ? "["u8 : ",["u8);
            _rows.Degrees(batch.Numbers(_places[i].Lon)[row]);
            _rows.Raw(","u8);
            _rows.Degrees(batch.Numbers(_places[i].Lat)[row]);
            _rows.Raw("]"u8);
        }

        _rows.Raw(_places.Length == 1 ? "},\"properties\":{"u8 : "]},\"properties\":{"u8);
    }

    private void Property(OutputBatch batch, int column, int row)
    {
        if (batch.Table.Columns[column].Kind == ColumnKind.Text)
        {
            _rows.Raw("\""u8);
            _rows.Text(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(batch.Texts(column).Span[row]));
            _rows.Raw("\""u8);
        }
        else if (batch.Table.Columns[column].Kind == ColumnKind.Whole)
        {
            _rows.Whole(batch.Numbers(column)[row]);
        }
        else if (batch.Numbers(column)[row] is var ms && ms == OutputTable.Never)
        {
            _rows.Raw("null"u8);
        }
        else
        {
            _rows.Raw("\""u8);
            _rows.Time(ms);
            _rows.Raw("\""u8);
        }
    }

    private async Task Flush(CancellationToken cancellation)
    {
        await _file.Stream.WriteAsync(_rows.Written, cancellation);
        _rows.Clear();
    }

    private static int Index(OutputTable table, string name) => table.Columns.IndexOf(new OutputColumn(name, ColumnKind.Degrees));
}
