using System.Collections.Immutable;
using Orleans.Storage;

namespace FleetActors.Records;

/// <summary>One page of a <see cref="PagedLog{TEntry}"/>: written once, never changed.</summary>
/// <param name="First">The number of its first entry, counted from 0 over the whole log.</param>
/// <param name="Entries">At least one.</param>
[GenerateSerializer, Immutable, Alias("LogPage`1")]
public sealed record LogPage<TEntry>([property: Id(0)] long First, [property: Id(1)] ImmutableArray<TEntry> Entries);

/// <summary>
/// An append-only list of one grain, in pages under keys of their own (state names <c>{name}-0</c>, <c>{name}-1</c>, …).
/// Entries appended while a page is being written share the next page, so that many callers pay for one write.
/// To be used from the grain's own turns only; interleaving appends are what it is made for.
/// </summary>
/// <param name="storage">Where the pages go; each page is an insert, so a second activation of the grain loses.</param>
/// <param name="grain">Whose list it is.</param>
/// <param name="name">The state name's beginning.</param>
/// <param name="onBroken">Told once when a write fails: its outcome is unknown and the grain must be deactivated.</param>
/// <param name="pageCapacity">The most entries of a page; fewer where entries are large, for a page is one record.</param>
public sealed class PagedLog<TEntry>(IGrainStorage storage, GrainId grain, string name, Action onBroken, int pageCapacity = PagedLog<TEntry>.PageCapacity)
{
    /// <summary>The most entries of a page, unless told otherwise.</summary>
    public const int PageCapacity = 1_024;

    /// <summary>The most entries that may wait for a page; further ones are refused by an exception.</summary>
    public const int MaxWaiting = 65_536;

    private readonly List<TEntry> _waiting = [];
    private TaskCompletionSource _waitingWritten = NewSignal();
    private bool _writing;
    private Exception? _broken;

    /// <summary>How many pages are durable.</summary>
    public int PageCount { get; private set; }

    /// <summary>How many entries are durable.</summary>
    public long Count { get; private set; }

    /// <summary>Finds the end of the log. To be awaited before anything else.</summary>
    public async Task Open()
    {
        var beyond = 1;
        while (await Read(beyond - 1) is not null) beyond *= 2;
        var (exists, missing) = (beyond / 2 - 1, beyond - 1);
        while (missing - exists > 1)
        {
            var middle = exists + (missing - exists) / 2;
            if (await Read(middle) is null) missing = middle;
            else exists = middle;
        }
        PageCount = missing;
        Count = missing == 0 || await Read(missing - 1) is not { } last ? 0 : last.First + last.Entries.Length;
    }

    /// <summary>Adds an entry; completes when it is durable.</summary>
    /// <exception cref="TimeoutException">A write failed; the entry may or may not be there after a reload.</exception>
    public Task Append(TEntry entry)
    {
        Admit(1);
        _waiting.Add(entry);
        return Written();
    }

    /// <summary>Adds entries that belong together, in as few pages as they need; completes when all are durable.</summary>
    /// <exception cref="TimeoutException">A write failed; the entries may or may not be there after a reload.</exception>
    public Task AppendAll(ImmutableArray<TEntry> entries)
    {
        Admit(entries.Length);
        if (entries.IsEmpty) return Task.CompletedTask;
        _waiting.AddRange(entries);
        return Written();
    }

    /// <summary>One page, or null when it does not exist.</summary>
    public async Task<LogPage<TEntry>?> Read(int page)
    {
        var state = new GrainState<Stored<LogPage<TEntry>>>(new());
        await storage.ReadStateAsync(StateName(page), grain, state);
        return state.RecordExists ? state.State?.State : null;
    }

    private void Admit(int entries)
    {
        if (_broken is not null) throw OutcomeUnknown.Of(grain);
        if (_waiting.Count + entries > MaxWaiting) throw new InvalidOperationException($"More than {MaxWaiting} entries wait in {name} of {grain}.");
    }

    /// <summary>Completes when everything that waits now is durable.</summary>
    private Task Written()
    {
        var written = _waitingWritten.Task;
        if (!_writing) _ = WritePages();
        return written;
    }

    private async Task WritePages()
    {
        _writing = true;
        while (_waiting.Count > 0 && _broken is null)
        {
            var entries = TakePage(out var written);
            try
            {
                var state = new GrainState<Stored<LogPage<TEntry>>>(new() { State = new(Count, entries) });
                await storage.WriteStateAsync(StateName(PageCount), grain, state);
                PageCount++;
                Count += entries.Length;
                written?.SetResult();
            }
            catch (Exception failure)
            {
                _broken = failure;
                written?.SetException(failure);
                _waitingWritten.TrySetException(failure);
                onBroken();
            }
        }
        _writing = false;
    }

    /// <summary>Takes a page off the queue. The signal is null when entries of the same signal are still waiting.</summary>
    private ImmutableArray<TEntry> TakePage(out TaskCompletionSource? written)
    {
        var size = Math.Min(_waiting.Count, pageCapacity);
        ImmutableArray<TEntry> entries = [.. _waiting[..size]];
        _waiting.RemoveRange(0, size);
        if (_waiting.Count > 0)
        {
            written = null;
            return entries;
        }
        written = _waitingWritten;
        _waitingWritten = NewSignal();
        return entries;
    }

    private string StateName(int page) => $"{name}-{page}";

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
