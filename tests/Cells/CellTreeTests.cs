using FleetActors.Cells;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Cells;

public sealed class CellTreeTests
{
    [Fact]
    public void A_published_tree_stays_as_it_was_while_the_next_one_is_made() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            var editor = new CellTreeEditor(CellTree.Empty(new(52, 13, 53, 14)));
            var there = new List<CellCar>();
            var published = new List<(CellTree Tree, CellCar[] Cars)>();
            for (var n = 0; n < 600; n++)
            {
                if (there.Count > 0 && chance.Next(100) < 45)
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

    private static IEnumerable<string> Ids(IEnumerable<CellCar> cars) => cars.Select(car => car.Vehicle.Value).Order(StringComparer.Ordinal);
}
