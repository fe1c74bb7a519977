using System.CommandLine;
using System.Globalization;

namespace FleetActors.Benchmarks.Fidelity;

/// <summary>
/// <c>fidelity</c>: the same network, routes and departures through the kernel and through SUMO's mesoscopic model. Mean
/// trip times must agree at light and medium load, where medium means that queues add about a tenth or more to a trip; heavy
/// load and the fundamental diagram are drawn beside each other. Where jams begin is chance, so each load is the mean of
/// several demands.
/// </summary>
public static class FidelityBenchmark
{
    private const int EndS = 4 * 3_600;
    private const double Bar = 0.10;

    /// <summary>What is compared: trips an hour on either network, and whether the bar holds there.</summary>
    private static readonly (string Name, bool IsBound, int Manhattan, int Grid)[] Loads =
    [
        ("light", true, 2_000, 4_000),
        ("fluent", true, 20_000, 24_000),
        ("medium", true, 25_000, 32_000),
        ("heavy", false, 30_000, 34_000),
        ("jammed", false, 40_000, 40_000),
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

        var worst = 0.0;
        foreach (var network in new[] { "Manhattan", "grid" })
        {
            var figures = new List<FidelityFigures>();
            foreach (var load in Loads)
            {
                var trips = network == "grid" ? load.Grid : load.Manhattan;
                var isDrawn = charts is not null && load == Loads[^1];
                figures.Add(FidelityFigures.Mean([.. Enumerable.Range(7, seeds).Select(seed => Compare(Case(network, manhattan, trips, seed), isDrawn && seed == 7 ? charts : null))]));
                Say(network, load.Name, load.IsBound, figures[^1]);
                if (load.IsBound) worst = Math.Max(worst, Math.Abs(figures[^1].Deviation));
            }

            if (charts is not null) FidelityCharts.DrawLoads(network, figures, charts);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=fidelity value={worst * 100:F2} unit=% limit={Bar * 100:F0} ratio={worst / Bar:F2}"));
        return worst <= Bar ? 0 : 1;
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

    private static void Say(string network, string load, bool isBound, FidelityFigures mean) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{network,-9} {load,-6} {mean.Trips,6} trips an hour, {mean.Ended,7:F0} ended in both; empty roads {mean.FreeS:F1} s | trip: kernel {mean.OursS:F1} s, SUMO {mean.SumoS:F1} s ({(mean.SumoS / mean.FreeS - 1) * 100:F0} % above empty), {mean.Deviation * 100:+0.00;-0.00} %{(isBound ? "" : ", not bound")} | waiting to enter: {mean.OursWaitS:F1} s, {mean.SumoWaitS:F1} s | lifted {mean.OursTeleports:F0}, {mean.SumoTeleports:F0} | took {mean.OursTookS:F1} s, {mean.SumoTookS:F1} s"));
}
