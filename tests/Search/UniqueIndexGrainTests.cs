using FleetActors.Search;
using FleetActors.Tests.Cells;
using FleetActors.Tests.Client.MapHost;
using FleetActors.Tests.Vehicles;

namespace FleetActors.Tests.Search;

public sealed class UniqueIndexGrainTests(CellCluster cluster) : IClassFixture<CellCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static UniqueClaim Claim(string plate, string owner, double seconds = 3_600, long attempt = 1) =>
        new(UniqueIndexKey.Normal(UniqueKind.Plate, plate), owner, attempt, new RealTime().GetUtcNow().AddSeconds(seconds));

    private IUniqueIndexGrain Index(string plate) => cluster.Grains.GetGrain<IUniqueIndexGrain>(
        UniqueIndexKey.Of(CellCluster.Fleet, UniqueKind.Plate, UniqueIndexKey.Normal(UniqueKind.Plate, plate)).ToString());

    [Fact]
    public async Task A_plate_has_one_owner_also_after_a_restart()
    {
        var claim = Claim("B-FA 7", "car-7");
        Assert.True((await Index("B-FA 7").Reserve([claim], Cancellation))[0].IsAccepted);
        Assert.True((await Index("b fa7").Reserve([claim], Cancellation))[0].IsAccepted);
        await cluster.Forget();
        Assert.Equal("car-7", await Index("B-FA7").ClaimantOf("b fa7", Cancellation));
        var other = await Index("B-FA 7").Reserve([Claim("B-FA 7", "car-8")], Cancellation);
        Assert.Equal(Refusal.PlateTaken, other[0].Refused?.Code);
        await Index("B-FA 7").Release([claim], Cancellation);
        Assert.True((await Index("B-FA 7").Reserve([Claim("B-FA 7", "car-8")], Cancellation))[0].IsAccepted);
    }

    [Fact]
    public async Task A_claim_that_nobody_registered_is_asked_about_and_then_free()
    {
        Assert.True((await Index("LOST 1").Reserve([Claim("LOST 1", "never", seconds: 1)], Cancellation))[0].IsAccepted);
        await VehicleCluster.Until(async () => (await Index("LOST 1").Reserve([Claim("LOST 1", "rival")], Cancellation))[0].IsAccepted);
    }

    [Fact]
    public async Task Of_many_who_want_it_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Index("RUSH 1").Reserve([Claim("RUSH 1", $"car-{n}")], Cancellation)));
        Assert.Single(answers, answer => answer[0].IsAccepted);
    }

    [Fact]
    public async Task Of_two_in_one_call_the_first_gets_it()
    {
        var answers = await Index("PAIR 1").Reserve([Claim("PAIR 1", "car-1"), Claim("PAIR 1", "car-2")], Cancellation);
        Assert.Equal([true, false], answers.Select(answer => answer.IsAccepted));
    }

    [Fact]
    public async Task Thousands_of_values_are_kept_apart_also_after_a_restart()
    {
        var claims = Enumerable.Range(0, 5_000).Select(n => Claim($"M {n}", $"many-{n}")).Where(claim => UniqueIndexKey.BucketOf(claim.Value) == 3).ToArray();
        var index = cluster.Grains.GetGrain<IUniqueIndexGrain>(new UniqueIndexKey(CellCluster.Fleet, UniqueKind.Plate, 3).ToString());
        Assert.All(await index.Reserve([.. claims], Cancellation), answer => Assert.True(answer.IsAccepted));
        await cluster.Forget();
        var rivals = await index.Reserve([.. claims.Select(claim => claim with { Owner = "rival" })], Cancellation);
        Assert.All(rivals, answer => Assert.Equal(Refusal.PlateTaken, answer.Refused?.Code));
        Assert.Equal(claims[^1].Owner, await index.ClaimantOf(claims[^1].Value, Cancellation));
    }

    [Fact]
    public void A_key_can_be_read_back() =>
        Assert.Equal(new UniqueIndexKey(new("f"), UniqueKind.Vin, 5), UniqueIndexKey.Parse(new UniqueIndexKey(new("f"), UniqueKind.Vin, 5).ToString()));
}
