using FleetActors.Cells;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Cells;

public sealed class GoneCarsTests
{
    [Fact]
    public void Who_is_taken_out_went_longest_ago_and_has_neither_come_back_nor_been_forgotten() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var chance = new Random(seed);
        var (known, gone) = (new KnownCars(), new GoneCars());
        var expected = new Queue<(VehicleId Vehicle, int Departure)>();
        var latest = new Dictionary<VehicleId, int>(); // of those that are gone and known
        for (var n = 1; n <= 400; n++)
        {
            var vehicle = new VehicleId($"car-{chance.Next(12)}");
            var car = known.TryGet(vehicle, out var there) ? there : known.Add(vehicle);
            switch (chance.Next(4))
            {
                case 0:
                    car.Set(CellCars.Car(vehicle.Value, new(1, 1)), isHere: true);
                    latest.Remove(vehicle);
                    break;
                case 1:
                    car.Set(new() { Vehicle = vehicle }, isHere: false);
                    gone.Add(car);
                    expected.Enqueue((vehicle, latest[vehicle] = n));
                    break;
                case 2 when gone.Count > 0:
                    var (oldest, departure) = expected.Dequeue();
                    Assert.Equal(latest.GetValueOrDefault(oldest) == departure ? oldest : null, gone.TakeOldest()?.Vehicle);
                    break;
                case 3:
                    car.Set(new() { Vehicle = vehicle }, isHere: false);
                    known.Remove(car);
                    latest.Remove(vehicle);
                    break;
            }
            Assert.Equal(expected.Count, gone.Count);
        }
    }).Check(Config.QuickThrowOnFailure);
}
