using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace FleetActors.Simulation;

/// <summary>Reads the flat columns of a Parquet file as a table of texts, so that trips mean the same in CSV and in Parquet.</summary>
internal static class ParquetTable
{
    /// <summary>Loads a file. Throws <see cref="ScenarioException"/> when it is no Parquet file, or a column has a type without a text.</summary>
    public static CsvTable Load(string path)
    {
        try
        {
            // Scenarios are loaded before anything runs; on a thread of its own the reader waits for nobody.
            return Task.Run(() => Read(path)).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not ScenarioException)
        {
            throw new ScenarioException(path, "", $"the file cannot be read as Parquet: {error.Message}");
        }
    }

    private static async Task<CsvTable> Read(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        var fields = reader.Schema.DataFields;
        var rows = new List<string[]>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var part = reader.OpenRowGroupReader(group);
            var first = rows.Count;
            var count = checked((int)part.RowCount);
            for (var row = 0; row < count; row++)
                rows.Add(new string[fields.Length]);
            for (var column = 0; column < fields.Length; column++)
            {
                var texts = await Column(path, part, fields[column], count);
                for (var row = 0; row < count; row++)
                    rows[first + row][column] = texts[row];
            }
        }

        return CsvTable.Of(path, "row", [.. fields.Select(field => field.Name)], rows);
    }

    private static Task<string[]> Column(string path, ParquetRowGroupReader part, DataField field, int count) => field.ClrType switch
    {
        _ when field.IsArray => throw Unreadable(path, field),
        var type when type == typeof(string) => Texts(part, field, count),
        var type when type == typeof(int) => Values<int>(part, field, count),
        var type when type == typeof(long) => Values<long>(part, field, count),
        var type when type == typeof(short) => Values<short>(part, field, count),
        var type when type == typeof(byte) => Values<byte>(part, field, count),
        var type when type == typeof(float) => Values<float>(part, field, count),
        var type when type == typeof(double) => Values<double>(part, field, count),
        var type when type == typeof(decimal) => Values<decimal>(part, field, count),
        var type when type == typeof(bool) => Values<bool>(part, field, count),
        var type when type == typeof(DateTime) => Values<DateTime>(part, field, count),
        _ => throw Unreadable(path, field),
    };

    private static async Task<string[]> Texts(ParquetRowGroupReader part, DataField field, int count)
    {
        var values = new string?[count];
        await part.ReadAsync(field, values.AsMemory()!);
        return Array.ConvertAll(values, value => value ?? "");
    }

    private static async Task<string[]> Values<T>(ParquetRowGroupReader part, DataField field, int count) where T : struct
    {
        if (field.IsNullable)
        {
            var optional = new T?[count];
            await part.ReadAsync<T>(field, optional.AsMemory());
            return Array.ConvertAll(optional, value => value is { } known ? Text(known) : "");
        }

        var values = new T[count];
        await part.ReadAsync<T>(field, values.AsMemory());
        return Array.ConvertAll(values, Text);
    }

    private static string Text<T>(T value) where T : struct => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static ScenarioException Unreadable(string path, DataField field) =>
        new(path, $"column {field.Name}", $"its type {field.ClrType.Name} has no use here (texts, numbers, booleans and timestamps have)");
}
