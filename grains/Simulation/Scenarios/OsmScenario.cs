namespace FleetActors.Simulation;

/// <summary>
/// Roads as <c>.osm.pbf</c>, played as they are: with the trips of the CSV that lies beside them under the same name, or
/// without one with the demand of an ordinary day. Fleet and stations stand at seeded random junctions.
/// </summary>
public static class OsmScenario
{
    /// <summary>How such files end.</summary>
    public const string Extension = ".osm.pbf";

    private const int TripsOfCar = 15;
    private const int NodesOfCar = 4;
    private const int LeastVehicles = 20;
    private const int MostVehicles = 10_000;
    private const int VehiclesOfStation = 120;
    private const long FarthestMm = 2_000_000;

    /// <summary>Whether a path looks like such a file.</summary>
    public static bool IsOsmFile(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Loads it. Throws <see cref="ScenarioException"/> when roads or trips cannot be used.</summary>
    /// <param name="path">The roads; <c>town.osm.pbf</c> has its trips in <c>town.csv</c>.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="vehicles">Size of the fleet, or null for one that suits the demand or the roads.</param>
    public static Scenario Load(string path, long seed, int? vehicles = null)
    {
        var (roads, summary) = OsmRoads.Load(path);
        var notes = summary.Lines(roads).ToList();
        var tripsPath = string.Concat(path.AsSpan(0, path.Length - Extension.Length), ".csv");
        var trips = File.Exists(tripsPath) ? ReadTrips(tripsPath, roads, notes) : null;
        var count = vehicles ?? Math.Clamp(trips is null ? roads.NodeCount / NodesOfCar : trips.Count / TripsOfCar, LeastVehicles, MostVehicles);
        if (trips is null)
            notes.Add($"There is no {Path.GetFileName(tripsPath)} beside the roads: requests are random, as on an ordinary day.");
        var start = trips is null ? CityScenario.DefaultStart : WholeHour(trips.Min(trip => trip.At));
        return new Scenario
        {
            Name = Path.GetFileName(path)[..^Extension.Length],
            Seed = seed,
            Start = start,
            End = trips is null ? start.AddDays(1) : WholeHour(trips.Max(trip => trip.At)).AddHours(1),
            Roads = roads,
            Vehicles = CityScenario.Fleet(roads, seed, count, CityScenario.CompactCar, 520, 950),
            Demand = trips is null ? new PoissonDemand(roads, seed, start, PoissonDemand.OrdinaryDay(count), new DemandMix()) : new ListedDemand(trips),
            Stations = CityScenario.Stations(roads, seed, Math.Clamp(count / VehiclesOfStation, 4, 200)),
            LoadNotes = [.. notes],
        };
    }

    private static List<TripRequest> ReadTrips(string path, RoadNetwork roads, List<string> notes)
    {
        var table = new TripTable(CsvTable.Load(path), roads) { FarthestMm = FarthestMm };
        var trips = table.Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        if (table.TooFarCount > 0)
            notes.Add($"{Path.GetFileName(path)}: {table.TooFarCount} trip(s) begin or end more than {FarthestMm / 1_000_000} km from any road and were left out.");
        return trips.Count > 0 ? trips : throw new ScenarioException(path, "", "it holds no trip on these roads");
    }

    private static DateTimeOffset WholeHour(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, at.Offset);
}
