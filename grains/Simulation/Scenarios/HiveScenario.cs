using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>Reads a scenario folder in the layout of NREL HIVE (github.com/NREL/hive) as it is.</summary>
public static class HiveScenario
{
    private const decimal KmPerMile = 1.609344m;

    /// <summary>HIVE's own default charger table: LEVEL_2 is 7.2 kW, DCFC is 50 kW.</summary>
    private static readonly Dictionary<string, int> PlugPowerW = new(StringComparer.OrdinalIgnoreCase) { ["LEVEL_1"] = 1_400, ["LEVEL_2"] = 7_200, ["DCFC"] = 50_000 };

    /// <summary>Whether the folder holds one YAML file with HIVE's <c>sim</c> and <c>input</c> sections.</summary>
    public static bool IsHiveFolder(string folder) => Directory.Exists(folder) && SettingsFile(folder) is not null;

    /// <summary>Loads the folder. Throws <see cref="ScenarioException"/> naming file, line and field when something cannot be used.</summary>
    public static Scenario Load(string folder, long seed)
    {
        var settingsFile = SettingsFile(folder)
            ?? throw new ScenarioException(folder, "", "there is no YAML file with the sections 'sim' and 'input' in this folder");
        var settings = ScenarioYaml.Load(settingsFile);
        var sim = settings.Section("sim");
        var input = settings.Section("input");
        var notes = new List<string>();
        var roads = NodeLinkRoads.Load(input.File("road_network_file"), notes);
        var tariff = ReadTariff(input);
        var start = sim.Time("start_time");
        var end = sim.Time("end_time");
        if (end <= start)
            throw sim.Fault("end_time", "the end must be after the start");
        var vehicles = ReadVehicles(VehiclesFile(folder, input, notes), roads, notes);
        var requests = ReadRequests(input.File("requests_file"), roads, start, end, notes);
        return new Scenario
        {
            Name = sim.Text("sim_name", Path.GetFileNameWithoutExtension(settingsFile)),
            Seed = seed,
            Start = start,
            End = end,
            Roads = roads,
            Vehicles = vehicles,
            Demand = new ListedDemand(requests),
            Stations = input.Has("stations_file") ? ReadStations(input, roads, notes) : [],
            Bases = input.Has("bases_file") ? ReadBases(input.File("bases_file"), roads) : [],
            Tariff = tariff,
            Policies = new FleetPolicies { CancelRequestAfterMs = sim.Integer("request_cancel_time_seconds", 1, 86_400, 600) * 1_000L },
            LoadNotes = [.. notes],
        };
    }

