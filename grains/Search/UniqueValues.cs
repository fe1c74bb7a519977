using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Storage;

namespace FleetActors.Search;

/// <summary>
/// The newest entry of each value of one part of an index. The entries lie in storage; in memory are fingerprints, what is not
/// yet durable, and what was looked up lately. To be used in the grain's turns only.
/// </summary>
internal sealed class UniqueValues(IGrainStorage storage, GrainId grain, Action onBroken)
{
    /// <summary>The most entries that are kept after they were looked up.</summary>
    public const int MaxLooked = 4_096;

    private readonly UniqueLog _log = new(storage, grain, onBroken);
    private readonly Fingerprints _fingerprints = new();
    private readonly List<List<UniqueEntry>> _unwritten = [];
    private readonly Dictionary<string, UniqueEntry?> _looked = new(StringComparer.Ordinal);
    private List<UniqueEntry> _put = [];
    private Task _lastWrite = Task.CompletedTask;

    /// <summary>Reads the fingerprints of all entries.</summary>
    public async Task Load()
    {
        await _log.Open();
        for (var page = 0; page < _log.PageCount; page++)
        {
            foreach (var batch in await _log.Read(page))
            {
                for (var entry = batch.Read(); entry.Next();) _fingerprints.Add(entry.Value);
            }
        }
    }

    /// <summary>Whether <see cref="Find"/> says what is right of all these values, in this turn.</summary>
    public bool Knows(string[] values) => Array.TrueForAll(values, IsKnown);

    /// <summary>
    /// Makes the entries of values known, reading the log when one of them may be in it. Another turn may come before the caller's
    /// next, so <see cref="Knows"/> is to be asked again.
    /// </summary>
    public async Task Look(string[] values)
    {
        if (_looked.Count > MaxLooked) _looked.Clear();
        var wanted = new Dictionary<string, UniqueEntry?>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            if (!IsKnown(value)) wanted[value] = null;
        }
        if (wanted.Count == 0) return;
        for (var page = 0; page < _log.PageCount; page++)
        {
            foreach (var batch in await _log.Read(page)) TakeWanted(batch, wanted);
        }
        foreach (var (value, entry) in wanted)
        {
            if (Unwritten(value) is null) _looked[value] = entry; // a newer one that is on its way counts, and then lies in the log
        }
    }

    /// <summary>The newest entry of a value that was looked at, or null.</summary>
    public UniqueEntry? Find(string value) =>
        _fingerprints.MayContain(value) ? Unwritten(value) ?? _looked.GetValueOrDefault(value) : null;

    /// <summary>The claimants of one page of the log, or null when there is no such page.</summary>
    public async Task<ImmutableArray<string>?> Claimants(int page)
    {
        if (page < 0 || page >= _log.PageCount) return null;
        var claimants = new HashSet<string>(StringComparer.Ordinal);
        foreach (var batch in await _log.Read(page))
        {
            for (var entry = batch.Read(); entry.Next();) claimants.Add(entry.Owner);
        }
        return [.. claimants];
    }

    /// <summary>Takes a new entry in; <see cref="Write"/> must follow in the same turn.</summary>
    public void Put(UniqueEntry entry)
    {
        _fingerprints.Add(entry.Value);
        _looked.Remove(entry.Value);
        _put.Add(entry);
    }

    /// <summary>Completes when what was put, now or earlier, is durable: a repeat must not be answered before the first write.</summary>
    public Task Write()
    {
        if (_put.Count == 0) return _lastWrite;
        var entries = _put;
        _put = [];
        _unwritten.Add(entries);
        return _lastWrite = Append(entries);
    }

    private async Task Append(List<UniqueEntry> entries)
    {
        await _log.Append(CollectionsMarshal.AsSpan(entries));
        _unwritten.Remove(entries);
    }

    /// <summary>Asked of values with a known fingerprint only, so going through all of them is seldom needed.</summary>
    private UniqueEntry? Unwritten(string value)
    {
        if (_put.FindLast(IsOfValue) is { } put) return put;
        for (var at = _unwritten.Count - 1; at >= 0; at--)
        {
            if (_unwritten[at].FindLast(IsOfValue) is { } entry) return entry;
        }
        return null;

        bool IsOfValue(UniqueEntry entry) => entry.Value == value;
    }

    private bool IsKnown(string value) => !_fingerprints.MayContain(value) || _looked.ContainsKey(value) || Unwritten(value) is not null;

    private static void TakeWanted(UniqueBatch batch, Dictionary<string, UniqueEntry?> wanted)
    {
        var byText = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var entry = batch.Read(); entry.Next();)
        {
            if (byText.ContainsKey(entry.Value)) byText[entry.Value] = entry.Entry;
        }
    }
}
