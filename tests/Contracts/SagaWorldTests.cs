namespace FleetActors.Tests.Contracts;

/// <summary>A failure prints its seed; <see cref="SagaRun.Of"/> with that seed replays it.</summary>
public sealed class SagaWorldTests
{
    private const int Runs = 1_000;

    [Fact]
    public void Whatever_is_lost_late_doubled_or_crashed_every_contract_ends_right()
    {
        for (var seed = 1; seed <= Runs; seed++)
        {
            var wrong = SagaRun.Of(seed);
            Assert.True(wrong.Count == 0, $"seed {seed}: {string.Join("; ", wrong.Take(5))}");
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_run() =>
        Assert.Equal(SagaRun.Of(4, Sabotage.ReleaseByOwnClock), SagaRun.Of(4, Sabotage.ReleaseByOwnClock));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_broken_rule_is_caught(int sabotage) =>
        Assert.Contains(Enumerable.Range(1, 200), seed => SagaRun.Of(seed, (Sabotage)sabotage).Count > 0);
}
