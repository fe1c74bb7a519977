using FleetActors.Cells;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Cells;

public sealed class CellSearchTests
{
    private static readonly GeoPoint[] Places =
        [new(52.52, 13.4), new(0, 0), new(-36.8, 179.99), new(66, -180), new(89.999, 20), new(-90, 0), new(40.75, -73.98), new(52.5, 13.5)];

    [Fact]
    public void Cells_answer_as_if_every_car_were_looked_at() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            var degrees = Math.Pow(10, chance.Next(-4, 3));
            var centre = Places[chance.Next(Places.Length)];
            var cars = CellCars.Around(chance, centre, degrees, chance.Next(400));
            var cells = File(cars);
            for (var n = 0; n < 6; n++)
            {
                var question = Question(chance, centre, degrees);
                var cover = CellCoverRules.Of(question);
                Assert.InRange(cover.Length, 1, INearbyGrain.MaxCells);
                Assert.Equal(cover.Length, cover.Distinct().Count());
                var trees = cover.Where(cells.ContainsKey).Select(cell => cells[cell].Tree).ToArray();
                Assert.Equal(CellCars.BruteForce(cars, question), CellCars.Short(NearbySearch.Of(question, default, trees)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Places_at_the_other_end_of_the_Earth_are_ordered_like_any_others()
    {
        var chance = new Random(5);
        var cars = CellCars.Around(chance, new(-52, -166.6), 2, 300);
        var question = new Nearby(new(52, 13.4), Nearby.MaxRadiusMetres, 40, VehicleStatus.Available, null, 0);
        var world = File(cars)[new(0, 0, 0)].Tree;
        Assert.Equal(CellCars.BruteForce(cars, question), CellCars.Short(NearbySearch.Of(question, default, [world])));
    }

    [Fact]
    public void A_radius_of_a_few_kilometres_stays_at_the_finest_level()
    {
        var cover = CellCoverRules.Of(new(new(52.5, 13.5), 5_000, 10, null, null, 0));
        Assert.All(cover, cell => Assert.Equal(CellId.Finest, cell.Level));
        Assert.Equal(4, cover.Length);
        Assert.Equal(CellId.Of(CellId.Finest, new(52.5, 13.5)), cover[0]);
        Assert.Equal([new CellId(0, 0, 0)], CellCoverRules.Of(new(new(52.5, 13.5), Nearby.MaxRadiusMetres, 10, null, null, 0)));
    }

    [Fact]
    public void A_car_that_two_cells_have_while_it_moves_is_found_once_where_it_was_last_and_takes_nobodys_place()
    {
        var before = new CellIndex(GeoBox.Everywhere);
        var after = new CellIndex(GeoBox.Everywhere);
        before.Take(Change([CellCars.Car("moving", new(52, 13), second: 1), CellCars.Car("a", new(52, 13.002))]));
        after.Take(Change([CellCars.Car("moving", new(52, 13.001), second: 2), CellCars.Car("b", new(52, 13.003))]));
        var found = NearbySearch.Of(new(new(52, 13), 1_000, 3, null, null, 0), default, [before.Tree, after.Tree]);
        Assert.Equal(["moving", "a", "b"], found.Select(car => car.Vehicle.Value));
        Assert.Equal(13.001, found[0].Position.Longitude);
    }

    [Fact]
    public void A_zone_leaves_out_what_is_not_in_it()
    {
        var index = new CellIndex(GeoBox.Everywhere);
        index.Take(Change([CellCars.Car("in", new(52.01, 13.01)), CellCars.Car("out", new(52, 12.99))]));
        var found = NearbySearch.Of(
            new(new(52, 13), 5_000, 3, null, null, 0), [new(52, 13), new(52, 13.1), new(52.1, 13.1), new(52.1, 13)], [index.Tree]);
        Assert.Equal("in", Assert.Single(found).Vehicle.Value);
    }

    internal static CellFiling Change(CellCar[] cars) => new(0, 1, 1, FilingKind.Change, [.. cars], []);

    private static Dictionary<CellId, CellIndex> File(List<CellCar> cars)
    {
        var cells = new Dictionary<CellId, CellIndex>();
        for (var level = 0; level < CellId.Levels; level++)
        {
            foreach (var some in cars.GroupBy(car => CellId.Of(level, car.Position)))
                (cells[some.Key] = new(some.Key.Box)).Take(Change([.. some]));
        }
        return cells;
    }

    private static Nearby Question(Random chance, GeoPoint centre, double degrees)
    {
        var place = CellCars.Near(chance, centre, degrees * 1.5);
        var radius = Math.Min(Nearby.MaxRadiusMetres, 1 + degrees * GreatCircle.MetresPerDegree * Math.Pow(chance.NextDouble(), 3));
        var question = new Nearby(place, radius, 1 + chance.Next(30), VehicleStatus.Available, null, 0);
        if (chance.Next(3) == 0) question = question with { Class = VehicleClass.Mini };
        if (chance.Next(3) == 0) question = question with { MinChargePercent = 50, MinRangeMetres = 160_000 };
        if (chance.Next(3) > 0) return question;
        var (one, other) = (CellCars.Near(chance, centre, degrees), CellCars.Near(chance, centre, degrees));
        var box = new GeoBox(
            Math.Min(one.Latitude, other.Latitude), one.Longitude, Math.Max(one.Latitude, other.Latitude), other.Longitude);
        return question with { Within = box, Place = box.Centre, RadiusMetres = Nearby.MaxRadiusMetres };
    }
}
