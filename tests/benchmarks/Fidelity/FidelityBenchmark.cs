using System.CommandLine;
using System.Globalization;
using FleetActors.Benchmarks.Charts;

namespace FleetActors.Benchmarks.Fidelity;

/// <summary>
/// <c>fidelity</c>: the same network, routes and departures through the kernel and through SUMO's mesoscopic model. Mean
/// trip times must agree at light and medium load; heavy load and the fundamental diagram are drawn beside each other.
/// </summary>
public static class FidelityBenchmark
{
    private const int EndS = 4 * 3_600;
    private const double Bar = 0.10;

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var manhattan = new Option<string>("--manhattan") { Description = "Folder of the Manhattan scenario.", DefaultValueFactory = _ => "../shared/data/manhattan" };
        var charts = new Option<string?>("--charts") { Description = "Folder for the drawings, such as docs/images." };
        var command = new Command("fidelity", "Trip times beside those of SUMO's mesoscopic model (apt-get install sumo).") { manhattan, charts };
        command.SetAction(parsed => Run(parsed.GetValue(manhattan)!, parsed.GetValue(charts)));
        return command;
    }

    private static int Run(string manhattan, string? charts)
    {
        if (!SumoCase.IsInstalled)
        {
            Console.WriteLine("fidelity needs sumo and netconvert on the PATH: apt-get install sumo");
            return 1;
        }

        var worst = 0.0;
        foreach (var (load, isBound) in new[] { ("light", true), ("medium", true), ("heavy", false) })
        {
            foreach (var world in Cases(manhattan, load))
            {
                var deviation = Compare(world, charts is not null && !isBound ? charts : null);
                if (isBound) worst = Math.Max(worst, Math.Abs(deviation));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=fidelity value={worst * 100:F2} unit=% limit={Bar * 100:F0} ratio={worst / Bar:F2}"));
        return worst <= Bar ? 0 : 1;
    }

    private static IEnumerable<FidelityCase> Cases(string manhattan, string load)
    {
        yield return FidelityCase.Manhattan(manhattan, $"Manhattan {load}", load switch { "light" => 2_000, "medium" => 10_000, _ => 30_000 });
        yield return FidelityCase.Grid($"grid {load}", load switch { "light" => 4_000, "medium" => 16_000, _ => 32_000 });
    }

    private static double Compare(FidelityCase world, string? charts)
    {
        var folder = Directory.CreateTempSubdirectory("fidelity").FullName;
        try
        {
            var sumo = SumoCase.Run(world, EndS, folder);
            var ours = KernelCase.Run(world, EndS);
            var both = Enumerable.Range(0, world.Trips.Length).Where(i => sumo.Outcomes[i].TripMs > 0 && ours.Outcomes[i].TripMs > 0).ToArray();
            var (oursMs, sumoMs) = (both.Average(i => (double)ours.Outcomes[i].TripMs), both.Average(i => (double)sumo.Outcomes[i].TripMs));
            var apart = both.Select(i => Math.Abs((double)ours.Outcomes[i].TripMs - sumo.Outcomes[i].TripMs) / sumo.Outcomes[i].TripMs).Order().ElementAt(both.Length / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{world.Name,-17} {world.Trips.Length,6} trips, {both.Length,6} ended in both, free {world.FreeMs / 1_000:F1} s | trip: kernel {oursMs / 1_000:F1} s, SUMO {sumoMs / 1_000:F1} s, {(oursMs / sumoMs - 1) * 100:+0.00;-0.00} %, a single trip {apart * 100:F1} % apart (median) | waiting to enter: {both.Average(i => ours.Outcomes[i].WaitedMs / 1e3):F1} s, {both.Average(i => sumo.Outcomes[i].WaitedMs / 1e3):F1} s | teleports {ours.Teleports}, {sumo.Teleports} | took {ours.Seconds:F1} s, {sumo.Seconds:F1} s"));
            if (charts is not null) Draw(world, ours, sumo, charts);
            return oursMs / sumoMs - 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Draw(FidelityCase world, FidelityRun ours, FidelityRun sumo, string charts)
    {
        var name = world.Name.Replace(' ', '-').ToLowerInvariant();
        Directory.CreateDirectory(charts);
        File.WriteAllText(Path.Combine(charts, $"fidelity-{name}-flow.svg"), ScatterChart.Draw(
            $"Flow against density of one lane: {world.Name}", "cars on a kilometre", "cars an hour, each dot a link and minute; lines are means",
            new ScatterSeries("kernel", Points(ours)), new ScatterSeries("SUMO mesoscopic", Points(sumo))));
        File.WriteAllText(Path.Combine(charts, $"fidelity-{name}-trips.svg"), ScatterChart.Draw(
            $"Trip time against departure: {world.Name}", "departure, minutes", "trip, minutes, each dot a trip; lines are means",
            new ScatterSeries("kernel", Trips(world, ours)), new ScatterSeries("SUMO mesoscopic", Trips(world, sumo))));
    }

    private static ChartPoint[] Points(FidelityRun run) => [.. run.Samples.Select(sample => new ChartPoint(sample.CarsPerKm, sample.CarsPerHour))];

    private static ChartPoint[] Trips(FidelityCase world, FidelityRun run) => [.. run.Outcomes
        .Select((outcome, i) => new ChartPoint(world.Trips[i].DepartS / 60.0, outcome.TripMs / 60_000.0)).Where(point => point.Value > 0)];
}
