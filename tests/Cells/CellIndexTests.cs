using FleetActors.Cells;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Cells;

public sealed class CellIndexTests
{
    [Fact]
    public void Filings_in_any_order_and_any_number_end_the_same() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            var filings = new List<CellFiling>();
            var last = new Dictionary<string, CellCar?>();
            for (var n = 1; n <= 60; n++)
            {
                var id = $"car-{chance.Next(8)}";
                var car = CellCars.Car(id, CellCars.Near(chance, new(52.5, 13.5), 1), revision: n / 7, second: n);
                var isHere = chance.Next(3) > 0;
                last[id] = isHere ? car : null;
                filings.Add(isHere
                    ? new(0, 1, n, FilingKind.Change, [car], [])
                    : new(0, 1, n, FilingKind.Change, [], [new(car.Vehicle, car.Version, car.Handle)]));
            }
            var index = new CellIndex(new(52, 13, 53, 14));
            foreach (var filing in filings.Concat(filings.Where(_ => chance.Next(2) == 0)).OrderBy(_ => chance.Next()).ToArray()) index.Take(filing);
            Assert.Equal(
                last.Values.OfType<CellCar>().OrderBy(car => car.Vehicle.Value, StringComparer.Ordinal),
                index.Tree.Cars().OrderBy(car => car.Vehicle.Value, StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void The_end_of_a_listing_takes_out_what_the_shard_no_longer_has_and_nothing_else()
    {
        var index = new CellIndex(GeoBox.Everywhere);
        CellCar ghost = CellCars.Car("ghost", new(1, 1)), kept = CellCars.Car("kept", new(2, 2)), later = CellCars.Car("later", new(3, 3)), other = CellCars.Car("other", new(4, 4));
        index.Take(new(0, Incarnation: 1, Sequence: 1, FilingKind.Change, [ghost, kept], []));
        index.Take(new(1, Incarnation: 1, Sequence: 1, FilingKind.Change, [other], []));
        index.Take(new(0, Incarnation: 2, Sequence: 9, FilingKind.Change, [later], []));
        index.Take(new(0, Incarnation: 2, Sequence: 4, FilingKind.ListingPart, [kept], []));
        Assert.Equal(4, index.Tree.Count);
        index.Take(new(0, Incarnation: 2, Sequence: 4, FilingKind.ListingEnd, [], []));
        Assert.Equal(["kept", "later", "other"], index.Tree.Cars().Select(car => car.Vehicle.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_car_adds_to_a_sum_is_the_same_however_often_it_was_filed_before() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            var (before, hash) = ((CellCar?)null, 0UL);
            for (var n = 0; n < 20; n++)
            {
                CellCar? car = chance.Next(5) == 0 ? null : CellCars.Car("car", new(chance.Next(80), 1), revision: n / 4, second: chance.Next(100));
                (before, hash) = (car, CellDigestRules.Rehash(before, hash, car));
                Assert.Equal(car is { } filed ? CellDigestRules.Hash(filed) : 0, hash);
            }
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Where_many_cars_are_more_that_have_gone_are_remembered()
    {
        var index = new CellIndex(GeoBox.Everywhere);
        CellCar Car(int n) => CellCars.Car($"car-{n}", new(n % 100 * 0.01, n / 100 * 0.01));
        const int Here = 4 * (CellIndex.MaxGone + 100), Gone = CellIndex.MaxGone + 50;
        for (var n = 0; n < Here + Gone; n++) index.Take(new(0, 1, n + 1, FilingKind.Change, [Car(n)], []));
        for (var n = 0; n < Gone; n++) index.Take(new(0, 1, Here + Gone + n, FilingKind.Change, [], [new(Car(n).Vehicle, new(5, CellCars.T0), default)]));
        index.Take(CellSearchTests.Change([Car(0)]));
        Assert.Equal(Here, index.Tree.Count);
    }

    [Fact]
    public void Cars_that_have_gone_are_not_remembered_for_ever()
    {
        var index = new CellIndex(GeoBox.Everywhere);
        for (var n = 0; n < CellIndex.MaxGone + 10; n++)
            index.Take(new(0, 1, n + 1, FilingKind.Change, [], [new(new($"car-{n}"), new(5, CellCars.T0), default)]));
        index.Take(CellSearchTests.Change([CellCars.Car("car-0", new(1, 1)), CellCars.Car($"car-{CellIndex.MaxGone}", new(1, 1))]));
        Assert.Equal("car-0", Assert.Single(index.Tree.Cars()).Vehicle.Value);
    }
}
