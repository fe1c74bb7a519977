using System.Numerics;

namespace FleetActors.Simulation.Emit;

/// <summary>The cells of a histogram that are not empty, to send and to store.</summary>
/// <param name="Cells">Index of each.</param>
/// <param name="Counts">How many values are in it.</param>
public sealed record HistogramCells(int[] Cells, long[] Counts)
{
    /// <summary>No value.</summary>
    public static HistogramCells Empty { get; } = new([], []);
}

/// <summary>
/// How often each duration was seen, in microseconds up to 19 hours, in cells of equal relative width: a percentile is at
/// most one part in 128 too high and never too low. May be recorded into from many threads.
/// </summary>
public sealed class LatencyHistogram
{
    private const int LinearBits = 8;
    private const int HalfCells = 1 << (LinearBits - 1);
    private const int LargestBits = 36;
    private const int CellCount = (LargestBits - LinearBits + 2) * HalfCells;

    private readonly long[] _counts = new long[CellCount];

    /// <summary>How many values were recorded.</summary>
    public long Count => _counts.Sum();

    /// <summary>Counts a duration; below 0 counts as 0, above the largest as the largest.</summary>
    public void Record(long us, long count = 1) => Interlocked.Add(ref _counts[CellOf(us)], count);

    /// <summary>Takes over what another one has.</summary>
    public void Add(HistogramCells cells)
    {
        for (var i = 0; i < cells.Cells.Length; i++) Interlocked.Add(ref _counts[cells.Cells[i]], cells.Counts[i]);
    }

    /// <summary>The upper end of the cell below which a share of all values lies, such as 0.99; 0 when there is no value.</summary>
    public long Percentile(double share)
    {
        var total = Count;
        if (total == 0) return 0;
        var wanted = Math.Max(1, (long)Math.Ceiling(share * total - 1e-9));
        for (var cell = 0; cell < CellCount; cell++)
        {
            wanted -= _counts[cell];
            if (wanted <= 0) return HighestIn(cell);
        }

        return HighestIn(CellCount - 1);
    }

    /// <summary>The largest value, rounded up like any percentile.</summary>
    public long Max => Percentile(1);

    /// <summary>What was recorded since <paramref name="before"/>, a copy that <see cref="Counts"/> made earlier.</summary>
    public HistogramCells Since(long[] before)
    {
        var (cells, counts) = (new List<int>(), new List<long>());
        for (var cell = 0; cell < CellCount; cell++)
        {
            var added = Volatile.Read(ref _counts[cell]) - before[cell];
            if (added == 0) continue;
            cells.Add(cell);
            counts.Add(added);
            before[cell] += added;
        }

        return new([.. cells], [.. counts]);
    }

    /// <summary>Everything recorded so far.</summary>
    public HistogramCells All() => Since(new long[CellCount]);

    /// <summary>A memory for <see cref="Since"/>, which moves it forward.</summary>
    public static long[] Counts() => new long[CellCount];

    /// <summary>A histogram of some cells.</summary>
    public static LatencyHistogram Of(params IEnumerable<HistogramCells> parts)
    {
        var histogram = new LatencyHistogram();
        foreach (var part in parts) histogram.Add(part);
        return histogram;
    }

    private static int CellOf(long us)
    {
        if (us < 2 * HalfCells) return (int)Math.Max(0, us);
        var shift = BitOperations.Log2((ulong)us) - LinearBits + 1;
        return shift > LargestBits - LinearBits ? CellCount - 1 : shift * HalfCells + (int)(us >> shift);
    }

    private static long HighestIn(int cell)
    {
        if (cell < 2 * HalfCells) return cell;
        var shift = cell / HalfCells - 1;
        return ((long)(cell - shift * HalfCells) << shift) + (1L << shift) - 1;
    }
}
