using FleetActors.Cells;
using FleetActors.Telemetry;
using FleetActors.Tests.Vehicles;
using FleetActors.Vehicles;

namespace FleetActors.Tests.Cells;

public sealed class CellGrainTests(CellCluster cluster) : IClassFixture<CellCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_car_is_found_where_it_stands_until_it_is_taken_and_again_when_it_comes_back()
    {
        await Register("come", new(52.1, 13.1));
        await Until(new(52.1, 13.1), 500, "come");

        await Change("come", 1, VehicleStatus.Reserved);
        await Until(new(52.1, 13.1), 500);

        await Change("come", 2, VehicleStatus.Available);
        await Until(new(52.1, 13.1), 500, "come");

        // Across a border of every level.
        await Fix("come", new(48.0001, 12.0001), 3_600);
        await Until(new(48, 12), 500, "come");
        await Until(new(52.1, 13.1), 500);
        await Until(new(50, 12.5), 400_000, "come");
    }

    [Fact]
    public async Task Cells_and_shards_that_start_again_find_each_other()
    {
        await Register("stays", new(60.1, 25.1));
        await Register("taken", new(60.1, 25.1));
        await Until(new(60.1, 25.1), 500, "stays", "taken");
        await cluster.Forget();
        // Fixes come again after a restart; a car that was taken meanwhile is not offered.
        await Change("taken", 1, VehicleStatus.OnTrip);
        await Fix("stays", new(60.1, 25.1), 10);
        await Fix("taken", new(60.1, 25.1), 10);
        await Until(new(60.1, 25.1), 500, "stays");
    }

    [Fact]
    public async Task A_zone_a_rectangle_and_a_range_leave_out_what_does_not_fit()
    {
        await Register("zone-in", new(54.01, 13.5));
        await Register("zone-out", new(53.99, 13.5));
        var near = Question(new(54, 13.5), 5_000);
        await Until(near, "zone-in", "zone-out");
        await Until(near with { Zone = CellCluster.Zone.Id }, "zone-in");
        await Until(near with { Within = new(53.98, 13.4, 54, 13.6) }, "zone-out");
        await Until(near with { MinRangeMetres = 1_000_000 });
        Assert.Equal(Refusal.ValueOutOfRange, (await cluster.Nearby.Nearest(near with { Zone = "nowhere" }, Cancellation)).Refused?.Code);
        Assert.Equal(Refusal.ValueOutOfRange, (await cluster.Nearby.Nearest(near with { Limit = 0 }, Cancellation)).Refused?.Code);
        Assert.Equal(Refusal.ValueOutOfRange, (await cluster.Nearby.Nearest(near with { RadiusMetres = double.NaN }, Cancellation)).Refused?.Code);
    }

    private async Task Register(string id, GeoPoint place)
    {
        var outcome = await cluster.Shard(id).Register(new([CellCars.Registration(id)], new(CellCars.T0, Caller.Platform)), Cancellation);
        Assert.True(outcome.Accepted[0].IsAccepted);
        await Fix(id, place, 0);
    }

    private async Task Fix(string id, GeoPoint place, int second)
    {
        var receipt = await cluster.Shard(id).ApplyById([new(new(id), new(CellCars.T0.AddSeconds(second), place, 0, 0, 80, 0))], Cancellation);
        Assert.Equal(1, receipt.Accepted.Applied);
    }

    private Task Change(string id, long revision, VehicleStatus status) =>
        cluster.Shard(id).Changed([new(new(id), revision, new(status, VehicleClass.Compact, true, 0))], Cancellation);

    private static Nearby Question(GeoPoint place, double radiusMetres) => new(place, radiusMetres, 10, VehicleStatus.Available, null, 0);

    private Task Until(GeoPoint place, double radiusMetres, params string[] expected) => Until(Question(place, radiusMetres), expected);

    private Task Until(Nearby question, params string[] expected) => VehicleCluster.Until(async () =>
    {
        // Each silo answers for itself and asks the other one's cells.
        for (var n = 0; n < 4; n++)
        {
            var found = (await cluster.Nearby.Nearest(question, Cancellation)).Value;
            if (found.IsDefault || !found.Select(car => car.Vehicle.Value).Order(StringComparer.Ordinal).SequenceEqual(expected)) return false;
        }
        return true;
    });
}
