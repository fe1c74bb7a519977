using FleetActors.Benchmarks.Charts;

namespace FleetActors.Benchmarks.Fidelity;

/// <summary>The drawings of <c>fidelity</c>: kernel and SUMO beside each other.</summary>
internal static class FidelityCharts
{
    private const string Note = "dotnet run -c Release --project tests/benchmarks -- fidelity --charts docs/images";

    /// <summary>The fundamental diagram, and trip times over the hour of departures.</summary>
    public static void DrawRun(FidelityCase world, FidelityRun ours, FidelityRun sumo, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Name(folder, world.Name, "flow"), ScatterChart.Draw(
            $"Flow against density of one lane: {world.Name}, {world.Trips.Length:N0} trips an hour", "cars on a kilometre", "cars an hour, each dot a link and minute; lines are means",
            new ScatterSeries("kernel", Points(ours)), new ScatterSeries("SUMO mesoscopic", Points(sumo))));
        File.WriteAllText(Name(folder, world.Name, "trips"), ScatterChart.Draw(
            $"Trip time against departure: {world.Name}, {world.Trips.Length:N0} trips an hour", "departure, minutes", "trip, minutes, each dot a trip; lines are means",
            new ScatterSeries("kernel", Trips(world, ours)), new ScatterSeries("SUMO mesoscopic", Trips(world, sumo))));
    }

    /// <summary>Mean trip time from light load to a standstill.</summary>
    public static void DrawLoads(string network, IReadOnlyCollection<FidelityFigures> figures, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Name(folder, network, "load"), SvgChart.Draw(new Chart(
            $"Mean trip time against load: {network}", "trips an hour", "seconds",
            [Line("kernel", figures, f => f.OursS), Line("SUMO mesoscopic", figures, f => f.SumoS), Line("empty roads", figures, f => f.FreeS)], Note)));
    }

    private static ChartLine Line(string name, IReadOnlyCollection<FidelityFigures> figures, Func<FidelityFigures, double> seconds) =>
        new(name, [.. figures.Select(f => new ChartPoint(f.Trips, seconds(f)))]);

    private static string Name(string folder, string network, string what) => Path.Combine(folder, $"fidelity-{network.ToLowerInvariant()}-{what}.svg");

    private static ChartPoint[] Points(FidelityRun run) => [.. run.Samples.Select(sample => new ChartPoint(sample.CarsPerKm, sample.CarsPerHour))];

    private static ChartPoint[] Trips(FidelityCase world, FidelityRun run) => [.. run.Outcomes
        .Select((outcome, i) => new ChartPoint(world.Trips[i].DepartS / 60.0, outcome.TripMs / 60_000.0)).Where(point => point.Value > 0)];
}
