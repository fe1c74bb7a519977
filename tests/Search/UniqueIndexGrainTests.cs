using FleetActors.Search;
using FleetActors.Tests.Cells;
using FleetActors.Tests.Client.MapHost;
using FleetActors.Tests.Vehicles;

namespace FleetActors.Tests.Search;

public sealed class UniqueIndexGrainTests(CellCluster cluster) : IClassFixture<CellCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static UniqueClaim Claim(string plate, string owner, double seconds = 3_600) =>
        new(plate, owner, 1, new RealTime().GetUtcNow().AddSeconds(seconds));

    private IUniqueIndexGrain Index(string plate) =>
        cluster.Grains.GetGrain<IUniqueIndexGrain>(UniqueIndexKey.Of(CellCluster.Fleet, UniqueKind.Plate, plate).ToString());

    [Fact]
    public async Task A_plate_has_one_owner_also_after_a_restart()
    {
        var claim = Claim("B-FA 7", "car-7");
        Assert.True((await Index("B-FA 7").Reserve([claim], Cancellation))[0].IsAccepted);
        Assert.True((await Index("b fa7").Reserve([claim], Cancellation))[0].IsAccepted);
        Assert.Null(await Index("B-FA 7").OwnerOf("B-FA 7", Cancellation));
        await Index("B-FA 7").Confirm([claim], Cancellation);
        await cluster.Forget();
        Assert.Equal("car-7", await Index("BFA7").OwnerOf("bfa7", Cancellation));
        var other = await Index("B-FA 7").Reserve([Claim("B-FA 7", "car-8")], Cancellation);
        Assert.Equal(Refusal.VehicleAlreadyRegistered, other[0].Refused?.Code);
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
    public void A_key_can_be_read_back() =>
        Assert.Equal(new UniqueIndexKey(new("f"), UniqueKind.Vin, 5), UniqueIndexKey.Parse(new UniqueIndexKey(new("f"), UniqueKind.Vin, 5).ToString()));
}
