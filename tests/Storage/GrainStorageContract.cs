using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace FleetActors.Tests.Storage;

/// <summary>What the grains rely on, whatever stores their state. Each provider has a test class that derives from this one.</summary>
public abstract class GrainStorageContract : IDisposable
{
    private static int _grains;

    /// <summary>What an Orleans silo would give a provider.</summary>
    protected ServiceProvider Services { get; } = new ServiceCollection().AddSerializer().BuildServiceProvider();

    /// <summary>The provider under test; every call may return the same one.</summary>
    protected abstract IGrainStorage Storage { get; }

    [Fact]
    public async Task A_state_that_was_never_written_reads_as_empty()
    {
        var state = await ReadAsync(NewGrain());
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Empty(state.State!);
    }

    [Fact]
    public async Task What_was_written_is_read_with_its_etag()
    {
        var grain = NewGrain();
        var written = await WriteAsync(grain, new GrainState<List<int>>([1, 2, 3]));
        Assert.True(written.RecordExists);
        var read = await ReadAsync(grain);
        Assert.Equal([1, 2, 3], read.State);
        Assert.Equal(Assert.IsType<string>(written.ETag), read.ETag);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task Every_write_changes_the_etag_and_the_next_write_needs_the_new_one()
    {
        var grain = NewGrain();
        var state = new GrainState<List<int>>([]);
        var seen = new HashSet<string>();
        for (var n = 0; n < 10; n++)
        {
            state.State!.Add(n);
            await WriteAsync(grain, state);
            Assert.True(seen.Add(state.ETag!));
        }
        Assert.Equal(Enumerable.Range(0, 10), (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task A_second_insert_is_a_conflict()
    {
        var grain = NewGrain();
        await WriteAsync(grain, new GrainState<List<int>>([1]));
        await AssertConflictAsync(WriteAsync(grain, new GrainState<List<int>>([2])));
        Assert.Equal([1], (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task A_write_with_a_stale_etag_is_a_conflict_and_leaves_the_writer_as_it_was()
    {
        var grain = NewGrain();
        await WriteAsync(grain, new GrainState<List<int>>([1]));
        var (mine, theirs) = (await ReadAsync(grain), await ReadAsync(grain));
        theirs.State = [2];
        await WriteAsync(grain, theirs);
        var etag = mine.ETag;
        mine.State = [3];
        await AssertConflictAsync(WriteAsync(grain, mine));
        Assert.Equal(etag, mine.ETag);
        Assert.Equal([2], (await ReadAsync(grain)).State);
    }

    [Theory]
    [InlineData("7777777")]
    [InlineData("not an etag of ours")]
    public async Task A_write_with_an_etag_of_a_row_that_does_not_exist_is_a_conflict(string etag) =>
        await AssertConflictAsync(WriteAsync(NewGrain(), new GrainState<List<int>>([1], etag)));

    [Fact]
    public async Task Of_many_concurrent_writers_exactly_one_wins()
    {
        var grain = NewGrain();
        await WriteAsync(grain, new GrainState<List<int>>([-1]));
        var states = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => ReadAsync(grain)));
        var writers = states.Select((state, n) => Task.Run(() =>
        {
            state.State = [n];
            return WriteAsync(grain, state);
        })).ToArray();
        await Task.WhenAll(writers.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        var winner = Assert.Single(writers, w => w.IsCompletedSuccessfully);
        Assert.All(writers.Where(w => w != winner), w => Assert.IsType<InconsistentStateException>(w.Exception!.InnerException));
        Assert.Equal([Array.IndexOf(writers, winner)], (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task A_cleared_state_is_empty_and_can_be_written_again()
    {
        var grain = NewGrain();
        var state = await WriteAsync(grain, new GrainState<List<int>>([1]));
        await Storage.ClearStateAsync("state", grain, state);
        Assert.False(state.RecordExists);
        Assert.Empty((await ReadAsync(grain)).State!);
        state.State = [2];
        await WriteAsync(grain, state);
        Assert.Equal([2], (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task A_writer_from_before_the_clearing_never_wins_after_it()
    {
        var grain = NewGrain();
        var state = await WriteAsync(grain, new GrainState<List<int>>([1]));
        var stale = await ReadAsync(grain);
        await Storage.ClearStateAsync("state", grain, state);
        await AssertConflictAsync(WriteAsync(grain, stale));
        state.State = [2];
        await WriteAsync(grain, state);
        await AssertConflictAsync(WriteAsync(grain, stale));
        Assert.Equal([2], (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task Clearing_with_a_stale_etag_is_a_conflict()
    {
        var grain = NewGrain();
        await WriteAsync(grain, new GrainState<List<int>>([1]));
        var stale = await ReadAsync(grain);
        await WriteAsync(grain, await ReadAsync(grain));
        await AssertConflictAsync(Storage.ClearStateAsync("state", grain, stale));
        Assert.Equal([1], (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task Clearing_what_was_never_written_does_nothing()
    {
        var grain = NewGrain();
        await Storage.ClearStateAsync("state", grain, new GrainState<List<int>>([]));
        Assert.False((await ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task Grains_and_states_with_similar_names_are_kept_apart()
    {
        GrainId[] grains = [GrainId.Create("a", "bc"), GrainId.Create("ab", "c"), GrainId.Create("a", "b"), GrainId.Create("a", "bcs")];
        string[] names = ["s", "cs", "state"];
        foreach (var (grain, name) in grains.SelectMany(g => names.Select(n => (g, n))))
            await Storage.WriteStateAsync(name, grain, new GrainState<string>($"{grain}|{name}"));
        foreach (var (grain, name) in grains.SelectMany(g => names.Select(n => (g, n))))
        {
            var state = new GrainState<string>();
            await Storage.ReadStateAsync(name, grain, state);
            Assert.Equal($"{grain}|{name}", state.State);
        }
    }

    [Fact]
    public async Task A_large_state_comes_back_whole()
    {
        var grain = NewGrain();
        var large = Enumerable.Range(0, 100_000).ToList();
        await WriteAsync(grain, new GrainState<List<int>>(large));
        Assert.Equal(large, (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task A_writer_reads_what_it_wrote()
    {
        var grain = NewGrain();
        var state = new GrainState<List<int>>([]);
        for (var n = 0; n < 20; n++)
        {
            state.State = [n];
            await WriteAsync(grain, state);
            Assert.Equal([n], (await ReadAsync(grain)).State);
        }
    }

    public virtual void Dispose()
    {
        Services.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<GrainState<List<int>>> ReadAsync(GrainId grain)
    {
        var state = new GrainState<List<int>>();
        await Storage.ReadStateAsync("state", grain, state);
        return state;
    }

    protected async Task<GrainState<List<int>>> WriteAsync(GrainId grain, GrainState<List<int>> state)
    {
        await Storage.WriteStateAsync("state", grain, state);
        return state;
    }

    protected static GrainId NewGrain() => GrainId.Create("test", $"grain-{Interlocked.Increment(ref _grains)}");

    private static async Task AssertConflictAsync(Task write) => await Assert.ThrowsAsync<InconsistentStateException>(() => write);
}
