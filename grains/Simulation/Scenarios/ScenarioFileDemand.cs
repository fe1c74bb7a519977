using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>The <c>demand</c> section of a scenario file: trips from a file with columns of any name, rates by hour, rates by zone, or matrices.</summary>
internal static class ScenarioFileDemand
{
    private static readonly string[] Behaviour =
    [
        "cancel_percent", "no_show_percent", "stop_percent", "stop_minutes_least", "stop_minutes_most",
        "ahead_percent", "ahead_minutes_least", "ahead_minutes_most", "late_percent", "late_minutes_least", "late_minutes_most",
    ];

    public static Demand Read(ScenarioYaml demand, RoadNetwork roads, long seed, DateTimeOffset start, DateTimeOffset end, int vehicles, ScenarioTariff tariff, List<string> notes)
    {
        if (demand.Has("trips"))
        {
            demand.Allow(["trips", "service", "columns", "time_format", .. Behaviour]);
            var trips = ReadTrips(demand, roads, start, end, notes);
            var habits = ReadMix(demand, DemandMix.None, tariff);
            // People pause where others are going.
            int[] stops = [.. trips.Select(trip => trip.DestinationNode)];
            return new ListedDemand(habits == DemandMix.None ? trips : trips.Select((trip, row) => Habits.Give(trip, habits, SimulationRandom.ForStream(seed, Habits.StreamOf(row)), stops)));
        }

        if (demand.Has("zones"))
        {
            demand.Allow(["zones", "matrix", "zone_rates", "rental_percent", .. Behaviour]);
            return ScenarioFileZones.Read(demand, roads, seed, start, ReadMix(demand, new DemandMix(), tariff));
        }

        demand.Allow(["requests_per_hour", "trips_per_vehicle", "rental_percent", .. Behaviour]);
        ImmutableArray<int> rates = demand.Has("requests_per_hour")
            ? [.. demand.Numbers("requests_per_hour", 24, 0, 1_000_000).Select(rate => (int)decimal.Round(rate))]
            : PoissonDemand.OrdinaryDay(vehicles, demand.Integer("trips_per_vehicle", 1, 100));
        return new PoissonDemand(roads, seed, start, rates, ReadMix(demand, new DemandMix(), tariff));
    }

    private static DemandMix ReadMix(ScenarioYaml demand, DemandMix usual, ScenarioTariff tariff)
    {
        var mix = usual with
        {
            RentalPermille = Permille(demand, "rental_percent", usual.RentalPermille),
            CancelPermille = Permille(demand, "cancel_percent", usual.CancelPermille),
            NoShowPermille = Permille(demand, "no_show_percent", usual.NoShowPermille),
            StopPermille = Permille(demand, "stop_percent", usual.StopPermille),
            LeastStopMinutes = demand.Integer("stop_minutes_least", 0, 1_440, usual.LeastStopMinutes),
            AheadPermille = Permille(demand, "ahead_percent", usual.AheadPermille),
            LeastAheadMinutes = demand.Integer("ahead_minutes_least", 0, 1_440, usual.LeastAheadMinutes),
            LatePermille = Permille(demand, "late_percent", usual.LatePermille),
            LeastLateMinutes = demand.Integer("late_minutes_least", 0, 1_440, usual.LeastLateMinutes),
        };
        mix = mix with
        {
            MostStopMinutes = Most(demand, "stop_minutes_most", mix.LeastStopMinutes, usual.MostStopMinutes),
            MostAheadMinutes = Most(demand, "ahead_minutes_most", mix.LeastAheadMinutes, usual.MostAheadMinutes),
            MostLateMinutes = Most(demand, "late_minutes_most", mix.LeastLateMinutes, usual.MostLateMinutes),
        };
        if (mix.CancelPermille + mix.NoShowPermille > 1_000)
            throw demand.Fault("no_show_percent", "together with cancel_percent this is more than 100");
        if (mix.AheadPermille > 0 && mix.MostAheadMinutes >= tariff.FreeReservationMinutes)
            throw demand.Fault(demand.Has("ahead_minutes_most") ? "ahead_minutes_most" : "ahead_percent", $"a reservation runs out after tariff.free_reservation_minutes ({tariff.FreeReservationMinutes}), so ahead_minutes_most must be less");
        return mix;
    }

    private static List<TripRequest> ReadTrips(ScenarioYaml demand, RoadNetwork roads, DateTimeOffset start, DateTimeOffset end, List<string> notes)
    {
        var form = demand.Text("service", "ride") switch
        {
            "ride" => ServiceForm.Ride,
            "rental" => ServiceForm.Rental,
            var other => throw demand.Fault("service", $"'{other}' should be ride or rental"),
        };
        var columns = demand.OptionalSection("columns");
        columns?.Allow("id", "time", "origin_lat", "origin_lon", "destination_lat", "destination_lon", "passengers", "ahead_minutes", "late_minutes");
        var file = demand.File("trips");
        var table = Path.GetExtension(file).Equals(".parquet", StringComparison.OrdinalIgnoreCase) ? ParquetTable.Load(file) : CsvTable.Load(file);
        var timeFormat = demand.Has("time_format") ? demand.Text("time_format") : null;
        var trips = new TripTable(table, roads) { Form = form, Column = Column, TimeFormat = timeFormat }.Read(start, end);
        if (trips.Count < table.RowCount)
            notes.Add($"{table.RowCount - trips.Count} trip(s) lie outside the scenario's time and were left out.");
        return trips;

        string Column(string name) => columns?.Text(name, name) ?? name;
    }

    private static int Most(ScenarioYaml demand, string field, int least, int otherwise) => demand.Integer(field, least, 1_440, Math.Max(least, otherwise));

    private static int Permille(ScenarioYaml demand, string field, int otherwise) =>
        demand.Has(field) ? (int)(demand.Number(field, 0, 100) * 10) : otherwise;
}
