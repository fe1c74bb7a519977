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
            var there = new List<KnownCar>();
            for (var n = 0; n < 600; n++)
            {
                if (there.Count > 0 && chance.Next(3) == 0)
                {
                    // Most moves stay in a leaf, some lead to the other end.
                    var car = there[chance.Next(there.Count)];
                    tree.Move(car, car.Car with { Position = CellCars.Near(chance, car.Car.Position, chance.Next(4) == 0 ? 1 : 0.0001) });
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
                    there.Add(Known(CellCars.Car($"car-{n}", place)));
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
        var cars = Enumerable.Range(0, 1_000).Select(n => Known(CellCars.Car($"car-{n}", new(52, 13)))).ToArray();
        foreach (var car in cars) tree.Add(car);
        foreach (var car in cars.Skip(1)) tree.Remove(car);
        Assert.Equal([cars[0].Car], tree.Cars());
        Assert.Throws<InvalidOperationException>(() => tree.Remove(cars[1]));
    }

    [Fact]
    public async Task A_reader_never_sees_parts_of_two_filings_nor_one_car_as_another()
    {
        const int Steps = 300_000, NotHere = -1;
        var tree = new CellTree(new(52, 13, 53, 14));
        var cars = new[] { Filing("a", 0), Filing("b", 1) }.Select(Known).ToArray();
        foreach (var car in cars) tree.Add(car);
        var moving = Task.Run(() =>
        {
            for (var n = 2; n < Steps; n++)
            {
                if (n % 7 > 0)
                {
                    tree.Move(cars[n % 2], Filing(cars[n % 2].Vehicle.Value, n));
                    continue;
                }
                tree.Remove(cars[n % 2]); // and another car in its object, as when one is forgotten
                cars[n % 2].Set(Filing(n % 4 < 2 ? "c" : "a", n) with { RangeMetres = NotHere }, isHere: false);
                cars[n % 2].Set(Filing(n % 4 < 2 ? "d" : "b", n), isHere: true);
                tree.Add(cars[n % 2]);
            }
        }, TestContext.Current.CancellationToken);
        while (!moving.IsCompleted)
        {
            foreach (var seen in tree.Cars()) Assert.Equal(Filing(seen.Vehicle.Value, (int)seen.Version.Revision), seen);
        }
        await moving;
        AssertSame(cars, tree);

        static CellCar Filing(string id, int n) => CellCars.Car(id, new(52 + n % 1_000 * 0.001, 13 + n % 999 * 0.001), revision: n, second: n, charge: id[0] - 'a') with { RangeMetres = n };
    }

    [Fact]
    public async Task A_search_finds_each_car_once_and_those_that_stand_always_while_others_move_come_and_go()
    {
        const int Standing = 60, Staying = 60, Steps = 400_000, Limit = 40;
        var chance = new Random(5);
        var tree = new CellTree(new(52, 13, 53, 14));
        var cars = CellCars.Around(chance, new(52.5, 13.5), 0.2, Standing + Staying + 400).ConvertAll(Known);
        foreach (var car in cars) tree.Add(car);
        var standing = cars.Take(Standing).Select(car => car.Car).ToHashSet();
        var moving = Task.Run(() =>
        {
            for (var n = 0; n < Steps; n++)
            {
                var at = chance.Next(Standing, cars.Count);
                var car = cars[at];
                var isFew = n / 2_000 % 2 == 1; // leaves are united again, and divided
                if (car.IsHere && (at < Standing + Staying || chance.Next(2) == 0))
                {
                    tree.Move(car, car.Car with { Position = CellCars.Near(chance, new(52.5, 13.5), chance.Next(4) == 0 ? 0.2 : 0.001), Version = new(n + 1, default) });
                }
                else if (car.IsHere && (isFew || chance.Next(8) == 0))
                {
                    tree.Remove(car);
                    car.Set(car.Car, isHere: false);
                }
                else if (!car.IsHere && (!isFew || chance.Next(8) == 0))
                {
                    car.Set(car.Car, isHere: true);
                    tree.Add(car);
                }
            }
        }, TestContext.Current.CancellationToken);
        var question = new Nearby(new(52.5, 13.5), 50_000, Limit, VehicleStatus.Available, null, 0);
        var meanwhile = 0;
        for (var isOver = false; !isOver;)
        {
            isOver = moving.IsCompleted;
            var found = NearbySearch.Of(question, default, [tree]);
            if (!moving.IsCompleted) meanwhile++;
            Assert.Equal(Limit, found.Length);
            Assert.Distinct(found.Select(car => car.Vehicle));
            Assert.Superset(standing.Where(car => GreatCircle.Metres(question.Place, car.Position) < found[^1].DistanceMetres).ToHashSet(), found.Select(car => car.Car).ToHashSet());
            Assert.All(found, car => Assert.Equal(GreatCircle.Metres(question.Place, car.Car.Position), car.DistanceMetres));
        }
        await moving;
        Assert.True(meanwhile > 20, $"only {meanwhile} searches ended while cars moved");
    }

    [Fact]
    public void A_car_that_is_in_two_trees_is_found_once_and_where_it_was_last()
    {
        CellTree one = new(new(52, 13, 53, 14)), other = new(new(52, 13, 53, 14));
        one.Add(Known(CellCars.Car("moved", new(52.5, 13.5), second: 1)));
        other.Add(Known(CellCars.Car("moved", new(52.6, 13.5), second: 2)));
        other.Add(Known(CellCars.Car("other", new(52.7, 13.5))));
        one.Add(Known(CellCars.Car("twice", new(52.51, 13.5))));
        other.Add(Known(CellCars.Car("twice", new(52.51, 13.5))));
        var found = NearbySearch.Of(new(new(52.5, 13.5), 50_000, 3, VehicleStatus.Available, null, 0), default, [one, other]);
        Assert.Equal([("twice", 52.51), ("moved", 52.6), ("other", 52.7)], found.Select(car => (car.Vehicle.Value, car.Position.Latitude)));
    }

    [Fact]
    public void A_car_that_only_the_second_search_finds_twice_is_where_it_was_last_too()
    {
        CellTree one = new(new(52, 13, 53, 14)), other = new(new(52, 13, 53, 14));
        foreach (var (id, before, now) in new[] { ("near", 52.51, 52.515), ("far", 52.54, 52.53) })
        {
            one.Add(Known(CellCars.Car(id, new(before, 13.5), second: 1)));
            other.Add(Known(CellCars.Car(id, new(now, 13.5), second: 2)));
        }
        var found = NearbySearch.Of(new(new(52.5, 13.5), 50_000, 2, VehicleStatus.Available, null, 0), default, [one, other]);
        Assert.Equal([("near", 52.515), ("far", 52.53)], found.Select(car => (car.Vehicle.Value, car.Position.Latitude)));
    }

    private static KnownCar Known(CellCar car)
    {
        var known = new KnownCar();
        known.Set(car, isHere: true);
        return known;
    }

    private static void AssertSame(IEnumerable<KnownCar> cars, CellTree tree) => Assert.Equal(
        cars.Select(car => car.Car).OrderBy(car => car.Vehicle.Value, StringComparer.Ordinal), tree.Cars().OrderBy(car => car.Vehicle.Value, StringComparer.Ordinal));
}