    private static string? SettingsFile(string folder) => Directory
        .EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)
        .FirstOrDefault(file => File.ReadLines(file).Any(line => line.StartsWith("sim:", StringComparison.Ordinal)));

    /// <summary>The named vehicles file, or the only file in the folder that looks like one.</summary>
    private static string VehiclesFile(string folder, ScenarioYaml input, List<string> notes)
    {
        var named = input.Text("vehicles_file");
        if (File.Exists(Path.Combine(folder, named)))
            return Path.Combine(folder, named);
        var others = Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal)
            .Where(file => File.ReadLines(file).FirstOrDefault()?.Contains("mechatronics_id", StringComparison.Ordinal) == true).ToList();
        if (others.Count != 1)
            throw input.Fault("vehicles_file", $"there is no file '{named}' in the folder, and {others.Count} files that could stand in for it");
        notes.Add($"The settings name {named}, which is not in the folder; {Path.GetFileName(others[0])}, the one vehicles file there, was used.");
        return others[0];
    }

    private static ImmutableArray<ScenarioVehicle> ReadVehicles(string file, RoadNetwork roads, List<string> notes)
    {
        var table = CsvTable.Load(file);
        var vehicles = ImmutableArray.CreateBuilder<ScenarioVehicle>(table.RowCount);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var unknownModels = new SortedSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < table.RowCount; row++)
        {
            var id = table.Text(row, "vehicle_id");
            if (!ids.Add(id))
                throw table.Fault(row, "vehicle_id", $"'{id}' is used twice");
            var model = table.Text(row, "mechatronics_id");
            if (model != VehicleModel.Leaf50.Id)
                unknownModels.Add(model);
            vehicles.Add(new ScenarioVehicle(
                id,
                roads.NearestNode(table.Place(row, "lat", "lon")),
                model == VehicleModel.Leaf50.Id ? VehicleModel.Leaf50 : VehicleModel.Leaf50 with { Id = model },
                (int)(table.Number(row, "initial_soc", 0, 1) * 1_000)));
        }

        if (vehicles.Count == 0)
            throw new ScenarioException(file, "", "there is no vehicle in it");
        foreach (var model in unknownModels)
            notes.Add($"The vehicle type {model} is not known here and was taken to be like leaf_50.");
        return vehicles.ToImmutable();
    }

    private static List<TripRequest> ReadRequests(string file, RoadNetwork roads, DateTimeOffset start, DateTimeOffset end, List<string> notes)
    {
        var table = CsvTable.Load(file);
        var requests = new List<TripRequest>(table.RowCount);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < table.RowCount; row++)
        {
            var id = table.Text(row, "request_id");
            if (!ids.Add(id))
                throw table.Fault(row, "request_id", $"'{id}' is used twice");
            var at = table.Time(row, "departure_time");
            if (at < start || at >= end)
                continue;
            requests.Add(new TripRequest(
                id,
                at,
                roads.NearestNode(table.Place(row, "o_lat", "o_lon")),
                roads.NearestNode(table.Place(row, "d_lat", "d_lon")),
                table.Integer(row, "passengers", 1, 100),
                ServiceForm.Ride));
        }

        if (requests.Count < table.RowCount)
            notes.Add($"{table.RowCount - requests.Count} request(s) lie outside the scenario's time and were left out.");
        return requests;
    }

    private static ImmutableArray<ChargingStation> ReadStations(ScenarioYaml input, RoadNetwork roads, List<string> notes)
    {
        var prices = input.Has("charging_price_file") ? ReadPrices(input.File("charging_price_file"), notes) : [];
        var table = CsvTable.Load(input.File("stations_file"));
        var stations = ImmutableArray.CreateBuilder<ChargingStation>(table.RowCount);
        for (var row = 0; row < table.RowCount; row++)
        {
            var id = table.Text(row, "station_id");
            var charger = table.Text(row, "charger_id");
            if (!PlugPowerW.TryGetValue(charger, out var powerW))
                throw table.Fault(row, "charger_id", $"'{charger}' is not a known charger (known: {string.Join(", ", PlugPowerW.Keys)})");
            stations.Add(new ChargingStation(
                id,
                roads.NearestNode(table.Place(row, "lat", "lon")),
                table.Integer(row, "charger_count", 1, 1_000_000),
                powerW,
                prices.GetValueOrDefault((id, charger))));
        }

        return stations.ToImmutable();
    }

    private static Dictionary<(string Station, string Charger), long> ReadPrices(string file, List<string> notes)
    {
        var table = CsvTable.Load(file);
        var prices = new Dictionary<(string, string), long>();
        var laterPrices = false;
        for (var row = 0; row < table.RowCount; row++)
        {
            var key = (table.Text(row, "station_id"), table.Text(row, "charger_id"));
            laterPrices |= !prices.TryAdd(key, Micros(table.Number(row, "price_kwh", 0, 1_000)));
        }

        if (laterPrices)
            notes.Add($"{Path.GetFileName(file)} gives some stations several prices; the first one of each was used for the whole run.");
        return prices;
    }

    private static ImmutableArray<FleetBase> ReadBases(string file, RoadNetwork roads)
    {
        var table = CsvTable.Load(file);
        var bases = ImmutableArray.CreateBuilder<FleetBase>(table.RowCount);
        for (var row = 0; row < table.RowCount; row++)
            bases.Add(new FleetBase(table.Text(row, "base_id"), roads.NearestNode(table.Place(row, "lat", "lon")), table.Integer(row, "stall_count", 0, 1_000_000)));
        return bases.ToImmutable();
    }

    private static ScenarioTariff ReadTariff(ScenarioYaml input)
    {
        var free = new ScenarioTariff { Currency = "USD", UnlockMinor = 0, PerDrivingMinuteMicros = 0, PerPausedMinuteMicros = 0, PerKmMicros = 0, IncludedKm = 0, DailyCapMinor = 0, TaxPermille = 0 };
        if (!input.Has("rate_structure_file"))
            return free;
        var table = CsvTable.Load(input.File("rate_structure_file"));
        if (table.RowCount == 0)
            throw input.Fault("rate_structure_file", "the file has no line with rates");
        return free with
        {
            UnlockMinor = (long)decimal.Round(table.Number(0, "base_price", 0, 10_000) * 100),
            PerKmMicros = Micros(table.Number(0, "price_per_mile", 0, 10_000) / KmPerMile),
            MinimumMinor = (long)decimal.Round(table.Number(0, "minimum_price", 0, 10_000) * 100),
        };
    }

    private static long Micros(decimal amount) => (long)decimal.Round(amount * 1_000_000);
}
