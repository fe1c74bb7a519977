using System.Collections.Immutable;
using System.Threading.Channels;
using FleetActors.Records;

namespace FleetActors.Tests.Records;

public sealed class SharedCallsTests
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private readonly SharedCalls<int, ImmutableArray<int>> _shared;

    public SharedCallsTests() => _shared = new((grain, items) =>
    {
        var call = new Call(grain, items, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _calls.Writer.TryWrite(call);
        return call.Answer.Task;
    });

    [Fact]
    public async Task Every_item_gets_the_answer_of_its_own_place()
    {
        var asked = Enumerable.Range(0, 10_000).Select(async n =>
        {
            var (answer, place) = _shared.Join($"g{n % 3}", n);
            return (n, Answer: (await answer)[place]);
        }).ToArray();
        _ = AnswerAll(call => [.. call.Items.Select(n => -n)]);
        Assert.All(await Task.WhenAll(asked), pair => Assert.Equal(-pair.n, pair.Answer));
    }

    [Fact]
    public async Task Items_gather_while_as_many_calls_as_allowed_are_under_way()
    {
        var underWay = new List<Call>();
        for (var n = 0; n < SharedCalls<int, ImmutableArray<int>>.MaxUnderWay; n++)
        {
            _shared.Join("g", n);
            underWay.Add(await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken));
        }
        var late = Enumerable.Range(100, 50).Select(n => _shared.Join("g", n).Answer).ToArray();
        Assert.False(_calls.Reader.TryRead(out _));
        underWay[0].Answer.SetResult([0]);
        var next = await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(100, 50), next.Items);
        next.Answer.SetResult(next.Items);
        await Task.WhenAll(late);
    }

    [Fact]
    public async Task A_call_that_fails_fails_for_all_its_items_and_for_no_others()
    {
        var failing = _shared.Join("g", 1).Answer;
        (await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken)).Answer.SetException(new IOException("as the test asks"));
        await Assert.ThrowsAsync<IOException>(() => failing);
        var (answer, place) = _shared.Join("g", 2);
        (await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken)).Answer.SetResult([22]);
        Assert.Equal(22, (await answer)[place]);
    }

    [Fact]
    public async Task More_than_may_wait_is_refused()
    {
        var most = SharedCalls<int, ImmutableArray<int>>.MaxItems
            * (SharedCalls<int, ImmutableArray<int>>.MaxWaiting + SharedCalls<int, ImmutableArray<int>>.MaxUnderWay);
        var last = Task.FromResult(ImmutableArray<int>.Empty);
        for (var n = 0; n <= most; n++) last = _shared.Join("g", n).Answer;
        await Assert.ThrowsAsync<InvalidOperationException>(() => last);
    }

    [Fact]
    public async Task Items_gather_while_a_pause_lasts_though_the_call_before_has_been_answered()
    {
        var pauses = new List<TaskCompletionSource>();
        var paced = new SharedCalls<int, ImmutableArray<int>>(
            (_, items) => Task.FromResult(items),
            () =>
            {
                pauses.Add(new(TaskCreationOptions.RunContinuationsAsynchronously));
                return pauses[^1].Task;
            });
        var first = paced.Join("g", 1).Answer;
        Assert.Equal([1], await first);
        var late = Enumerable.Range(2, 5).Select(n => paced.Join("g", n).Answer).ToArray();
        Assert.Equal([9], await paced.Join("another", 9).Answer); // a pause is one grain's
        Assert.All(late, answer => Assert.False(answer.IsCompleted));
        pauses[0].SetResult();
        Assert.All(await Task.WhenAll(late), items => Assert.Equal([2, 3, 4, 5, 6], items));
    }

    private async Task AnswerAll(Func<Call, ImmutableArray<int>> answer)
    {
        await foreach (var call in _calls.Reader.ReadAllAsync(TestContext.Current.CancellationToken)) call.Answer.SetResult(answer(call));
    }

    private sealed record Call(string Grain, ImmutableArray<int> Items, TaskCompletionSource<ImmutableArray<int>> Answer);
}
