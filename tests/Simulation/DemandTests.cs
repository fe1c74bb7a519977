using FleetActors.Simulation;
using Parquet;
using Parquet.Schema;

namespace FleetActors.Tests.Simulation;

public sealed class DemandTests : IDisposable
{
    private static readonly RoadNetwork City = GeneratedCity.Build(5, 400);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("demand");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_matrix_gives_each_pair_of_zones_its_number_of_trips_in_each_hour()
    {
        var scenario = Load($"zones: zones.csv\n  matrix: od.csv", ("zones.csv", Zones), ("od.csv", "from,to,hour,trips\nwest,east,7,120\neast,west,8,60.5\nwest,west,8,0\n"), days: 20);
        var trips = scenario.Demand.Requests().TakeWhile(trip => trip.At < scenario.End).ToList();
        Assert.Equal([7, 8], trips.Select(trip => trip.At.Hour).Distinct().Order());
        // 20 days of a Poisson mean: within five deviations.
        Assert.InRange(trips.Count(trip => trip.At.Hour == 7), 2_400 - 245, 2_400 + 245);
        Assert.InRange(trips.Count(trip => trip.At.Hour == 8), 1_210 - 174, 1_210 + 174);
        Assert.All(trips, trip => Assert.Equal(trip.At.Hour == 7, IsWest(trip.OriginNode)));
        Assert.All(trips, trip => Assert.Equal(trip.At.Hour == 8, IsWest(trip.DestinationNode)));
        Assert.Equal(trips, scenario.Demand.Requests().Take(trips.Count));
    }

    [Fact]
    public void Rates_by_zone_send_people_everywhere_and_keep_their_sum()
    {
        var scenario = Load($"zones: zones.csv\n  zone_rates: rates.csv", ("zones.csv", Zones), ("rates.csv", "zone,hour,requests\nwest,7,33.333\n"), days: 1);
        Assert.Equal(33_333, Assert.IsType<ZoneDemand>(scenario.Demand).MilliTripsOfDay);
        var trips = scenario.Demand.Requests().Take(500).ToList();
        Assert.All(trips, trip => Assert.True(IsWest(trip.OriginNode)));
        Assert.Contains(trips, trip => IsWest(trip.DestinationNode));
        Assert.Contains(trips, trip => !IsWest(trip.DestinationNode));
    }

    [Theory]
    [InlineData("from,to,hour,trips\nwest,north,7,1\n", "od.csv: line 2, to: there is no zone 'north' (there are: west, east).")]
    [InlineData("from,to,hour,trips\nwest,east,24,1\n", "od.csv: line 2, hour: '24' should be a whole number from 0 to 23.")]
    [InlineData("from,to,hour,trips\nwest,east,7,-1\n", "od.csv: line 2, trips: '-1' should be a number from 0 to 100000.")]
    [InlineData("from,to,hour\nwest,east,7\n", "od.csv: line 1: there is no column 'trips' (there are: from, to, hour).")]
    [InlineData("from,to,hour,trips\nwest,east,7,0\n", "scenario.yaml: line 8, demand.matrix: there is no trip in it.")]
    public void A_fault_in_a_matrix_names_file_line_and_what_is_allowed(string matrix, string expected) =>
        Assert.Equal(expected, Assert.Throws<ScenarioException>(() => Load("zones: zones.csv\n  matrix: od.csv", ("zones.csv", Zones), ("od.csv", matrix), days: 1)).Message);

