using FleetActors.Chaos;

namespace FleetActors.Tests.Telemetry;

/// <summary>The short form of the telemetry crash check.</summary>
public sealed class TelemetryCrashTests
{
    [Fact]
    public async Task A_killed_silo_loses_no_acknowledged_fix()
    {
        await using var told = new StringWriter();
        var code = await TelemetryCrash.RunAsync(kills: 1, cars: 2_000, seed: 2, grow: 1, replays: true, told, TestContext.Current.CancellationToken);
        Assert.True(code == 0, told.ToString());
        Assert.Contains("value=0 unit=violations kills=1", told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(" acknowledged=0 ", told.ToString(), StringComparison.Ordinal);
    }
}
