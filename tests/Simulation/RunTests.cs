using System.Text.Json.Nodes;
using FleetActors.Simulation;
using Parquet;

namespace FleetActors.Tests.Simulation;

/// <summary>Whole runs through real grains.</summary>
public sealed class RunTests : IDisposable
{
    private static readonly FleetId Fleet = new("sim-town");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("run");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task One_seed_gives_one_hash_and_one_report_on_one_silo_or_three()
    {
        var one = await Played(silos: 1, seed: 11);
        Assert.True(one.Events > 200, one.KpiLine);
        Assert.True(one.Served > 0 && one.Cancelled > 0, one.KpiLine);
        var three = await Played(silos: 3, seed: 11);
        Assert.Equal(one.EventHash, three.EventHash);
        Assert.Equal(KpiReportWriter.Files(one), KpiReportWriter.Files(three));
        Assert.NotEqual(one.EventHash, (await Played(silos: 1, seed: 12)).EventHash);
    }

    [Theory]
    [InlineData(TrafficMode.FreeFlow)]
    [InlineData(TrafficMode.Queues)]
    public async Task A_run_resumed_from_a_checkpoint_ends_as_one_that_never_stopped(TrafficMode traffic)
    {
        var town = RunCluster.Town(11) with { Traffic = traffic };
        var straight = await Played(silos: 3, town);
        RunCheckpoint checkpoint;
        await using (var cluster = await RunCluster.Start(1))
        {
            using var run = new SimulationRun(cluster.Grains, Fleet, town);
            await run.Prepare(Cancellation);
            // In odd strides, as a run at some speed is played.
            for (var at = run.World.Now; run.World.Now < run.World.Scenario.Start.AddMinutes(53); at = at.AddSeconds(13.7)) await run.PlayUntil(at, Cancellation);
            checkpoint = run.Checkpoint();
        }
        Assert.True(checkpoint.Events > 50);
        await using var another = await RunCluster.Start(1);
        using var resumed = new SimulationRun(another.Grains, Fleet, town);
        await resumed.Prepare(Cancellation);
        Assert.True(await resumed.BringTo(checkpoint, Cancellation));
        await resumed.PlayUntil(DateTimeOffset.MaxValue, Cancellation);
        Assert.Equal(KpiReportWriter.Files(straight), KpiReportWriter.Files(resumed.Report()));
    }

    [Fact]
    public async Task A_run_that_took_another_course_does_not_come_to_the_checkpoint()
    {
        await using var cluster = await RunCluster.Start(1);
        var run = new SimulationRun(cluster.Grains, Fleet, RunCluster.Town(11));
        await run.Prepare(Cancellation);
        await run.PlayUntil(run.World.Now.AddMinutes(20), Cancellation);
        var other = new SimulationRun(cluster.Grains, new FleetId("sim-other"), RunCluster.Town(12));
        await other.Prepare(Cancellation);
        Assert.False(await other.BringTo(run.Checkpoint(), Cancellation));
    }

    [Fact]
    public async Task Full_results_say_what_the_report_says_in_every_form()
    {
        var report = await Played(silos: 1, seed: 11, writeResults: true);
        var trips = File.ReadAllLines(Path.Combine(_folder.FullName, "trips.csv"));
        Assert.Equal(report.Requests, trips.Length - 1);
        var outcome = Array.IndexOf(trips[0].Split(','), "outcome");
        Assert.Equal(report.Served, trips.Count(line => line.Split(',')[outcome] == "served"));
        var contracts = File.ReadAllLines(Path.Combine(_folder.FullName, "contracts.csv"));
        var net = Array.IndexOf(contracts[0].Split(','), "net_minor");
        Assert.Equal(report.RevenueMinor, contracts.Skip(1).Sum(line => long.Parse(line.Split(',')[net], System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var table in new[] { "trips", "vehicle_states", "contracts", "positions" })
        {
            var rows = File.ReadLines(Path.Combine(_folder.FullName, $"{table}.csv")).Count() - 1;
            Assert.True(rows > 0, table);
            var geo = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.FullName, $"{table}.geojson")))!;
            Assert.Equal(rows, geo["features"]!.AsArray().Count);
            await using var parquet = await ParquetReader.CreateAsync(Path.Combine(_folder.FullName, $"{table}.parquet"), cancellationToken: Cancellation);
            Assert.Equal(rows, Enumerable.Range(0, parquet.RowGroupCount).Sum(group => { using var part = parquet.OpenRowGroupReader(group); return part.RowCount; }));
        }
        Assert.Empty(Directory.EnumerateFiles(_folder.FullName, "*.part"));
        // What is written changes nothing of what happens.
        Assert.Equal(report.EventHash, (await Played(silos: 1, seed: 11)).EventHash);
    }

    [Fact]
    public async Task States_of_a_car_follow_each_other_without_a_gap()
    {
        await Played(silos: 1, seed: 11, writeResults: true);
        var rows = File.ReadLines(Path.Combine(_folder.FullName, "vehicle_states.csv")).Skip(1).Select(line => line.Split(',')).GroupBy(cells => cells[0]);
        Assert.All(rows, car => Assert.Equal(car.Skip(1).Select(cells => cells[^5]), car.SkipLast(1).Select(cells => cells[^4])));
    }

    private Task<KpiReport> Played(short silos, long seed, bool writeResults = false) => Played(silos, RunCluster.Town(seed), writeResults);

    private async Task<KpiReport> Played(short silos, Scenario scenario, bool writeResults = false)
    {
        await using var cluster = await RunCluster.Start(silos);
        await using var output = writeResults ? await RunOutput.Open(scenario, _folder.FullName, Enum.GetValues<OutputFormat>(), TimeSpan.FromMinutes(1)) : null;
        using var run = new SimulationRun(cluster.Grains, Fleet, scenario, output: output);
        await run.Prepare(Cancellation);
        while (!run.World.IsFinished) await run.PlayUntil(run.World.Now.AddMinutes(1), Cancellation);
        if (output is not null) await output.Complete(Cancellation);
        var audit = await RunAudit.Of(run, cluster.Grains, Cancellation);
        Assert.True(audit.IsClean, string.Join("; ", audit.Lines()));
        return run.Report();
    }
}
