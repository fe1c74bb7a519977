namespace FleetActors.Simulation;

/// <summary>Some rows of one output, column by column. Numbers of every kind are whole numbers here.</summary>
internal sealed class OutputBatch
{
    /// <summary>Rows that fit; a full batch becomes one row group of a Parquet file.</summary>
    public const int Size = 16_384;

    private readonly long[][] _numbers;
    private readonly string[][] _texts;
    private readonly int[] _place;

    public OutputBatch(OutputTable table)
    {
        Table = table;
        _place = new int[table.Columns.Length];
        var (numbers, texts) = (0, 0);
        for (var column = 0; column < _place.Length; column++)
            _place[column] = table.Columns[column].Kind == ColumnKind.Text ? texts++ : numbers++;
        _numbers = [.. Enumerable.Range(0, numbers).Select(_ => new long[Size])];
        _texts = [.. Enumerable.Range(0, texts).Select(_ => new string[Size])];
    }

    public OutputTable Table { get; }

    public int Count { get; private set; }

    public bool IsFull => Count == Size;

    /// <summary>Adds a row: its texts and its numbers, each in the order of their columns.</summary>
    public void Add(ReadOnlySpan<string> texts, ReadOnlySpan<long> numbers)
    {
        for (var i = 0; i < texts.Length; i++)
            _texts[i][Count] = texts[i];
        for (var i = 0; i < numbers.Length; i++)
            _numbers[i][Count] = numbers[i];
        Count++;
    }

    public ReadOnlyMemory<string> Texts(int column) => _texts[_place[column]].AsMemory(0, Count);

    public ReadOnlySpan<long> Numbers(int column) => _numbers[_place[column]].AsSpan(0, Count);

    public void Clear() => Count = 0;
}
