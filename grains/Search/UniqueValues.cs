using System.Collections.Immutable;
using FleetActors.Records;

namespace FleetActors.Search;

/// <summary>
/// The newest entry of each value of one part of an index. The entries lie in storage; in memory are fingerprints, what is not
/// yet durable, and what was looked up lately. To be used in the grain's turns only.
/// </summary>
internal sealed class UniqueValues(PagedLog<UniqueEntry> log)
{
    /// <summary>The most entries that are kept after they were looked up.</summary>
    public const int MaxLooked = 4_096;

    private readonly Fingerprints _fingerprints = new();
    private readonly Dictionary<string, UniqueEntry> _unwritten = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UniqueEntry?> _looked = new(StringComparer.Ordinal);
    private Task _lastWrite = Task.CompletedTask;

    /// <summary>Reads the fingerprints of all entries.</summary>
    public async Task Load()
    {
        await log.Open();
        for (var page = 0; page < log.PageCount; page++)
        {
            foreach (var entry in (await log.Read(page))!.Entries) _fingerprints.Add(entry.Value);
        }
    }

    /// <summary>Whether <see cref="Find"/> says what is right of all these values, in this turn.</summary>
    public bool Knows(IReadOnlyCollection<string> values) => values.All(IsKnown);

    /// <summary>
    /// Makes the entries of values known, reading the log when one of them may be in it. Another turn may come before the caller's
    /// next, so <see cref="Knows"/> is to be asked again.
    /// </summary>
    public async Task Look(IReadOnlyCollection<string> values)
    {
        if (_looked.Count > MaxLooked) _looked.Clear();
        var wanted = new Dictionary<string, UniqueEntry?>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            if (!IsKnown(value)) wanted[value] = null;
        }
        if (wanted.Count == 0) return;
        for (var page = 0; page < log.PageCount; page++)
        {
            foreach (var entry in (await log.Read(page))!.Entries)
            {
                if (wanted.ContainsKey(entry.Value)) wanted[entry.Value] = entry;
            }
        }
        foreach (var (value, entry) in wanted)
        {
            if (!_unwritten.ContainsKey(value)) _looked[value] = entry; // a newer one that is on its way counts, and then lies in the log
        }
    }

    /// <summary>The newest entry of a value that was looked at, or null.</summary>
    public UniqueEntry? Find(string value) =>
        _unwritten.TryGetValue(value, out var unwritten) ? unwritten : _looked.GetValueOrDefault(value);

    /// <summary>The claimants of one page of the log, or null when there is no such page.</summary>
    public async Task<ImmutableArray<string>?> Claimants(int page) =>
        page >= 0 && page < log.PageCount ? [.. (await log.Read(page))!.Entries.Select(entry => entry.Owner).Distinct()] : null;

    /// <summary>Takes new entries in; completes when they and all before them are durable: a repeat must not be answered before the first write.</summary>
    public Task Put(ImmutableArray<UniqueEntry> entries)
    {
        if (entries.IsEmpty) return _lastWrite;
        foreach (var entry in entries)
        {
            _fingerprints.Add(entry.Value);
            _unwritten[entry.Value] = entry;
            _looked.Remove(entry.Value);
        }
        return _lastWrite = Write(entries);
    }

    private async Task Write(ImmutableArray<UniqueEntry> entries)
    {
        await log.AppendAll(entries);
        foreach (var entry in entries)
        {
            if (ReferenceEquals(_unwritten.GetValueOrDefault(entry.Value), entry)) _unwritten.Remove(entry.Value);
        }
    }

    private bool IsKnown(string value) => _unwritten.ContainsKey(value) || _looked.ContainsKey(value) || !_fingerprints.MayContain(value);
}
