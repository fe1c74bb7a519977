namespace FleetActors.Simulation;

/// <summary>An output as CSV: moments as ISO 8601, degrees with seven decimals, nothing where there is none.</summary>
internal sealed class CsvSink : IOutputSink
{
    private readonly Utf8Rows _rows = new();
    private readonly PartFile _file;

    public CsvSink(string path, OutputTable table)
    {
        _file = new PartFile(path);
        _rows.Text(string.Join(',', table.Columns.Select(column => column.Name)));
        _rows.Raw("\n"u8);
    }

    public async Task Write(OutputBatch batch, CancellationToken cancellation)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            for (var column = 0; column < batch.Table.Columns.Length; column++)
            {
                if (column > 0)
                    _rows.Raw(","u8);
                Cell(batch, column, row);
            }

            _rows.Raw("\n"u8);
        }

        await Flush(cancellation);
    }

    public async Task Complete()
    {
        await Flush(CancellationToken.None);
        await _file.Complete();
    }

    public ValueTask Abandon() => _file.Stream.DisposeAsync();

    private void Cell(OutputBatch batch, int column, int row)
    {
        switch (batch.Table.Columns[column].Kind)
        {
            case ColumnKind.Text:
                _rows.Text(CsvText.Quote(batch.Texts(column).Span[row]));
                break;
            case ColumnKind.Whole:
                _rows.Whole(batch.Numbers(column)[row]);
                break;
            case ColumnKind.Degrees:
                _rows.Degrees(batch.Numbers(column)[row]);
                break;
            default:
                if (batch.Numbers(column)[row] is var ms && ms != OutputTable.Never)
                    _rows.Time(ms);
                break;
        }
    }

    private async Task Flush(CancellationToken cancellation)
    {
        await _file.Stream.WriteAsync(_rows.Written, cancellation);
        _rows.Clear();
    }
}
