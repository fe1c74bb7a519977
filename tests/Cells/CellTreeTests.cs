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
    public void A_published_tree_keeps_its_cars_while_the_next_one_is_made() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            var editor = new CellTreeEditor(CellTree.Empty(new(52, 13, 53, 14)));
            var there = new List<CellCar>();
            var leaves = new Dictionary<VehicleId, LeafPlace?>();
            var published = new List<(CellTree Tree, CellCar[] Cars)>();
            for (var n = 0; n < 600; n++)
            {
                if (there.Count > 0 && chance.Next(3) == 0)
                {
                    // Most moves stay in a leaf, some lead to the other end.
                    var at = chance.Next(there.Count);
                    var moved = there[at] with { Position = CellCars.Near(chance, there[at].Position, chance.Next(4) == 0 ? 1 : 0.0001) };
                    editor.Move(there[at], moved, ref CollectionsMarshal.GetValueRefOrAddDefault(leaves, moved.Vehicle, out _));
                    there[at] = moved;
                }
                else if (there.Count > 0 && chance.Next(100) < 45)
                {
                    var at = chance.Next(there.Count);
                    editor.Remove(there[at]);
                    there.RemoveAt(at);
                }
                else
                {
                    // A tenth of a degree in the corner has half of the cars, so that leaves are divided unevenly.
                    var place = CellCars.Near(chance, new(52.5, 13.5), chance.Next(2) == 0 ? 1 : 0.0001);
                    there.Add(CellCars.Car($"car-{n}", place));
                    editor.Add(there[^1]);
                }
                if (chance.Next(40) == 0) published.Add((editor.Publish(), [.. there]));
            }
            published.Add((editor.Publish(), [.. there]));
            foreach (var (tree, cars) in published)
            {
                Assert.Equal(cars.Length, tree.Count);
                Assert.Equal(Ids(cars), Ids(tree.Cars()));
            }
            Assert.Equal(there.OrderBy(car => car.Vehicle.Value, StringComparer.Ordinal), published[^1].Tree.Cars().OrderBy(car => car.Vehicle.Value, StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_thousand_cars_in_one_spot_are_a_leaf_like_any_other()
    {
        var editor = new CellTreeEditor(CellTree.Empty(GeoBox.Everywhere));
        var cars = Enumerable.Range(0, 1_000).Select(n => CellCars.Car($"car-{n}", new(52, 13))).ToArray();
        foreach (var car in cars) editor.Add(car);
        foreach (var car in cars.Skip(1)) editor.Remove(car);
        Assert.Equal([cars[0]], editor.Publish().Cars());
        Assert.Throws<InvalidOperationException>(() => editor.Remove(cars[1]));
    }

    [Fact]
    public async Task A_reader_never_sees_one_filing_of_a_car_at_the_place_of_another()
    {
        const int Moves = 300_000;
        var editor = new CellTreeEditor(CellTree.Empty(new(52, 13, 53, 14)));
        CellCar[] cars = [CellCars.Car("a", new(52.2, 13.2)), CellCars.Car("b", new(52.8, 13.8))];
        foreach (var car in cars) editor.Add(car);
        var leaf = editor.Publish().Root;
        var moving = Task.Run(() =>
        {
            LeafPlace? found = null;
            for (var n = 0; n < Moves; n++)
            {
                var moved = cars[n % 2] with { Position = new(52 + n % 1_000 * 0.001, 13 + n % 999 * 0.001) };
                editor.Move(cars[n % 2], moved, ref found);
                cars[n % 2] = moved;
            }
        }, TestContext.Current.CancellationToken);
        while (!moving.IsCompleted)
        {
            for (var at = 0; at < leaf.Count; at++)
            {
                var seen = leaf.Read(at);
                Assert.Equal(UnitVector.Of(seen.Car.Position), seen.Place);
            }
        }
        await moving;
        Assert.Equal([leaf.Read(0).Car, leaf.Read(1).Car], cars.AsEnumerable());
    }

    [Fact]
    public async Task A_search_finds_each_car_once_and_where_it_was_while_cars_move_come_and_go()
    {
        const int Staying = 80, Steps = 60_000;
        var chance = new Random(5);
        var editor = new CellTreeEditor(CellTree.Empty(new(52, 13, 53, 14)));
        var cars = CellCars.Around(chance, new(52.5, 13.5), 0.2, Staying + 40);
        foreach (var car in cars) editor.Add(car);
        var tree = editor.Publish();
        var moving = Task.Run(() =>
        {
            var places = new LeafPlace?[cars.Count];
            var isThere = Enumerable.Repeat(true, cars.Count).ToArray();
            for (var n = 0; n < Steps; n++)
            {
                var at = chance.Next(cars.Count);
                if (at < Staying || (isThere[at] && chance.Next(2) == 0))
                {
                    var moved = cars[at] with { Position = CellCars.Near(chance, new(52.5, 13.5), chance.Next(4) == 0 ? 0.2 : 0.001) };
                    editor.Move(cars[at], moved, ref places[at]);
                    cars[at] = moved;
                }
                else if (isThere[at] = !isThere[at]) editor.Add(cars[at]);
                else
                {
                    editor.Remove(cars[at]);
                    places[at] = null;
                }
                if (chance.Next(20) == 0) Volatile.Write(ref tree, editor.Publish());
            }
        }, TestContext.Current.CancellationToken);
        var staying = cars.Take(Staying).Select(car => car.Vehicle).ToHashSet();
        var question = new Nearby(new(52.5, 13.5), 50_000, 200, VehicleStatus.Available, null, 0);
        do
        {
            var found = NearbySearch.Of(question, default, [Volatile.Read(ref tree)]);
            Assert.Distinct(found.Select(car => car.Vehicle));
            Assert.Superset(staying, found.Select(car => car.Vehicle).ToHashSet());
            Assert.All(found, car => Assert.Equal(GreatCircle.Metres(question.Place, car.Car.Position), car.DistanceMetres));
        }
        while (!moving.IsCompleted);
        await moving;
    }

    private static IEnumerable<string> Ids(IEnumerable<CellCar> cars) => cars.Select(car => car.Vehicle.Value).Order(StringComparer.Ordinal);
}
