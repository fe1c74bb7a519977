using FleetActors.Cells;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Cells;

public sealed class CellTreeTests
{
    [Fact]
    public void An_open_tree_stays_as_it_was_whatever_is_changed_and_shown_meanwhile() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            var trees = new CellTrees(new(52, 13, 53, 14));
            var there = new List<CellCar>();
            var open = new List<(CellTree Tree, CellCar[] Cars)>();
            for (var n = 0; n < 600; n++)
            {
                Change(chance, trees, there, n);
                if (chance.Next(30) > 0) continue;
                var tree = trees.Publish();
                AssertHas(there, tree);
                if (chance.Next(2) == 0 && tree.TryOpen()) open.Add((tree, [.. there]));
                if (open.Count <= 3) continue;
                open[0].Tree.Close();
                open.RemoveAt(0);
            }
            foreach (var (tree, cars) in open) AssertHas(cars, tree);
            AssertHas(there, trees.Publish());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_tree_that_nobody_reads_is_used_again_and_one_that_is_read_is_not()
    {
        var trees = new CellTrees(GeoBox.Everywhere);
        var shown = new List<CellTree>();
        for (var n = 0; n < 6; n++)
        {
            trees.Take(new(null, CellCars.Car($"car-{n}", new(52, 13 + n))));
            shown.Add(trees.Publish());
            if (n == 3) Assert.True(shown[n].TryOpen());
        }
        Assert.Same(shown[1], shown[3]);
        Assert.NotSame(shown[3], shown[5]);
        Assert.Equal((4, 6), (shown[3].Count, shown[5].Count));
    }

    [Fact]
    public void What_nobody_was_shown_for_long_is_shown_whole()
    {
        var trees = new CellTrees(GeoBox.Everywhere);
        CellCar? before = null;
        trees.Publish();
        for (var n = 0; n < 1_000; n++)
        {
            var car = CellCars.Car("mover", new(52, n / 10.0));
            trees.Take(new(before, car));
            before = car;
        }
        for (var n = 0; n < 3; n++)
        {
            trees.Take(new(null, CellCars.Car($"car-{n}", new(53, 13))));
            Assert.Equal(n + 2, trees.Publish().Cars().Length);
        }
    }

    [Fact]
    public async Task Readers_on_other_threads_never_see_a_car_twice_or_not_at_all()
    {
        const int Cars = 40;
        var trees = new CellTrees(new(52, 13, 53, 14));
        var cell = new PublishedCell();
        var chance = new Random(7);
        var there = Enumerable.Range(0, Cars).Select(n => CellCars.Car($"car-{n}", CellCars.Near(chance, new(52.5, 13.5), 1))).ToArray();
        foreach (var car in there) trees.Take(new(null, car));
        cell.Show(trees.Publish());
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                var tree = cell.Open()!;
                Assert.Equal(Cars, tree.Cars().Select(car => car.Vehicle).Distinct().Count());
                tree.Close();
            }
        })).ToArray();
        for (var n = 0; n < 100_000; n++)
        {
            ref var moved = ref there[chance.Next(Cars)];
            var to = CellCars.Car(moved.Vehicle.Value, CellCars.Near(chance, new(52.5, 13.5), 1));
            trees.Take(new(moved, to));
            moved = to;
            if (n % 3 == 0) cell.Show(trees.Publish());
        }
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public void A_thousand_cars_in_one_spot_are_a_leaf_like_any_other()
    {
        var trees = new CellTrees(GeoBox.Everywhere);
        var cars = Enumerable.Range(0, 1_000).Select(n => CellCars.Car($"car-{n}", new(52, 13))).ToArray();
        foreach (var car in cars) trees.Take(new(null, car));
        foreach (var car in cars.Skip(1)) trees.Take(new(car, null));
        Assert.Equal([cars[0]], trees.Publish().Cars());
        Assert.Throws<InvalidOperationException>(() => trees.Take(new(cars[1], null)));
    }

    private static void Change(Random chance, CellTrees trees, List<CellCar> there, int n)
    {
        // A tenth of a degree in the corner has half of the cars, so that leaves are divided unevenly.
        var place = CellCars.Near(chance, new(52.5, 13.5), chance.Next(2) == 0 ? 1 : 0.0001);
        var at = there.Count == 0 ? -1 : chance.Next(there.Count);
        var kind = at < 0 ? 2 : chance.Next(3);
        var to = kind == 0 ? null : CellCars.Car(kind == 1 ? there[at].Vehicle.Value : $"car-{n}", place);
        trees.Take(new(kind == 2 ? null : there[at], to));
        if (kind == 2) there.Add(to!);
        else if (to is not null) there[at] = to;
        else there.RemoveAt(at);
    }

    private static void AssertHas(IReadOnlyCollection<CellCar> cars, CellTree tree)
    {
        Assert.Equal(cars.Count, tree.Count);
        Assert.Equal(Ids(cars), Ids(tree.Cars()));
    }

    private static IEnumerable<string> Ids(IEnumerable<CellCar> cars) => cars.Select(car => car.Vehicle.Value).Order(StringComparer.Ordinal);
}
