using System.Diagnostics;
using System.Globalization;
using FleetActors.Chaos;
using FleetActors.Tests.House;

namespace FleetActors.Tests.Storage;

/// <summary>A writing process is killed, and what it had not synced is thrown away.</summary>
public sealed class PowerCutTests : IDisposable
{
    private const int Cuts = 5;
    private readonly string _root = Directory.CreateTempSubdirectory("fleet-powercut-").FullName;
    private readonly string _directory;
    private readonly string _library;

    public PowerCutTests()
    {
        Require.That(OperatingSystem.IsLinux(), "needs Linux");
        _library = PowerCut.Build(Require.Program("gcc"), _root);
        _directory = Directory.CreateDirectory(Path.Combine(_root, "data")).FullName;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_acknowledged_is_lost_by_power_cuts(bool torn)
    {
        var random = new Random(11);
        for (var cut = 0; cut < Cuts; cut++)
        {
            var acknowledged = await WriteUntilKilledAsync("sync", 300 + random.Next(1_500));
            PowerCut.Apply(_directory, Ledger, torn ? random : null);
            var kept = await PowerCutWriter.ReadAsync(_directory);
            foreach (var (lane, number) in acknowledged)
                Assert.InRange(kept[lane], number, number + 1);
        }
    }

    [Fact]
    public async Task With_syncing_switched_off_the_cut_reports_loss()
    {
        var acknowledged = await WriteUntilKilledAsync("nosync", 1_000);
        var (bytes, _) = PowerCut.Apply(_directory, Ledger);
        Assert.True(bytes > 0);
        var kept = await PowerCutWriter.ReadAsync(_directory);
        Assert.Contains(acknowledged, lane => kept[lane.Key] < lane.Value);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Ledger => Path.Combine(_root, "ledger");

    /// <summary>The last acknowledged number of each lane, after at least <paramref name="writes"/> acknowledgements.</summary>
    private async Task<Dictionary<int, long>> WriteUntilKilledAsync(string sync, int writes)
    {
        var program = typeof(PowerCutWriter).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", ["exec", program, PowerCutWriter.Command, _directory, sync]) { RedirectStandardOutput = true };
        PowerCut.Watch(start, _library, _directory, Ledger);
        using var writer = Process.Start(start)!;
        var acknowledged = new Dictionary<int, long>();
        for (var count = 0; await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line; count++)
        {
            // What was printed before the kill counts too: the loop ends only when the pipe is empty.
            if (count == writes)
                writer.Kill();
            if (line.Split(' ') is [var lane, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                acknowledged[int.Parse(lane, CultureInfo.InvariantCulture)] = parsed; // each lane's numbers only grow
        }
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(acknowledged.Count > 0, "The writer acknowledged nothing.");
        return acknowledged;
    }
}
