using System.Collections.Immutable;
using FleetActors.Cells;

namespace FleetActors.Tests.Cells;

public sealed class CellCourierTests
{
    private static readonly CellKey Cell = new(new("berlin"), CellId.Of(0, new(52, 13)));

    [Fact]
    public async Task Filings_of_many_shards_share_calls_of_which_none_is_too_large()
    {
        var calls = new List<ImmutableArray<CellFiling>>();
        var pause = new TaskCompletionSource();
        var courier = new CellCourier(
            (_, _) => throw new InvalidOperationException("None goes alone."),
            (_, filings) =>
            {
                calls.Add(filings);
                return Task.CompletedTask;
            },
            () => pause.Task);
        await courier.File(Cell, Filing(0, 1)); // the first goes at once, and those that follow gather
        CellFiling[] some = [.. Enumerable.Range(1, 40).Select(shard => Filing(shard, 30 * shard % 200))];
        var filed = some.Select(filing => courier.File(Cell, filing)).ToArray();
        pause.SetResult();
        await Task.WhenAll(filed);
        Assert.Equal(some, calls.Skip(1).SelectMany(filings => filings));
        Assert.All(calls, filings => Assert.InRange(filings.Sum(filing => filing.Count), 1, FilingLimits.MaxCars));
        Assert.All(calls.Skip(1).Zip(calls.Skip(2)), two => Assert.True(two.First.Sum(filing => filing.Count) + two.Second[0].Count > FilingLimits.MaxCars));
    }

    [Fact]
    public async Task A_full_filing_and_a_listing_go_alone()
    {
        var alone = new List<CellFiling>();
        var courier = new CellCourier(
            (_, filing) =>
            {
                alone.Add(filing);
                return Task.CompletedTask;
            },
            (_, _) => throw new InvalidOperationException("Nothing is shared."),
            () => Task.CompletedTask);
        CellFiling[] filings = [Filing(0, FilingLimits.MaxCars), Filing(1, 3) with { Kind = FilingKind.ListingPart }, Filing(1, 0) with { Kind = FilingKind.ListingEnd }];
        foreach (var filing in filings) await courier.File(Cell, filing);
        Assert.Equal(filings, alone);
    }

    [Fact]
    public async Task A_call_that_fails_fails_for_all_in_it()
    {
        var courier = new CellCourier((_, _) => Task.CompletedTask, (_, _) => Task.FromException(new TimeoutException()), () => Task.CompletedTask);
        foreach (var filed in Enumerable.Range(0, 3).Select(shard => courier.File(Cell, Filing(shard, 1))).ToArray())
            await Assert.ThrowsAsync<TimeoutException>(() => filed);
    }

    private static CellFiling Filing(int shard, int cars) =>
        new(shard, 1, 1, FilingKind.Change, [.. Enumerable.Range(0, cars).Select(n => CellCars.Car($"car-{shard}-{n}", new(52, 13)))], []);
}
