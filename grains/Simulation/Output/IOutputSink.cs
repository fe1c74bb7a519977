namespace FleetActors.Simulation;

/// <summary>One file of an output.</summary>
internal interface IOutputSink
{
    /// <summary>Appends rows. The batch is used again afterwards.</summary>
    Task Write(OutputBatch batch, CancellationToken cancellation);

    /// <summary>Ends the file and gives it its name; until then it has the ending <c>.part</c>.</summary>
    Task Complete();

    /// <summary>Closes the file as it is; what is there stays under <c>.part</c>.</summary>
    ValueTask Abandon();
}

/// <summary>The forms an output can have.</summary>
public enum OutputFormat
{
    /// <summary>Apache Parquet, one row group for each 16,384 rows.</summary>
    Parquet = 1,

    /// <summary>Comma-separated values with a heading.</summary>
    Csv = 2,

    /// <summary>A GeoJSON feature collection.</summary>
    GeoJson = 3,
}

/// <summary>A file that is complete once it has its name.</summary>
internal sealed class PartFile(string path)
{
    private const int BufferBytes = 1 << 16;

    public string Path => path;

    public FileStream Stream { get; } = new(path + ".part", FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes, FileOptions.Asynchronous);

    public async Task Complete()
    {
        await Stream.DisposeAsync();
        File.Move(path + ".part", path, overwrite: true);
    }
}
