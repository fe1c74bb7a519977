using FleetActors.Chaos;
using FleetActors.Tests.House;

namespace FleetActors.Tests.PowerCuts;

/// <summary>The short form of the power-cut harness: it finds nothing, and finds each thing that a missing protection lets through.</summary>
public sealed class PowerCutHarnessTests
{
    private const int Clean = 0, Violated = 1;

    public PowerCutHarnessTests()
    {
        Require.That(OperatingSystem.IsLinux(), "needs Linux");
        Require.Program("gcc");
    }

    [Fact]
    public async Task A_fleet_under_load_survives_power_cuts()
    {
        var (code, told) = await RunAsync(new HarnessSettings(Seconds: 2, Seed: 3, Kills: 2, Workers: 64, Without: "nothing"));
        Assert.True(code == Clean, told);
        Assert.Contains("value=0 unit=violations kills=2", told, StringComparison.Ordinal);
        Assert.DoesNotContain(" acknowledged=0 ", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sync", "acknowledged")]
    [InlineData("etags", "acknowledged")]
    [InlineData("holds", "overlap")]
    public async Task Without_a_protection_the_harness_reports_what_it_prevents(string without, string found)
    {
        var (code, told) = await RunAsync(new HarnessSettings(Seconds: 1, Seed: 3, Kills: 1, Workers: 64, without));
        Assert.True(code == Violated, told);
        Assert.Contains(told.Split('\n'), line => line.StartsWith("VIOLATION", StringComparison.Ordinal) && line.Contains(found, StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Told)> RunAsync(HarnessSettings settings)
    {
        await using var told = new StringWriter();
        var code = await Harness.RunAsync(settings, told, TestContext.Current.CancellationToken);
        return (code, told.ToString());
    }
}
