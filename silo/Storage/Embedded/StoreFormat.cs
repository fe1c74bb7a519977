namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// The form of what a version of the silo stores, as a number that grows when older versions could no longer work on it.
/// A directory remembers the highest, so that a silo of an older version refuses it instead of taking the place of what it does not know.
/// </summary>
internal static class StoreFormat
{
    /// <summary>This version's: vehicles' and customers' records are journals (decision 0035). Before it directories remembered none.</summary>
    public const long Current = 2;

    private static readonly byte[] Key = [StoreKey.Meta, .. "format"u8];

    /// <summary>Refuses a directory of a newer form, and marks one of an older form as of this one.</summary>
    public static void Claim(RocksHandle rocks)
    {
        var found = rocks.ReadEtag(Key);
        if (found > Current)
        {
            throw new EmbeddedStoreException(
                $"A newer version has written it: its form is {found}, and this version knows {Current}. Start the newer version, or restore a copy from before it ran.");
        }
        if (found < Current)
            Mark(rocks, Current);
    }

    /// <summary>Makes the directory remember a form.</summary>
    internal static void Mark(RocksHandle rocks, long format)
    {
        var batch = new BatchBuffer();
        batch.AddNumber(Key, format);
        rocks.Write(batch.Serialized);
    }
}
