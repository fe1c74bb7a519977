using FleetActors.Simulation.Kernel;

namespace FleetActors.Tests.Simulation.Kernel;

public sealed class HeadwayRulesTests
{
    private const int LengthMm = 98_000;
    private const int FreeMs = 7_056; // 50 km/h: room for 13 cars, 5 of them flow freely

    private readonly LinkState _street = HeadwayRules.Fresh(TrafficModel.Standard, LengthMm, FreeMs, lanes: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void Cars_beside_a_free_street_do_not_jam_it(int cars) =>
        Assert.Equal(_street.JamCars, HeadwayRules.MostCars(_street, cars, FreeMs, headWaitsMs: 0, isHeldUp: false));

    [Fact]
    public void A_jam_that_moves_takes_cars_at_its_own_pace() =>
        Assert.InRange(HeadwayRules.MostCars(_street, cars: 8, FreeMs, headWaitsMs: 0, isHeldUp: false), 9, _street.StorageCars - 1);

    [Fact]
    public void A_street_that_stands_takes_cars_until_it_is_full()
    {
        Assert.Equal(_street.StorageCars, HeadwayRules.MostCars(_street, cars: 3, FreeMs, headWaitsMs: 60_000, isHeldUp: true));
        Assert.Equal(_street.StorageCars, HeadwayRules.MostCars(_street, _street.StorageCars, FreeMs, headWaitsMs: 60_000, isHeldUp: true));
    }

    [Fact]
    public void Lanes_divide_headways_and_multiply_room()
    {
        var wide = HeadwayRules.Fresh(TrafficModel.Standard, LengthMm, FreeMs, lanes: 3);
        Assert.InRange(wide.FreeHeadwayMs, _street.FreeHeadwayMs / 3 - 1, _street.FreeHeadwayMs / 3 + 1);
        Assert.InRange(wide.StorageCars, _street.StorageCars * 3, _street.StorageCars * 3 + 2);
    }
}
