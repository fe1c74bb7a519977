using System.CommandLine;
using System.Globalization;

namespace FleetActors.Benchmarks.Fidelity;

/// <summary>
/// <c>fidelity</c>: the same network, routes and departures through the kernel and through SUMO's mesoscopic model. How heavy a
/// load is, SUMO alone decides: its mean trip is at most a tenth longer than on empty roads (light), at most a quarter (medium),
/// or more (heavy). Mean trip times must agree at light and medium load; heavy load and the fundamental diagram are drawn beside
/// each other. Where jams begin is chance, so each load is the mean of several demands.
/// </summary>
public static class FidelityBenchmark
{
    private const int EndS = 4 * 3_600;
    private const double Bar = 0.10;

    /// <summary>SUMO's trips may be so much longer than on empty roads at light and at medium load.</summary>
    private const double Light = 0.10, Medium = 0.25;

    /// <summary>Trips an hour that are compared, from light to locked; closest where streets begin to fill.</summary>
    private static readonly (string Network, int[] TripsAnHour)[] Ladders =
    [
        ("Manhattan", [2_000, 20_000, 27_000, 30_000, 40_000]),
        ("grid", [4_000, 24_000, 30_000, 31_000, 32_000, 34_000, 40_000]),
    ];

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var manhattan = new Option<string>("--manhattan") { Description = "Folder of the Manhattan scenario.", DefaultValueFactory = _ => "../shared/data/manhattan" };
        var charts = new Option<string?>("--charts") { Description = "Folder for the drawings, such as docs/images." };
        var seeds = new Option<int>("--seeds") { Description = "Demands of each load.", DefaultValueFactory = _ => 3 };
        var command = new Command("fidelity", "Trip times beside those of SUMO's mesoscopic model (apt-get install sumo).") { manhattan, charts, seeds };
        command.SetAction(parsed => Run(parsed.GetValue(manhattan)!, parsed.GetValue(charts), parsed.GetValue(seeds)));
        return command;
    }

    private static int Run(string manhattan, string? charts, int seeds)
    {
        if (!SumoCase.IsInstalled)
        {
            Console.WriteLine("fidelity needs sumo and netconvert on the PATH: apt-get install sumo");
            return 1;
        }

        var bound = new List<FidelityFigures>();
        var isEachFound = true;
        foreach (var (network, ladder) in Ladders)
        {
            var figures = new List<FidelityFigures>();
            foreach (var trips in ladder)
            {
                var isDrawn = charts is not null && trips == ladder[^1];
                figures.Add(FidelityFigures.Mean([.. Enumerable.Range(7, seeds).Select(seed => Compare(Case(network, manhattan, trips, seed), isDrawn && seed == 7 ? charts : null))]));
                Say(network, figures[^1]);
            }

            bound.AddRange(figures.Where(figure => figure.Delay <= Medium));
            isEachFound &= figures.Any(figure => figure.Delay <= Light) && figures.Any(figure => figure.Delay is > Light and <= Medium);
            if (charts is not null) FidelityCharts.DrawLoads(network, figures, charts);
        }

        // Means are over trips that ended in both: a bar held by leaving the slow ones out would not be held.
        var areComplete = bound.All(figure => figure.Ended >= figure.Trips);
        var worst = bound.Select(figure => Math.Abs(figure.Deviation)).DefaultIfEmpty().Max();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=fidelity value={worst * 100:F2} unit=% limit={Bar * 100:F0} ratio={worst / Bar:F2} bound_loads={bound.Count} light_and_medium_on_both={isEachFound} all_ended={areComplete}"));
        return worst <= Bar && isEachFound && areComplete ? 0 : 1;
    }

    private static FidelityCase Case(string network, string manhattan, int trips, int seed) =>
        network == "grid" ? FidelityCase.Grid(network, trips, seed) : FidelityCase.Manhattan(manhattan, network, trips, seed);

    private static FidelityFigures Compare(FidelityCase world, string? charts)
    {
        var folder = Directory.CreateTempSubdirectory("fidelity").FullName;
        try
        {
            var sumo = SumoCase.Run(world, EndS, folder);
            var ours = KernelCase.Run(world, EndS);
            if (charts is not null) FidelityCharts.DrawRun(world, ours, sumo, charts);
            return FidelityFigures.Of(world, ours, sumo);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Name(FidelityFigures mean) => mean.Delay switch { <= Light => "light", <= Medium => "medium", _ => "heavy" };

    private static void Say(string network, FidelityFigures mean) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{network,-9} {Name(mean),-6} {mean.Trips,6} trips an hour, {mean.Ended,7:F0} ended in both; empty roads {mean.FreeS:F1} s | trip: kernel {mean.OursS:F1} s, SUMO {mean.SumoS:F1} s ({mean.Delay * 100:F1} % above empty), {mean.Deviation * 100:+0.00;-0.00} % | waiting to enter: {mean.OursWaitS:F1} s, {mean.SumoWaitS:F1} s | lifted {mean.OursTeleports:F0}, {mean.SumoTeleports:F0} | took {mean.OursTookS:F1} s, {mean.SumoTookS:F1} s"));
}
