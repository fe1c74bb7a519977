using Parquet;
using Parquet.Schema;

namespace FleetActors.Simulation;

/// <summary>An output as Parquet, compressed with Snappy: moments as UTC timestamps in milliseconds, degrees as doubles.</summary>
internal sealed class ParquetSink : IOutputSink
{
    private readonly PartFile _file;
    private readonly DataField[] _fields;
    private readonly ParquetWriter _writer;
    private readonly double[] _degrees = new double[OutputBatch.Size];
    private readonly DateTime?[] _times = new DateTime?[OutputBatch.Size];
    private readonly long[] _wholes = new long[OutputBatch.Size];

    private ParquetSink(PartFile file, DataField[] fields, ParquetWriter writer) => (_file, _fields, _writer) = (file, fields, writer);

    public static async Task<ParquetSink> Create(string path, OutputTable table)
    {
        DataField[] fields = [.. table.Columns.Select(Field)];
        var file = new PartFile(path);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy };
        return new ParquetSink(file, fields, await ParquetWriter.CreateAsync(new ParquetSchema(fields), file.Stream, options));
    }

    public async Task Write(OutputBatch batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
            return;
        using var group = _writer.CreateRowGroup();
        for (var column = 0; column < _fields.Length; column++)
        {
            switch (batch.Table.Columns[column].Kind)
            {
                case ColumnKind.Text:
                    await group.WriteAsync(_fields[column], Segment(batch.Texts(column)));
                    break;
                case ColumnKind.Whole:
                    batch.Numbers(column).CopyTo(_wholes);
                    await group.WriteAsync<long>(_fields[column], _wholes.AsMemory(0, batch.Count), cancellationToken: cancellation);
                    break;
                case ColumnKind.Degrees:
                    ToDegrees(batch.Numbers(column));
                    await group.WriteAsync<double>(_fields[column], _degrees.AsMemory(0, batch.Count), cancellationToken: cancellation);
                    break;
                default:
                    ToTimes(batch.Numbers(column));
                    await group.WriteAsync<DateTime>(_fields[column], _times.AsMemory(0, batch.Count), cancellationToken: cancellation);
                    break;
            }
        }

        group.CompleteValidate();
    }

    public async Task Complete()
    {
        await _writer.DisposeAsync();
        await _file.Complete();
    }

    public async ValueTask Abandon()
    {
        await _writer.DisposeAsync();
        await _file.Stream.DisposeAsync();
    }

    private static DataField Field(OutputColumn column) => column.Kind switch
    {
        ColumnKind.Text => new DataField(column.Name, typeof(string), isNullable: false),
        ColumnKind.Whole => new DataField<long>(column.Name),
        ColumnKind.Degrees => new DataField<double>(column.Name),
        _ => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Millis, isNullable: true),
    };

    private static ArraySegment<string> Segment(ReadOnlyMemory<string> texts) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(texts, out var segment) ? segment : new ArraySegment<string>(texts.ToArray());

    private void ToDegrees(ReadOnlySpan<long> valuesE7)
    {
        for (var row = 0; row < valuesE7.Length; row++)
            _degrees[row] = valuesE7[row] / 1e7;
    }

    private void ToTimes(ReadOnlySpan<long> values)
    {
        for (var row = 0; row < values.Length; row++)
            _times[row] = values[row] == OutputTable.Never ? null : DateTimeOffset.FromUnixTimeMilliseconds(values[row]).UtcDateTime;
    }
}
