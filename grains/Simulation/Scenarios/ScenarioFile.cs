using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>Reads the project's own scenario file; docs/scenarios.md describes it. A field that is not known is a fault, so that a slip of the pen shows.</summary>
public static class ScenarioFile
{
    /// <summary>The most vehicles of a scenario that was sent over HTTP: the server that plays it has other work too.</summary>
    public const int MaxSentVehicles = 20_000;

    private const int MaxVehicles = 1_000_000;
    private const int MaxSentNodes = 50_000;
    private static readonly TimeSpan MaxSentDuration = TimeSpan.FromDays(31);

    /// <summary>Loads a file. Throws <see cref="ScenarioException"/> naming file, line and field.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seed">A seed instead of the file's.</param>
    /// <param name="isAlone">Whether somebody sent it who may not read this machine's files: it may name none, and is bounded.</param>
    public static Scenario Load(string path, long? seed = null, bool isAlone = false)
    {
        var file = ScenarioYaml.Load(path, isAlone);
        file.Allow("name", "seed", "start", "end", "roads", "fleet", "demand", "stations", "bases", "tariff", "policies", "traffic");
        var notes = new List<string>();
        var chosenSeed = seed ?? (file.Has("seed") ? file.Long("seed", long.MinValue, long.MaxValue) : ScenarioLoader.DefaultSeed);
        var start = file.Time("start");
        var end = file.Time("end");
        if (end <= start)
            throw file.Fault("end", "the end must be after the start");
        if (isAlone && end - start > MaxSentDuration)
            throw file.Fault("end", $"a scenario sent over HTTP lasts at most {MaxSentDuration.TotalDays:0} days");
        var roads = ReadRoads(file.Section("roads"), chosenSeed, isAlone ? MaxSentNodes : GeneratedCity.MaxNodes, notes);
        var vehicles = ReadFleet(file.Section("fleet"), roads, chosenSeed, isAlone ? MaxSentVehicles : MaxVehicles);
        var tariff = file.OptionalSection("tariff") is { } prices ? ReadTariff(prices, new ScenarioTariff()) : new ScenarioTariff();
        var scenario = new Scenario
        {
            Name = file.Text("name", Path.GetFileNameWithoutExtension(path)),
            Seed = chosenSeed,
            Start = start,
            End = end,
            Roads = roads,
            Vehicles = vehicles,
            Demand = ScenarioFileDemand.Read(file.Section("demand"), roads, chosenSeed, start, end, vehicles.Length, tariff, notes),
            Stations = ReadStations(file, roads, chosenSeed),
            Bases = [.. file.Sections("bases").Select(section => ReadBase(section, roads))],
            Tariff = tariff,
            Policies = file.OptionalSection("policies") is { } policies ? ScenarioFilePolicies.Read(policies, new FleetPolicies()) : new FleetPolicies(),
            LoadNotes = [.. notes],
        };
        return file.Has("traffic") ? scenario.WithTraffic(file.Text("traffic")) : scenario;
    }

    private static RoadNetwork ReadRoads(ScenarioYaml roads, long seed, int maxNodes, List<string> notes)
    {
        roads.Allow("node_link", "osm", "generated_nodes", "generated_seed");
        if (roads.Has("osm"))
            return ReadOsm(roads.File("osm"), notes);
        if (roads.Has("node_link"))
            return NodeLinkRoads.Load(roads.File("node_link"), notes);
        var citySeed = roads.Has("generated_seed") ? roads.Long("generated_seed", long.MinValue, long.MaxValue) : seed;
        return GeneratedCity.Build(citySeed, roads.Integer("generated_nodes", GeneratedCity.MinNodes, maxNodes));
    }

    private static RoadNetwork ReadOsm(string path, List<string> notes)
    {
        var (network, summary) = OsmRoads.Load(path);
        notes.AddRange(summary.Lines(network));
        return network;
    }