    [Theory]
    [InlineData("trips_per_vehicle: 5\n  ahead_percent: 10\n  ahead_minutes_most: 15", "line 9, demand.ahead_minutes_most: a reservation runs out after tariff.free_reservation_minutes (15)")]
    [InlineData("trips_per_vehicle: 5\n  cancel_percent: 60\n  no_show_percent: 60", "line 9, demand.no_show_percent: together with cancel_percent this is more than 100.")]
    [InlineData("zones: zones.csv", "demand.zones: zones need either a matrix")]
    public void A_fault_in_behaviour_names_its_field(string demand, string expected) =>
        Assert.Contains(expected, Assert.Throws<ScenarioException>(() => Load(demand, ("zones.csv", Zones), ("od.csv", ""), days: 1)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Trips_mean_the_same_in_CSV_and_in_Parquet()
    {
        var (south, west, north, east) = (City.SouthWest.Lat, City.SouthWest.Lon, City.NorthEast.Lat, City.NorthEast.Lon);
        await WriteTrips(Path.Combine(_folder.FullName, "trips.parquet"), south, west, north, east);
        var rows = FormattableString.Invariant($"time,origin_lat,origin_lon,destination_lat,destination_lon,passengers,ahead_minutes,late_minutes\n2026-05-04 06:10:00,{south},{west},{north},{east},2,5,\n2026-05-04 06:20:30,{north},{east},{south},{west},,,12.5\n");
        var fromCsv = Load("trips: trips.csv\n  service: rental", ("trips.csv", rows), ("x.csv", ""), days: 1);
        var fromParquet = Load("trips: trips.parquet\n  service: rental", ("trips.csv", rows), ("x.csv", ""), days: 1);
        Assert.Equal(2, fromCsv.Demand.KnownCount);
        Assert.Equal(fromCsv.Demand.Requests(), fromParquet.Demand.Requests());
        Assert.Equal((300_000L, 0L), (fromCsv.Demand.Requests().First().AheadMs, fromCsv.Demand.Requests().First().LateMs));
        Assert.Equal(750_000L, fromCsv.Demand.Requests().Last().LateMs);
    }

    [Fact]
    public void A_file_that_is_no_Parquet_says_so()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "trips.parquet"), "time,origin_lat");
        Assert.StartsWith("trips.parquet: the file cannot be read as Parquet", Assert.Throws<ScenarioException>(() => Load("trips: trips.parquet", ("a.csv", ""), ("b.csv", ""), days: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_reserves_ahead_starts_when_they_wanted_and_who_is_late_keeps_the_car()
    {
        var at = CityScenario.DefaultStart.AddMinutes(5);
        var trip = new TripRequest("a", at, 0, City.NodeCount - 1, 1, ServiceForm.Rental);
        var (usual, late) = (Played(trip), Played(trip with { AheadMs = 600_000, LateMs = 1_200_000 }));
        Assert.Equal(at.AddMinutes(10), late.Started);
        Assert.Equal(TimeSpan.FromMinutes(20), late.Ended - late.Started - (usual.Ended - usual.Started));
    }

    private static (DateTimeOffset Started, DateTimeOffset Ended) Played(TripRequest trip)
    {
        DateTimeOffset started = default, ended = default;
        PureRun.Play(
            new Scenario
            {
                Name = "one",
                Seed = 1,
                Start = CityScenario.DefaultStart,
                End = CityScenario.DefaultStart.AddHours(2),
                Roads = City,
                Vehicles = [new ScenarioVehicle("v0", 0, VehicleModel.Leaf50, 800)],
                Demand = new ListedDemand([trip]),
            },
            intent =>
            {
                if (intent is StartTrip) started = intent.At;
                if (intent is EndTrip) ended = intent.At;
                return FleetActors.Simulation.Outcome.Accepted;
            });
        return (started, ended);
    }

    private static async Task WriteTrips(string path, double south, double west, double north, double east)
    {
        DataField[] fields = [new DataField<DateTime>("time"), new DataField<double>("origin_lat"), new DataField<double>("origin_lon"), new DataField<double>("destination_lat"), new DataField<double>("destination_lon"), new DataField<int?>("passengers"), new DataField<int?>("ahead_minutes"), new DataField<double?>("late_minutes")];
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<DateTime>(fields[0], new[] { new DateTime(2026, 5, 4, 6, 10, 0, DateTimeKind.Utc), new DateTime(2026, 5, 4, 6, 20, 30, DateTimeKind.Utc) });
        await group.WriteAsync<double>(fields[1], new[] { south, north });
        await group.WriteAsync<double>(fields[2], new[] { west, east });
        await group.WriteAsync<double>(fields[3], new[] { north, south });
        await group.WriteAsync<double>(fields[4], new[] { east, west });
        await group.WriteAsync<int>(fields[5], new int?[] { 2, null });
        await group.WriteAsync<int>(fields[6], new int?[] { 5, null });
        await group.WriteAsync<double>(fields[7], new double?[] { null, 12.5 });
    }

    private static int MiddleLon => (int)(((long)City.SouthWest.LonE7 + City.NorthEast.LonE7) / 2);

    private static bool IsWest(int node) => City.Nodes[node].LonE7 <= MiddleLon;

    private static string Zones => FormattableString.Invariant($"id,south,west,north,east\nwest,-90,-180,90,{MiddleLon / 1e7}\neast,-90,{(MiddleLon + 1) / 1e7},90,180\n");

    private Scenario Load(string demand, (string Name, string Content) one, (string Name, string Content) other, int days)
    {
        foreach (var (name, content) in new[] { one, other })
            File.WriteAllText(Path.Combine(_folder.FullName, name), content);
        var path = Path.Combine(_folder.FullName, "scenario.yaml");
        File.WriteAllText(path, $"start: 2026-05-04 06:00:00\nend: 2026-05-{4 + days:D2} 06:00:00\nroads: {{ generated_nodes: 400, generated_seed: 5 }}\nfleet:\n  vehicles: 10\ndemand:\n  {demand}\n");
        return ScenarioFile.Load(path);
    }
}
