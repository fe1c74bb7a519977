namespace FleetActors.Silo.Storage.Embedded;

/// <summary>The store could not be opened, or has stopped for good. The message says what an operator should do. A write that ends in it has an unknown outcome.</summary>
public sealed class EmbeddedStoreException : IOException
{
    /// <summary>A failure without words; exists for serializers.</summary>
    public EmbeddedStoreException() { }

    /// <param name="message">What happened, where, and what to do.</param>
    public EmbeddedStoreException(string message) : base(message) { }

    /// <param name="message">What happened, where, and what to do.</param>
    /// <param name="innerException">What the system said.</param>
    public EmbeddedStoreException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>Turns what RocksDB says into what an operator can act on.</summary>
internal static class StoreFailure
{
    /// <summary>The message for an error while writing, syncing or reading.</summary>
    public static string WhileRunning(string directory, string error) =>
        IsDiskFull(error)
            ? $"The disk that holds the fleet's data is full: {directory}. Nothing that was acknowledged is lost. Free space on it, then start again. ({error})"
            : IsDamage(error)
                ? $"A file of the fleet's data is damaged: {directory}. Nothing more is written to it. Check the disk, then restore the directory from a copy. ({error})"
                : $"The fleet's data could not be written: {directory}. Nothing that was acknowledged is lost; what was still queued has an unknown outcome. Check the disk, then start again. ({error})";

    /// <summary>The message for an error while opening.</summary>
    public static string WhileOpening(string directory, string error) =>
        IsDiskFull(error)
            ? $"The disk that holds the fleet's data is full: {directory}. Free space on it, then start again. ({error})"
            : IsDamage(error)
                ? Damaged(directory, error)
                : $"The fleet's data could not be opened: {directory}. ({error})";

    /// <summary>The message for damage that would lose acknowledged writes if it were skipped.</summary>
    public static string Damaged(string directory, string detail) =>
        $"The fleet's data is damaged and opening it would lose acknowledged writes: {directory}. Nothing was changed. Check the disk, then restore the directory from a copy. ({detail})";

    private static bool IsDiskFull(string error) =>
        error.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
        || error.Contains("NoSpace", StringComparison.OrdinalIgnoreCase)
        || error.Contains("Disk quota exceeded", StringComparison.OrdinalIgnoreCase);

    private static bool IsDamage(string error) =>
        error.Contains("Corruption", StringComparison.OrdinalIgnoreCase)
        || error.Contains("checksum", StringComparison.OrdinalIgnoreCase);
}
