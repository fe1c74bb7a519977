namespace FleetActors.Silo.Storage.Embedded;

/// <summary>How one embedded store is opened. Bound from <c>FleetActors:Embedded</c>; read once, at opening.</summary>
public sealed class EmbeddedStorageOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "FleetActors:Embedded";

    /// <summary>The directory that holds everything. One silo at a time; created if missing.</summary>
    public string Directory { get; set; } = "fleet-data";

    /// <summary>Whether an acknowledged write is on the disk. Only the power-cut tests may switch it off: a power cut then loses acknowledged writes.</summary>
    public bool SyncWrites { get; set; } = true;

    /// <summary>Whether a write is refused when its ETag is not the stored one. Only the power-cut tests may switch it off: two activations then overwrite each other.</summary>
    public bool CompareETags { get; set; } = true;

    /// <summary>Writes that share one sync, at most.</summary>
    public int BatchWrites { get; set; } = 2_048;

    /// <summary>Bytes that share one sync, at most, unless a single write is larger.</summary>
    public int BatchBytes { get; set; } = 8 << 20;

    /// <summary>Writes that may wait for the committer; the next one awaits room.</summary>
    public int QueueWrites { get; set; } = 16_384;

    /// <summary>Bytes that may wait for the committer, unless a single write is larger; the next write awaits room.</summary>
    public long QueueBytes { get; set; } = 256L << 20;

    /// <summary>The largest record, in bytes. A larger one is refused with an exception that says so.</summary>
    public int RecordBytes { get; set; } = 16 << 20;

    /// <summary>Keys whose current ETag is kept in memory, so that their next write reads nothing. Rounded up to a power of two, at least 16.</summary>
    public int CachedETags { get; set; } = 1 << 19;

    /// <summary>Bytes of recent writes kept in memory before they are sorted into a file.</summary>
    public long WriteBufferBytes { get; set; } = 64L << 20;

    /// <summary>Bytes of file blocks kept in memory for reads.</summary>
    public long BlockCacheBytes { get; set; } = 256L << 20;

    /// <summary>Table files up to this many bytes in all are checked whole at opening; above it, damage in them is found when they are read.</summary>
    public long VerifyAtOpenBytes { get; set; } = 256L << 20;
}
