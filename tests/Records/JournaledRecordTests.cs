using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Records;
using FleetActors.Tests.Customers;
using FleetActors.Tests.Telemetry;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace FleetActors.Tests.Records;

public sealed class JournaledRecordTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
    private static readonly GrainId Grain = GrainId.Create("car", "fleet:a");
    private readonly CountingStorage _storage = new(Serializer);

    [Fact]
    public void What_is_read_back_after_any_number_of_writes_and_activations_is_what_was_written() =>
        Prop.ForAll(Gen.Choose(1, 9).ListOf().ToArbitrary(), activations =>
        {
            var (storage, written) = (new CountingStorage(Serializer), 0);
            foreach (var writes in activations)
            {
                var record = Open(storage);
                var state = record.Read().Result;
                if (written > 0) Assert.Equal(Enumerable.Range(0, written), state!.Events);
                for (var left = writes; left > 0; left--) state = Write(record, state, written++).Result;
            }
            Assert.Equal(written, storage.Writes.Count);
            if (written > 0) Assert.Equal(Enumerable.Range(0, written), Open(storage).Read().Result!.Events);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Every_eighth_write_stores_the_whole_state_and_the_others_what_they_add()
    {
        await Write(_storage, 18);
        Assert.Equal(["book", "book-1", "book-2", "book-3", "book-4", "book-5", "book-6", "book-7", "book", "book-1"], _storage.Writes.Take(10));
        Assert.Equal(8, _storage.Writes.Distinct().Count());
        var entry = new GrainState<Stored<JournalEntry<int>>>(new());
        await _storage.ReadStateAsync("book-1", Grain, entry);
        Assert.Equal((17L, 17), (entry.State!.State!.Number, Assert.Single(entry.State.State.Events)));
    }

    [Fact]
    public async Task Nothing_written_is_nothing_read() => Assert.Null(await Open(_storage).Read());

    [Fact]
    public async Task A_record_of_an_earlier_version_is_the_first_whole_state()
    {
        await _storage.WriteStateAsync("book", Grain, new GrainState<Stored<Book>>(new() { State = new([7, 8]) }));
        var record = Open(_storage);
        var state = await record.Read();
        await Write(record, state, 9);
        Assert.Equal("book-1", _storage.Writes.Last());
        Assert.Equal([7, 8, 9], (await Open(_storage).Read())!.Events);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_second_activation_that_knows_less_loses(int writes)
    {
        await Write(_storage, writes);
        var (first, second) = (Open(_storage), Open(_storage));
        var known = (await first.Read(), await second.Read());
        for (var more = 0; more < 9; more++) known.Item1 = await Write(first, known.Item1, 100 + more);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(second, known.Item2, 200));
    }

    [Fact]
    public async Task An_entry_that_is_missing_before_later_ones_is_damage()
    {
        await Write(_storage, 6);
        await _storage.ClearStateAsync("book-3", Grain, new GrainState<Stored<JournalEntry<int>>>(new()));
        await Assert.ThrowsAsync<InvalidDataException>(Open(_storage).Read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(10)]
    public async Task Writes_between_the_looks_of_a_reading_are_seen_whole_and_not_undone(int before)
    {
        for (var between = 1; between <= 20; between++)
        {
            var storage = new CountingStorage(Serializer);
            await Write(storage, before);
            var interrupted = new InterruptedStorage(storage, "book-1", () => Write(storage, Enumerable.Range(before, between)));
            var record = Open(interrupted);
            var state = await record.Read();
            Assert.Equal(Enumerable.Range(0, state!.Events.Length), state.Events);
            var isRefused = await Record.ExceptionAsync(() => Write(record, state, before + between)) is InconsistentStateException;
            Assert.Equal(Enumerable.Range(0, before + between + (isRefused ? 0 : 1)), (await Open(storage).Read())!.Events);
        }
    }

    [Fact]
    public async Task A_write_out_of_turn_is_a_bug()
    {
        var record = Open(_storage);
        await Assert.ThrowsAsync<InvalidOperationException>(() => record.Write(Book.Blank, new(1, default, [1], null)));
    }

    [Fact]
    public void Activations_that_overlap_and_crash_make_each_write_once()
    {
        for (var seed = 1; seed <= 100; seed++) Assert.Null(Overlap(seed, comparesETags: true));
    }

    [Fact]
    public void Storage_that_compares_no_ETags_is_caught() =>
        Assert.Contains(Enumerable.Range(1, 50), seed => Overlap(seed, comparesETags: false) is not null);

    /// <summary>Activations that read and write in an order drawn from a seed, and die now and then; what is wrong in the end, or null.</summary>
    private static string? Overlap(int seed, bool comparesETags)
    {
        var chance = new Random(seed);
        var (scheduler, storage) = (new SeededScheduler(chance), new SlowStates(chance) { ComparesETags = comparesETags });
        var (given, refused, acknowledged) = (0, 0, new List<int>());
        var lives = new List<Task>();
        for (var step = 0; step < 6_000; step++)
        {
            var what = chance.Next(1_000);
            if (what == 0) scheduler.Crash();
            else if (what < 15) lives.Add(scheduler.Start(Live));
            else scheduler.RunOne();
        }
        scheduler.Crash();
        var reading = Task.FromResult<Book?>(null);
        scheduler.RunUntil(scheduler.Start(() => reading = Open(storage).Read()));
        var events = reading.Result?.Events ?? [];
        if (lives.FirstOrDefault(life => life.IsFaulted) is { } faulted) return faulted.Exception!.ToString();
        return acknowledged.Count < 50 || (comparesETags && refused == 0) ? $"only {acknowledged.Count} writes and {refused} refusals: nothing is shown"
            : events.Distinct().Count() < events.Length ? "an event is there twice"
            : acknowledged.Except(events).Any() ? "an acknowledged event is lost"
            : null;

        async Task Live()
        {
            var record = Open(storage);
            var state = await record.Read();
            for (var left = 1 + chance.Next(12); left > 0; left--)
            {
                var number = given++;
                try
                {
                    state = await Write(record, state, number);
                }
                catch (InconsistentStateException)
                {
                    refused++;
                    return;
                }
                acknowledged.Add(number);
            }
        }
    }

    private static Task Write(IGrainStorage storage, int writes) => Write(storage, Enumerable.Range(0, writes));

    private static async Task Write(IGrainStorage storage, IEnumerable<int> numbers)
    {
        var record = Open(storage);
        var state = await record.Read();
        foreach (var n in numbers) state = await Write(record, state, n);
    }

    private static async Task<Book> Write(JournaledRecord<Book, int> record, Book? before, int number)
    {
        var entry = new JournalEntry<int>(record.Next, default, [number], null);
        var next = record.Apply(before ?? Book.Blank, entry);
        await record.Write(next, entry);
        return next;
    }

    private static JournaledRecord<Book, int> Open(IGrainStorage storage) =>
        new(storage, Grain, "book", static (book, entry) => new(book.Events.AddRange(entry.Events)));

    /// <summary>Storage in which something happens before the first look at a state.</summary>
    private sealed class InterruptedStorage(IGrainStorage storage, string at, Func<Task> what) : IGrainStorage
    {
        private bool _hasHappened;

        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (stateName == at && !_hasHappened)
            {
                _hasHappened = true;
                await what();
            }
            await storage.ReadStateAsync(stateName, grainId, grainState);
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.WriteStateAsync(stateName, grainId, grainState);

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ClearStateAsync(stateName, grainId, grainState);
    }
}

/// <summary>A state that is all that ever happened.</summary>
[GenerateSerializer, Immutable, Alias("TestBook")]
public sealed record Book([property: Id(0)] ImmutableArray<int> Events)
{
    public static Book Blank { get; } = new([]);
}
