using FleetActors.Telemetry;
using FleetActors.Tests.Cells;
using FleetActors.Tests.Client.MapHost;
using FleetActors.Tests.Vehicles;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry.Watching;

/// <summary>A fix wakes its vehicle when something happened, and otherwise does not.</summary>
public sealed class RuleWatchTests(CellCluster cluster) : IClassFixture<CellCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly DateTimeOffset _start = new RealTime().GetUtcNow().AddHours(-1);

    private IVehicleGrain Vehicle(string id) => cluster.Grains.GetGrain<IVehicleGrain>(new VehicleKey(CellCluster.Fleet, new(id)).ToString());

    private VehicleFix Fix(string id, int second, double latitude, float speedKmh = 0, float charge = 80) =>
        new(new(id), new(_start.AddSeconds(second), new(latitude, 13.5), speedKmh, 0, charge, 2_000 + second));

    private async Task<VehicleNoticed[]> Noticed(string id)
    {
        var page = (await Vehicle(id).History(0, Cancellation)).Accepted;
        return [.. page.Events.OfType<VehicleNoticed>()];
    }

    private async Task<int> VehiclesAwake() => (await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
        .Count(statistic => statistic.GrainId.Type.ToString() == VehicleGrain.TypeName);

    [Fact]
    public async Task A_thousand_quiet_fixes_wake_no_vehicle_and_one_that_matters_wakes_its_own()
    {
        var shard = cluster.Shard("quiet-1");
        await shard.Register(new([Registration("quiet-1")], At(T0)), Cancellation);
        // The rules are at work as soon as a low charge has been noticed: another car of the same shard tells.
        var witness = Enumerable.Range(0, int.MaxValue).Select(n => $"witness-{n}").First(id => CellCluster.Map.Of(new(id)) == CellCluster.Map.Of(new("quiet-1")));
        await shard.Register(new([Registration(witness)], At(T0)), Cancellation);
        await shard.ApplyById([Fix(witness, 1, 54.5)], Cancellation);
        var second = 1;
        await VehicleCluster.Until(async () =>
        {
            await shard.ApplyById([Fix(witness, ++second, 54.5, charge: second % 2 == 0 ? 5 : 60)], Cancellation);
            return (await Noticed(witness)).Length > 0;
        });

        var awake = await VehiclesAwake();
        for (var n = 1; n <= 1_000; n++) await shard.ApplyById([Fix("quiet-1", n, 54.5 + n * 1e-5)], Cancellation);
        Assert.Equal(awake, await VehiclesAwake());

        await shard.ApplyById([Fix("quiet-1", 3_000, 53.9, speedKmh: 60)], Cancellation);
        await VehicleCluster.Until(async () => await VehiclesAwake() == awake + 1);
        await VehicleCluster.Until(async () => (await Noticed("quiet-1")).Length == 2);
        Assert.Equal(
            [(VehicleNotice.ZoneLeft, "north", 60f), (VehicleNotice.MovingWithoutContract, null, 60f)],
            (await Noticed("quiet-1")).Select(noticed => (noticed.Notice, noticed.Zone, noticed.Evidence.SpeedKmh)));
    }

    [Fact]
    public async Task A_repeated_or_late_report_changes_nothing_and_a_rental_is_no_theft()
    {
        await cluster.Shard("repeat-1").Register(new([Registration("repeat-1")], At(T0)), Cancellation);
        var vehicle = Vehicle("repeat-1");
        var report = new ReportNotices(
            [new(VehicleNotice.ChargeLow, null), new(VehicleNotice.MovingWithoutContract, null)], Fix("repeat-1", 10, 54.5, 50, 9).Fix, At(T0));
        Assert.True((await vehicle.ReportNotices(report, Cancellation)).IsAccepted);
        var revision = (await vehicle.View(T0, Cancellation)).Accepted.Revision;
        Assert.True((await vehicle.ReportNotices(report, Cancellation)).IsAccepted);
        Assert.True((await vehicle.ReportNotices(report with { Evidence = Fix("repeat-1", 9, 54.5).Fix }, Cancellation)).IsAccepted);
        var view = (await vehicle.View(T0, Cancellation)).Accepted;
        Assert.Equal((revision, 9f), (view.Revision, view.ChargePercent));
        Assert.Equal(2, (await Noticed("repeat-1")).Length);

        var now = new RealTime().GetUtcNow();
        Assert.True((await vehicle.Hold(Hold(Anna, 1, now), Cancellation)).IsAccepted);
        Assert.True((await vehicle.Start(new(Anna, 1, At(now)), Cancellation)).IsAccepted);
        var hired = new ReportNotices([new(VehicleNotice.MovingWithoutContract, null)], Fix("repeat-1", 20, 54.5, 50).Fix, At(T0));
        Assert.True((await vehicle.ReportNotices(hired, Cancellation)).IsAccepted);
        Assert.Equal(2, (await Noticed("repeat-1")).Length);
    }
}
