using FleetActors.Cells;
using FleetActors.Telemetry;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Cells;

public sealed class KnownCarsTests
{
    [Fact]
    public void It_knows_what_a_dictionary_knows() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var chance = new Random(seed);
        var known = new KnownCars();
        var expected = new Dictionary<VehicleId, ulong>();
        for (var n = 1; n <= 400; n++)
        {
            var number = chance.Next(100);
            var vehicle = new VehicleId($"car-{number}");
            // Two cars claim each handle, and a car's is sometimes another: the id alone counts.
            var handle = new VehicleHandle(chance.Next(8) / 7, number / 2, 1);
            if (chance.Next(3) == 0)
            {
                if (known.TryGet(vehicle, out var gone)) known.Remove(gone);
                expected.Remove(vehicle);
                continue;
            }
            var car = known.TryGet(vehicle, handle, out var there) ? there : known.Add(vehicle);
            car.Hash = expected[vehicle] = (ulong)n;
        }
        Assert.Equal(expected.Count, known.Count);
        Assert.Equal(expected.OrderBy(entry => entry.Value), known.All().Select(car => KeyValuePair.Create(car.Vehicle, car.Hash)).OrderBy(entry => entry.Value));
        Assert.All(expected, entry => Assert.True(known.TryGet(entry.Key, out var car) && car.Hash == entry.Value));
    }).Check(Config.QuickThrowOnFailure);
}
