using FleetActors.Simulation;
using FleetActors.Tests.House;

namespace FleetActors.Tests.Simulation;

public sealed class ScenarioTests : IDisposable
{
    private const string Valid = """
        name: test-town
        seed: 42
        start: 2026-05-04 06:00:00
        end: 2026-05-04 08:00:00
        roads:
          generated_nodes: 200
        fleet:
          vehicles: 20
          battery_kwh: 40
        demand:
          trips_per_vehicle: 12
        stations:
          count: 2
          plugs: 3
          power_kw: 50
        tariff:
          currency: CHF
          per_km: 0.45
        policies:
          max_walk_metres: 500
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scenario");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("  generated_nodes: 200", "  generated_nodes: 50001")]
    [InlineData("  vehicles: 20", "  vehicles: 20001")]
    [InlineData("end: 2026-05-04 08:00:00", "end: 2026-07-04 08:00:00")]
    public void A_scenario_that_somebody_sent_is_bounded(string right, string wrong)
    {
        var text = Valid.Replace(right, wrong, StringComparison.Ordinal);
        Assert.Throws<ScenarioException>(() => Load(text, isAlone: true));
    }

    [Fact]
    public void Deep_nesting_is_a_fault_and_not_the_end_of_the_process()
    {
        var error = Assert.Throws<ScenarioException>(() => Load(new string('[', 200_000)));
        Assert.Contains("nested more than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_file_says_what_is_played()
    {
        var scenario = Load(Valid);
        Assert.Equal(("test-town", 42L, 20, 2), (scenario.Name, scenario.Seed, scenario.Vehicles.Length, scenario.Stations.Length));
        Assert.Equal((40_000L, 450_000L, "CHF", 500), (scenario.Vehicles[0].Model.BatteryWh, scenario.Tariff.PerKmMicros, scenario.Tariff.Currency, scenario.Policies.MaxWalkMetres));
        var report = PureRun.Play(scenario);
        Assert.Equal(report.Requests, report.Served + report.Cancelled);
        Assert.True(report.Served > 0);
    }

    [Theory]
    [InlineData("vehicles: 20", "vehicles: many", "scenario.yaml: line 8, fleet.vehicles: 'many' should be a whole number from 1 to 1000000.")]
    [InlineData("battery_kwh: 40", "batery_kwh: 40", "scenario.yaml: line 9, fleet.batery_kwh: there is no such field here")]
    [InlineData("end: 2026-05-04 08:00:00", "end: 2026-05-04 05:00:00", "scenario.yaml: line 4, end: the end must be after the start.")]
    [InlineData("  generated_nodes: 200", "  node_link: nowhere.json", "scenario.yaml: line 6, roads.node_link: there is no file 'nowhere.json' beside this one.")]
    [InlineData("start: 2026-05-04 06:00:00", "start: soon", "scenario.yaml: line 3, start: 'soon' should be a time")]
    [InlineData("per_km: 0.45", "per_km: -1", "scenario.yaml: line 18, tariff.per_km: '-1' should be a number from 0 to 100000.")]
    [InlineData("max_walk_metres: 500", "charge_to_percent: 10", "scenario.yaml: line 20, policies.charge_to_percent: charging must end above")]
    [InlineData("fleet:", "fleet: [", "scenario.yaml: line ")]
    public void A_fault_names_file_line_and_field(string right, string wrong, string message)
    {
        var error = Assert.Throws<ScenarioException>(() => Load(Valid.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_field_is_named()
    {
        var error = Assert.Throws<ScenarioException>(() => Load("name: x\nstart: 2026-05-04 06:00:00\nend: 2026-05-04 07:00:00\n"));
        Assert.Contains("roads: this field is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trips_come_from_a_table_with_columns_of_any_name()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "trips.csv"), "start,a,b,c,d\n5/4/26 6:10,45.0,-30.0,45.01,-30.01\n5/4/26 9:10,45.0,-30.0,45.01,-30.01\n");
        var text = Valid.Replace("  trips_per_vehicle: 12", "  trips: trips.csv\n  service: rental\n  time_format: M/d/yy H:mm\n  columns: { time: start, origin_lat: a, origin_lon: b, destination_lat: c, destination_lon: d }", StringComparison.Ordinal);
        var scenario = Load(text);
        var trip = Assert.Single(scenario.Demand.Requests());
        Assert.Equal((ServiceForm.Rental, scenario.Start.AddMinutes(10)), (trip.Form, trip.At));
        Assert.Contains("1 trip(s)", Assert.Single(scenario.LoadNotes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_in_a_table_names_line_and_column()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "trips.csv"), "time,origin_lat,origin_lon,destination_lat,destination_lon\n2026-05-04 06:10:00,45.0,-30.0,95.01,-30.01\n");
        var error = Assert.Throws<ScenarioException>(() => Load(Valid.Replace("trips_per_vehicle: 12", "trips: trips.csv", StringComparison.Ordinal)));
        Assert.Equal("trips.csv: line 2, destination_lat: '95.01' should be a number from -90 to 90.", error.Message);
    }

    [Theory]
    [InlineData("{", "roads.json: line 1: this is not well-formed JSON.")]
    [InlineData("""{"nodes":[],"links":[]}""", "roads.json: nodes: a road network needs at least one node.")]
    [InlineData("""{"nodes":[{"id":1,"x":0,"y":99}],"links":[]}""", "roads.json: nodes[0]: 99, 0 is not a place on Earth.")]
    [InlineData("""{"nodes":[{"id":1,"x":1,"y":1}],"links":[{"source":1,"target":2,"length":5}]}""", "roads.json: links[0].target: there is no node with this id.")]
    [InlineData("""{"nodes":[{"id":1,"x":1,"y":1}],"links":[{"source":1,"target":1}]}""", "roads.json: links[0].length: a number is needed here.")]
    public void A_fault_in_a_road_file_names_the_entry(string json, string message)
    {
        var path = Path.Combine(_folder.FullName, "roads.json");
        File.WriteAllText(path, json);
        Assert.Equal(message, Assert.Throws<ScenarioException>(() => NodeLinkRoads.Load(path, [])).Message);
    }

    [Fact]
    public void What_is_no_scenario_is_refused_with_a_reason()
    {
        Assert.Contains("no HIVE scenario", Assert.Throws<ScenarioException>(() => ScenarioLoader.Load(_folder.FullName)).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<ScenarioException>(() => ScenarioLoader.Load(Path.Combine(_folder.FullName, "x.yaml"))).Message, StringComparison.Ordinal);
        Assert.Throws<ScenarioException>(() => ScenarioLoader.Load(null, vehicles: 0));
    }

    [Fact]
    public void A_fleet_can_be_cut_and_grown()
    {
        var scenario = Load(Valid);
        Assert.Equal(scenario.Vehicles[..5].ToArray(), scenario.WithVehicleCount(5).Vehicles.ToArray());
        var grown = scenario.WithVehicleCount(70);
        Assert.Equal(70, grown.Vehicles.Select(vehicle => vehicle.Id).Distinct().Count());
    }

    [Fact]
    public void The_HIVE_folder_is_read_as_it_is()
    {
        var scenario = ScenarioLoader.Load(Require.SharedData("manhattan"), seed: 7);
        Assert.Equal((4_197, 7_534, 1_200, 19_979), (scenario.Roads.NodeCount, scenario.Roads.LinkCount, scenario.Vehicles.Length, scenario.Demand.KnownCount));
        Assert.Equal((220L, 500L, 994_194L, "USD"), (scenario.Tariff.UnlockMinor, scenario.Tariff.MinimumMinor, scenario.Tariff.PerKmMicros, scenario.Tariff.Currency));
        Assert.Contains(scenario.Stations, station => station is { PowerW: 50_000, PricePerKwhMicros: 100_000, Plugs: 20 });
        Assert.Equal(600_000, scenario.Policies.CancelRequestAfterMs);
    }

    private Scenario Load(string yaml, bool isAlone = false)
    {
        var path = Path.Combine(_folder.FullName, "scenario.yaml");
        File.WriteAllText(path, yaml);
        return isAlone ? ScenarioFile.Load(path, isAlone: true) : ScenarioLoader.Load(path);
    }
}
