using System.Runtime.InteropServices;
using FleetActors.Cells;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Cells;

public sealed class CellTreeTests
{
    [Fact]
    public void A_tree_has_the_cars_that_came_and_have_not_gone() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            var tree = new CellTree(new(52, 13, 53, 14));
            var there = new List<CellCar>();
            var leaves = new Dictionary<VehicleId, LeafPlace?>();
            for (var n = 0; n < 600; n++)
            {
                if (there.Count > 0 && chance.Next(3) == 0)
                {
                    // Most moves stay in a leaf, some lead to the other end.
                    var at = chance.Next(there.Count);
                    var moved = there[at] with { Position = CellCars.Near(chance, there[at].Position, chance.Next(4) == 0 ? 1 : 0.0001) };
                    tree.Move(there[at], moved, ref CollectionsMarshal.GetValueRefOrAddDefault(leaves, moved.Vehicle, out _));
                    there[at] = moved;
                }
                else if (there.Count > 0 && chance.Next(100) < (n / 200 % 2 == 0 ? 30 : 70))
                {
                    var at = chance.Next(there.Count);
                    tree.Remove(there[at]);
                    there.RemoveAt(at);
                }
                else
                {
                    // A tenth of a degree in the corner has half of the cars, so that leaves are divided unevenly.
                    var place = CellCars.Near(chance, new(52.5, 13.5), chance.Next(2) == 0 ? 1 : 0.0001);
                    there.Add(CellCars.Car($"car-{n}", place));
                    tree.Add(there[^1]);
                }
                Assert.Equal(there.Count, tree.Count);
                if (chance.Next(40) == 0) AssertSame(there, tree);
            }
            AssertSame(there, tree);
            foreach (var car in there) tree.Remove(car);
            Assert.Null(tree.Root.Quarters);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_thousand_cars_in_one_spot_are_a_leaf_like_any_other()
    {
        var tree = new CellTree(GeoBox.Everywhere);
        var cars = Enumerable.Range(0, 1_000).Select(n => CellCars.Car($"car-{n}", new(52, 13))).ToArray();
        foreach (var car in cars) tree.Add(car);
        foreach (var car in cars.Skip(1)) tree.Remove(car);
        Assert.Equal([cars[0]], tree.Cars());
        Assert.Throws<InvalidOperationException>(() => tree.Remove(cars[1]));
    }

    [Fact]
    public async Task A_reader_never_sees_one_filing_of_a_car_at_the_place_of_another()
    {
        const int Moves = 300_000;
        var tree = new CellTree(new(52, 13, 53, 14));
        CellCar[] cars = [CellCars.Car("a", new(52.2, 13.2)), CellCars.Car("b", new(52.8, 13.8))];
        foreach (var car in cars) tree.Add(car);
        var leaf = tree.Root;
        var moving = Task.Run(() =>
        {
            LeafPlace? found = null;
            for (var n = 0; n < Moves; n++)
            {
                var moved = cars[n % 2] with { Position = new(52 + n % 1_000 * 0.001, 13 + n % 999 * 0.001) };
                tree.Move(cars[n % 2], moved, ref found);
                cars[n % 2] = moved;
            }
        }, TestContext.Current.CancellationToken);
        while (!moving.IsCompleted)
        {
            for (var at = 0; leaf.Read(ref at, out var seen);) Assert.Equal(UnitVector.Of(seen.Car!.Position), seen.Place);
        }
        await moving;
        Assert.Equal(tree.Cars(), cars);
    }

    [Fact]
    public async Task A_search_finds_each_car_once_and_those_that_stand_always_while_others_move_come_and_go()
    {
        const int Standing = 60, Staying = 60, Steps = 60_000;
        var chance = new Random(5);
        var tree = new CellTree(new(52, 13, 53, 14));
        var cars = CellCars.Around(chance, new(52.5, 13.5), 0.2, Standing + Staying + 400);
        foreach (var car in cars) tree.Add(car);
        var standing = cars.Take(Standing).ToHashSet();
        var moving = Task.Run(() =>
        {
            var places = new LeafPlace?[cars.Count];
            var isThere = Enumerable.Repeat(true, cars.Count).ToArray();
            for (var n = 0; n < Steps; n++)
            {
                var at = chance.Next(Standing, cars.Count);
                var isFew = n / 2_000 % 2 == 1; // leaves are united again, and divided
                if (isThere[at] && (at < Standing + Staying || chance.Next(2) == 0))
                {
                    var moved = cars[at] with { Position = CellCars.Near(chance, new(52.5, 13.5), chance.Next(4) == 0 ? 0.2 : 0.001), Version = new(n + 1, default) };
                    tree.Move(cars[at], moved, ref places[at]);
                    cars[at] = moved;
                }
                else if (isThere[at] && (isFew || chance.Next(8) == 0))
                {
                    tree.Remove(cars[at]);
                    (isThere[at], places[at]) = (false, null);
                }
                else if (!isThere[at] && (!isFew || chance.Next(8) == 0))
                {
                    tree.Add(cars[at]);
                    isThere[at] = true;
                }
            }
        }, TestContext.Current.CancellationToken);
        var question = new Nearby(new(52.5, 13.5), 50_000, 600, VehicleStatus.Available, null, 0);
        do
        {
            var found = NearbySearch.Of(question, default, [tree]);
            Assert.Distinct(found.Select(car => car.Vehicle));
            Assert.Superset(standing, found.Select(car => car.Car).ToHashSet());
            Assert.All(found, car => Assert.Equal(GreatCircle.Metres(question.Place, car.Car.Position), car.DistanceMetres));
        }
        while (!moving.IsCompleted);
        await moving;
    }

    private static void AssertSame(IEnumerable<CellCar> cars, CellTree tree) => Assert.Equal(
        cars.OrderBy(car => car.Vehicle.Value, StringComparer.Ordinal), tree.Cars().OrderBy(car => car.Vehicle.Value, StringComparer.Ordinal));
}
