using System.Collections.Immutable;
using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>The <c>demand</c> section of a scenario file: trips from a CSV with columns of any name, or rates by hour.</summary>
internal static class ScenarioFileDemand
{
    public static Demand Read(ScenarioYaml demand, RoadNetwork roads, long seed, DateTimeOffset start, DateTimeOffset end, int vehicles, List<string> notes)
    {
        if (demand.Has("trips"))
        {
            demand.Allow("trips", "service", "columns", "time_format");
            return new ListedDemand(ReadTrips(demand, roads, start, end, notes));
        }

        demand.Allow("requests_per_hour", "trips_per_vehicle", "rental_percent", "cancel_percent", "no_show_percent", "stop_percent");
        var usual = new DemandMix();
        var mix = usual with
        {
            RentalPermille = Permille(demand, "rental_percent", usual.RentalPermille),
            CancelPermille = Permille(demand, "cancel_percent", usual.CancelPermille),
            NoShowPermille = Permille(demand, "no_show_percent", usual.NoShowPermille),
            StopPermille = Permille(demand, "stop_percent", usual.StopPermille),
        };
        ImmutableArray<int> rates = demand.Has("requests_per_hour")
            ? [.. demand.Numbers("requests_per_hour", 24, 0, 1_000_000).Select(rate => (int)decimal.Round(rate))]
            : PoissonDemand.OrdinaryDay(vehicles, demand.Integer("trips_per_vehicle", 1, 100));
        return new PoissonDemand(roads, seed, start, rates, mix);
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
        columns?.Allow("id", "time", "origin_lat", "origin_lon", "destination_lat", "destination_lon", "passengers");
        var table = CsvTable.Load(demand.File("trips"));
        var timeFormat = demand.Has("time_format") ? demand.Text("time_format") : null;
        var trips = new TripTable(table, roads) { Form = form, Column = Column, TimeFormat = timeFormat }.Read(start, end);
        if (trips.Count < table.RowCount)
            notes.Add($"{table.RowCount - trips.Count} trip(s) lie outside the scenario's time and were left out.");
        return trips;

        string Column(string name) => columns?.Text(name, name) ?? name;
    }

    private static int Permille(ScenarioYaml demand, string field, int otherwise) =>
        demand.Has(field) ? (int)(demand.Number(field, 0, 100) * 10) : otherwise;
}
