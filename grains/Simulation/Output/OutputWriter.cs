using System.Collections.Concurrent;
using System.Threading.Channels;

namespace FleetActors.Simulation;

/// <summary>
/// Writes a run's outputs beside the run. Full batches wait in a queue with a bound; who fills it faster than the disk takes
/// it waits in <see cref="Drain"/>. A failed write ends the run with the writer's own error.
/// </summary>
internal sealed class OutputWriter : IAsyncDisposable
{
    /// <summary>Full batches that may wait for the disk.</summary>
    public const int MaxWaiting = 16;

    private readonly Channel<OutputBatch> _queue = Channel.CreateBounded<OutputBatch>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });
    private readonly ConcurrentDictionary<OutputTable, ConcurrentBag<OutputBatch>> _spare = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<OutputTable, OutputBatch> _open = new(ReferenceEqualityComparer.Instance);
    private readonly List<OutputBatch> _full = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<OutputTable, IOutputSink[]> _sinks;
    private readonly Task _writing;

    private OutputWriter(Dictionary<OutputTable, IOutputSink[]> sinks)
    {
        _sinks = sinks;
        foreach (var table in OutputTable.All)
        {
            _spare[table] = [];
            _open[table] = new OutputBatch(table);
        }

        _writing = Task.Run(WriteAll);
    }

    /// <summary>Opens a file for each output and format in a folder, which is made when it is missing.</summary>
    public static async Task<OutputWriter> Open(string folder, IEnumerable<OutputFormat> formats)
    {
        Directory.CreateDirectory(folder);
        var chosen = formats.Distinct().Order().ToArray();
        var sinks = new Dictionary<OutputTable, IOutputSink[]>(ReferenceEqualityComparer.Instance);
        foreach (var table in OutputTable.All)
        {
            var ofTable = new List<IOutputSink>();
            foreach (var format in chosen)
                ofTable.Add(await Sink(Path.Combine(folder, table.Name), table, format));
            sinks.Add(table, [.. ofTable]);
        }

        return new OutputWriter(sinks);
    }

    /// <summary>Rows written or waiting.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds a row. Never waits; call <see cref="Drain"/> after some.</summary>
    public void Add(OutputTable table, ReadOnlySpan<string> texts, ReadOnlySpan<long> numbers)
    {
        var batch = _open[table];
        batch.Add(texts, numbers);
        Rows++;
        if (!batch.IsFull)
            return;
        _full.Add(batch);
        _open[table] = _spare[table].TryTake(out var spare) ? spare : new OutputBatch(table);
    }

    /// <summary>Hands full batches over, and waits while the queue is full.</summary>
    public async ValueTask Drain(CancellationToken cancellation)
    {
        foreach (var batch in _full)
            await Send(batch, cancellation);
        _full.Clear();
    }

    /// <summary>Writes what is left and ends the files.</summary>
    public async Task Complete(CancellationToken cancellation)
    {
        await Drain(cancellation);
        foreach (var batch in _open.Values.Where(batch => batch.Count > 0))
            await Send(batch, cancellation);
        _queue.Writer.TryComplete();
        await _writing;
        foreach (var sink in _sinks.Values.SelectMany(sinks => sinks))
            await sink.Complete();
        _sinks.Clear();
    }

    /// <summary>Closes the files; those that are not complete keep the ending <c>.part</c>.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stop.CancelAsync();
        await _writing.ContinueWith(static _ => { }, TaskScheduler.Default);
        foreach (var sink in _sinks.Values.SelectMany(sinks => sinks))
            await sink.Abandon();
        _stop.Dispose();
    }

    private async ValueTask Send(OutputBatch batch, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(batch, cancellation);
        }
        catch (ChannelClosedException)
        {
            // The writer has failed: its own error says more.
            await _writing;
            throw;
        }
    }

    private async Task WriteAll()
    {
        try
        {
            await foreach (var batch in _queue.Reader.ReadAllAsync(_stop.Token))
            {
                foreach (var sink in _sinks[batch.Table])
                    await sink.Write(batch, _stop.Token);
                batch.Clear();
                _spare[batch.Table].Add(batch);
            }
        }
        catch (Exception failure)
        {
            _queue.Writer.TryComplete(failure);
            throw;
        }
    }

    private static async Task<IOutputSink> Sink(string path, OutputTable table, OutputFormat format) => format switch
    {
        OutputFormat.Parquet => await ParquetSink.Create(path + ".parquet", table),
        OutputFormat.Csv => new CsvSink(path + ".csv", table),
        _ => new GeoJsonSink(path + ".geojson", table),
    };
}
