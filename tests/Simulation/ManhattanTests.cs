using System.Diagnostics;
using FleetActors.Simulation;
using FleetActors.Tests.House;

namespace FleetActors.Tests.Simulation;

public sealed class ManhattanTests
{
    [Fact]
    public void The_real_day_of_Manhattan_serves_or_cancels_every_request()
    {
        var folder = Require.SharedData("manhattan");

        var clock = Stopwatch.StartNew();
        var scenario = HiveScenario.Load(folder, seed: 7);
        var loadedMs = clock.ElapsedMilliseconds;
        var report = PureRun.Play(scenario);
        TestContext.Current.TestOutputHelper?.WriteLine($"loaded in {loadedMs} ms, played in {clock.ElapsedMilliseconds - loadedMs} ms");
        TestContext.Current.TestOutputHelper?.WriteLine(report.KpiLine);
        foreach (var reason in report.CancelledByReason)
            TestContext.Current.TestOutputHelper?.WriteLine(reason.ToString());

        Assert.Equal(1_200, report.VehicleCount);
        Assert.Equal(19_979, report.Requests);
        Assert.Equal(19_979, report.Served + report.Cancelled);
        Assert.True(report.Served > 19_000, report.KpiLine);
        Assert.Contains(scenario.LoadNotes, note => note.Contains("nyc_1200.csv", StringComparison.Ordinal));
    }
}
