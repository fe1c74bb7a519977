using FleetActors.Fleets;
using Microsoft.Extensions.Time.Testing;

namespace FleetActors.Tests.Fleets;

public sealed class FreshCopyTests
{
    private readonly FakeTimeProvider _clock = new();
    private int _reads;

    private FreshCopy<string> Copy(Func<Task<string?>> read) => new(
        () =>
        {
            Interlocked.Increment(ref _reads);
            return read();
        }, TimeSpan.FromSeconds(5), _clock);

    [Fact]
    public async Task A_young_copy_is_used_at_once_without_allocating()
    {
        var copy = Copy(() => Task.FromResult<string?>("v"));
        Assert.Equal("v", await copy.Get());
        Assert.True(IsReady(copy.Get()));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var ready = 0;
        for (var i = 0; i < 1_000; i++) ready += IsReady(copy.Get()) ? 1 : 0;
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1_000, ready);
        Assert.Equal(1, _reads);
    }

    private static bool IsReady(ValueTask<string?> answer) => answer.IsCompletedSuccessfully;

    [Fact]
    public async Task An_old_copy_is_never_answered()
    {
        var value = "old";
        var copy = Copy(() => Task.FromResult<string?>(value));
        await copy.Get();
        value = "new";
        _clock.Advance(TimeSpan.FromSeconds(5.001));
        Assert.Equal("new", await copy.Get());
    }

    [Fact]
    public async Task Readers_at_the_same_time_share_one_read()
    {
        var answer = new TaskCompletionSource<string?>();
        var copy = Copy(() => answer.Task);
        var readers = Enumerable.Range(0, 50).Select(_ => copy.Get().AsTask()).ToArray();
        answer.SetResult("v");
        Assert.All(await Task.WhenAll(readers), value => Assert.Equal("v", value));
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task What_does_not_exist_is_asked_again()
    {
        string? value = null;
        var copy = Copy(() => Task.FromResult(value));
        Assert.Null(await copy.Get());
        value = "v";
        Assert.Equal("v", await copy.Get());
    }

    [Fact]
    public async Task A_failed_read_is_tried_again_by_the_next_reader()
    {
        var fails = true;
        var copy = Copy(() => fails ? Task.FromException<string?>(new TimeoutException()) : Task.FromResult<string?>("v"));
        await Assert.ThrowsAsync<TimeoutException>(async () => await copy.Get());
        fails = false;
        Assert.Equal("v", await copy.Get());
    }

    [Fact]
    public void A_full_map_drops_what_was_not_used_for_longest()
    {
        var map = new RecentlyUsed<int, string>(8, _clock);
        for (var i = 0; i < 8; i++)
        {
            map.GetOrAdd(i, static (key, _) => $"v{key}", 0);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        map.GetOrAdd(0, static (_, _) => "made again", 0);
        _clock.Advance(TimeSpan.FromSeconds(1));
        map.GetOrAdd(8, static (key, _) => $"v{key}", 0);
        Assert.True(map.Count <= 8);
        Assert.Equal("v0", map.GetOrAdd(0, static (_, _) => "made again", 0));
        Assert.Equal("made again", map.GetOrAdd(1, static (_, _) => "made again", 0));
    }
}
