using FleetActors.Cells;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Tests.Cells;

/// <summary>Made-up cars and questions, and the slow way to answer.</summary>
internal static class CellCars
{
    public static DateTimeOffset T0 { get; } = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);

    public static CellCar Car(string id, GeoPoint place, long revision = 0, int second = 0, VehicleClass category = VehicleClass.Compact, float charge = 80) =>
        new(new(id), new(0, 0, 1), place, category, charge, (int)(charge * 3_000), new(revision, T0.AddSeconds(second)));

    public static VehicleRegistration Registration(string id) =>
        new(new(id), Vehicles.Cars.VinOf(id), Vehicles.Cars.PlateOf(id), "VW", "ID.3", VehicleClass.Compact, Propulsion.Electric, 58_000, 0, 5, 0);

    /// <summary>Cars around a place, some of them at the very same spot.</summary>
    public static List<CellCar> Around(Random chance, GeoPoint centre, double degrees, int count)
    {
        var cars = new List<CellCar>();
        for (var i = 0; i < count; i++)
        {
            var place = i > 0 && chance.Next(10) == 0 ? cars[chance.Next(i)].Position : Near(chance, centre, degrees);
            cars.Add(Car($"car-{i}", place, category: (VehicleClass)chance.Next(1, 4), charge: chance.Next(101)));
        }
        return cars;
    }

    public static GeoPoint Near(Random chance, GeoPoint centre, double degrees)
    {
        var latitude = Math.Clamp(centre.Latitude + (chance.NextDouble() - 0.5) * degrees, -90, 90);
        var longitude = centre.Longitude + (chance.NextDouble() - 0.5) * degrees;
        return new(latitude, longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude);
    }

    /// <summary>What a question must find, by looking at every car.</summary>
    public static IEnumerable<(string Id, double Metres)> BruteForce(IEnumerable<CellCar> cars, Nearby question) => cars
        .Where(car => CellSearch.Fits(car, question, default))
        .Select(car => (Id: car.Vehicle.Value, Metres: GreatCircle.Metres(question.Place, car.Position)))
        .Where(car => car.Metres <= question.RadiusMetres)
        .OrderBy(car => car.Metres)
        .ThenBy(car => car.Id, StringComparer.Ordinal)
        .Take(question.Limit);

    public static IEnumerable<(string Id, double Metres)> Short(IEnumerable<NearbyCar> found) => found.Select(car => (car.Vehicle.Value, car.DistanceMetres));
}