    private static ImmutableArray<ScenarioVehicle> ReadFleet(ScenarioYaml fleet, RoadNetwork roads, long seed, int maxVehicles)
    {
        fleet.Allow("vehicles", "type", "battery_kwh", "wh_per_km", "max_charge_kw", "seats", "charge_percent_least", "charge_percent_most");
        var compact = CityScenario.CompactCar;
        var model = new VehicleModel(
            fleet.Text("type", compact.Id),
            (long)(fleet.Number("battery_kwh", 1, 1_000, compact.BatteryWh / 1_000m) * 1_000),
            fleet.Integer("wh_per_km", 10, 5_000, compact.WhPerKm),
            (int)(fleet.Number("max_charge_kw", 1, 1_000, compact.MaxChargeW / 1_000m) * 1_000),
            fleet.Integer("seats", 1, 100, compact.Seats));
        var least = fleet.Integer("charge_percent_least", 0, 100, 35);
        var most = fleet.Integer("charge_percent_most", least, 100, Math.Max(least, 95));
        return CityScenario.Fleet(roads, seed, fleet.Integer("vehicles", 1, maxVehicles), model, least * 10, most * 10);
    }

    /// <summary>A list of stations, or a section that asks for some at random places.</summary>
    private static ImmutableArray<ChargingStation> ReadStations(ScenarioYaml file, RoadNetwork roads, long seed)
    {
        if (!file.Has("stations"))
            return [];
        if (file.IsList("stations"))
            return [.. file.Sections("stations").Select(section => ReadStation(section, roads))];
        var random = file.Section("stations");
        random.Allow("count", "plugs", "power_kw", "price_per_kwh");
        return CityScenario.Stations(roads, seed, random.Integer("count", 0, 10_000), random.Integer("plugs", 1, 10_000), PowerW(random), PriceMicros(random));
    }

    private static ChargingStation ReadStation(ScenarioYaml station, RoadNetwork roads)
    {
        station.Allow("id", "lat", "lon", "plugs", "power_kw", "price_per_kwh");
        return new ChargingStation(station.Text("id"), Node(station, roads), station.Integer("plugs", 1, 10_000), PowerW(station), PriceMicros(station));
    }

    private static FleetBase ReadBase(ScenarioYaml place, RoadNetwork roads)
    {
        place.Allow("id", "lat", "lon", "stalls");
        return new FleetBase(place.Text("id"), Node(place, roads), place.Integer("stalls", 0, 1_000_000, 0));
    }

    internal static ScenarioTariff ReadTariff(ScenarioYaml tariff, ScenarioTariff usual)
    {
        tariff.Allow("currency", "unlock", "per_minute", "per_paused_minute", "per_km", "included_km", "minimum", "daily_cap", "tax_percent", "free_reservation_minutes");
        return usual with
        {
            Currency = tariff.Text("currency", usual.Currency),
            UnlockMinor = Minor(tariff, "unlock", usual.UnlockMinor),
            PerDrivingMinuteMicros = Micros(tariff, "per_minute", usual.PerDrivingMinuteMicros),
            PerPausedMinuteMicros = Micros(tariff, "per_paused_minute", usual.PerPausedMinuteMicros),
            PerKmMicros = Micros(tariff, "per_km", usual.PerKmMicros),
            IncludedKm = tariff.Integer("included_km", 0, 100_000, usual.IncludedKm),
            MinimumMinor = Minor(tariff, "minimum", usual.MinimumMinor),
            DailyCapMinor = Minor(tariff, "daily_cap", usual.DailyCapMinor),
            TaxPermille = (int)(tariff.Number("tax_percent", 0, 100, usual.TaxPermille / 10m) * 10),
            FreeReservationMinutes = tariff.Integer("free_reservation_minutes", 0, 1_440, usual.FreeReservationMinutes),
        };
    }

    private static int Node(ScenarioYaml place, RoadNetwork roads) =>
        roads.NearestNode(MapPoint.FromDegrees((double)place.Number("lat", -90, 90), (double)place.Number("lon", -180, 180)));

    private static int PowerW(ScenarioYaml station) => (int)(station.Number("power_kw", 1, 10_000) * 1_000);

    private static long PriceMicros(ScenarioYaml station) => Micros(station, "price_per_kwh", 0);

    private static long Micros(ScenarioYaml section, string field, long otherwise) =>
        section.Has(field) ? (long)decimal.Round(section.Number(field, 0, 100_000) * 1_000_000) : otherwise;

    private static long Minor(ScenarioYaml section, string field, long otherwise) =>
        section.Has(field) ? (long)decimal.Round(section.Number(field, 0, 1_000_000) * 100) : otherwise;
}
