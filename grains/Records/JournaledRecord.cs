using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Commands;
using Orleans.Storage;

namespace FleetActors.Records;

/// <summary>What one write added to a record.</summary>
/// <param name="Number">Which write of the record it is, counted from 0.</param>
/// <param name="At">When.</param>
/// <param name="Events">What happened; empty when a command changed nothing.</param>
/// <param name="Answered">The command that was answered with it, where its answer is remembered.</param>
[GenerateSerializer, Immutable, Alias("JournalEntry`1")]
public sealed record JournalEntry<TEvent>(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] ImmutableArray<TEvent> Events,
    [property: Id(3)] AnsweredCommand<Done>? Answered);

/// <summary>A whole state, as one of a record's writes left it. Its first member is that of <see cref="Stored{TState}"/>, as which older versions wrote it.</summary>
[GenerateSerializer, Alias("JournalSnapshot`1")]
public sealed class JournalSnapshot<TState> where TState : class
{
    /// <summary>The state, or null when nothing was ever written.</summary>
    [Id(0)] public TState? State { get; set; }

    /// <summary>Which write it was; 0 in what older versions wrote.</summary>
    [Id(1)] public long Number { get; set; }
}

/// <summary>
/// A grain's record as what each write added, so that a large state is not rewritten for a small change. Write n goes to the
/// place n mod <see cref="Places"/>: place 0, under the record's own name, takes the whole state; the others, under
/// <c>{name}-1</c> to <c>{name}-7</c>, take what their write added. See docs/decisions/0035.
/// </summary>
/// <remarks>
/// Every write replaces what its place held 8 writes ago, under that one's ETag. So of two activations that both want to be
/// write n only one can, whatever either has read; and the number of rows does not grow.
/// </remarks>
/// <typeparam name="TState">The immutable state.</typeparam>
/// <typeparam name="TEvent">What happens to it.</typeparam>
/// <param name="storage">Where the places are.</param>
/// <param name="grain">Whose record it is.</param>
/// <param name="name">The state name: part of every storage key, so it never changes.</param>
/// <param name="apply">The state after an entry; the very function by which the living grain came to its state.</param>
public sealed class JournaledRecord<TState, TEvent>(
    IGrainStorage storage, GrainId grain, string name, Func<TState, JournalEntry<TEvent>, TState> apply)
    where TState : class
{
    /// <summary>How many writes there are from one whole state to the next. Fixed: stored records depend on it.</summary>
    public const int Places = 8;

    private static readonly string[] Suffixes = [.. Enumerable.Range(0, Places).Select(n => string.Create(CultureInfo.InvariantCulture, $"-{n}"))];

    private readonly string?[] _etags = new string?[Places];

    // The latest write; storage sets its ETag once it is done, which is before the next one begins.
    private GrainState<JournalSnapshot<TState>>? _lastWhole;
    private GrainState<Stored<JournalEntry<TEvent>>>? _lastEntry;

    /// <summary>The state name of one of a record's places, 0 to 7.</summary>
    public static string NameOf(string record, int place) => place == 0 ? record : record + Suffixes[place];

    /// <summary>The number of the next write.</summary>
    public long Next { get; private set; }

    /// <summary>The state after an entry.</summary>
    public TState Apply(TState before, JournalEntry<TEvent> entry) => apply(before, entry);

    /// <summary>The state as storage holds it; null when there is no whole state, without a look at the entries: most records were never written.</summary>
    /// <exception cref="InvalidDataException">Places hold what cannot have been written after each other.</exception>
    public async Task<TState?> Read()
    {
        for (string?[]? seen = null; ;)
        {
            var snapshot = new GrainState<JournalSnapshot<TState>>(new());
            await storage.ReadStateAsync(name, grain, snapshot);
            if (snapshot.State?.State is not { } state) return null;
            var entries = await Task.WhenAll(Enumerable.Range(1, Places - 1).Select(ReadEntry));
            string?[] etags = [snapshot.ETag, .. entries.Select(entry => entry.ETag)];
            if (Replay(state, snapshot.State.Number, entries, out var next) is { } now)
            {
                (Next, _lastWhole, _lastEntry) = (next, null, null);
                etags.CopyTo(_etags, 0);
                return now;
            }
            // Another activation has written between the looks, or else it is so.
            if (seen is not null && seen.SequenceEqual(etags))
                throw new InvalidDataException($"Entries of {name} of {grain} are newer than the state that they should follow.");
            seen = etags;
        }
    }

    /// <summary>
    /// Stores the next state: whole, or what the entry adds. Whether it fails or not, only a new <see cref="Read"/> may follow a
    /// write whose outcome is not known to be good.
    /// </summary>
    /// <param name="state">The state after the entry.</param>
    /// <param name="entry">Numbered <see cref="Next"/>.</param>
    /// <exception cref="InconsistentStateException">Another activation has made this write.</exception>
    public Task Write(TState state, JournalEntry<TEvent> entry)
    {
        if (entry.Number != Next) throw new InvalidOperationException($"Write {entry.Number} of {grain} is given, and {Next} is next.");
        if ((_lastWhole?.ETag ?? _lastEntry?.ETag) is { } etag) _etags[(Next - 1) % Places] = etag;
        var place = (int)(Next++ % Places);
        if (place == 0)
        {
            (_lastWhole, _lastEntry) = (new(new() { State = state, Number = entry.Number }, _etags[0]), null);
            return storage.WriteStateAsync(name, grain, _lastWhole);
        }
        (_lastWhole, _lastEntry) = (null, new(new() { State = entry }, _etags[place]));
        return storage.WriteStateAsync(NameOf(place), grain, _lastEntry);
    }

    /// <summary>The state after the entries that follow it, or null when an entry is newer than that.</summary>
    private TState? Replay(TState state, long number, GrainState<Stored<JournalEntry<TEvent>>>[] entries, out long next)
    {
        for (next = number + 1; next % Places != 0; next++)
        {
            var entry = entries[next % Places - 1].State?.State;
            if (entry?.Number != next) break;
            state = apply(state, entry);
        }
        foreach (var row in entries)
            if (row.State?.State is { } entry && entry.Number >= next) return null;
        return state;
    }

    private async Task<GrainState<Stored<JournalEntry<TEvent>>>> ReadEntry(int place)
    {
        var row = new GrainState<Stored<JournalEntry<TEvent>>>(new());
        await storage.ReadStateAsync(NameOf(place), grain, row);
        return row;
    }

    private string NameOf(int place) => NameOf(name, place);
}
