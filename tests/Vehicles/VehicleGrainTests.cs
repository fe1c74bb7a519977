using FleetActors.Contracts;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Vehicles;

public sealed class VehicleGrainTests(VehicleCluster cluster) : IClassFixture<VehicleCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<IVehicleGrain> Registered(string id)
    {
        var outcome = await cluster.Shard(id).Register(new([Registration(id)], At(T0)), Cancellation);
        Assert.True(outcome.Accepted[0].IsAccepted, outcome.Accepted[0].Refused?.ToString());
        return cluster.Vehicle(id);
    }

    private static async Task<VehicleView> View(IVehicleGrain vehicle, DateTimeOffset? at = null) =>
        (await vehicle.View(at ?? T0, Cancellation)).Accepted;

    [Fact]
    public async Task A_car_that_no_shard_knows_is_unknown_until_it_is_registered()
    {
        var vehicle = cluster.Vehicle("late-car");
        Assert.Equal(Refusal.UnknownVehicle, (await vehicle.Hold(Hold(Anna, 1, T0), Cancellation)).Refused?.Code);
        await Registered("late-car");
        Assert.True((await vehicle.Hold(Hold(Anna, 1, T0), Cancellation)).IsAccepted);
    }

    [Fact]
    public async Task A_tenancy_survives_the_end_of_the_activation_and_reaches_the_shard()
    {
        var vehicle = await Registered("lasting-car");
        Assert.Equal(1, (await vehicle.Hold(Hold(Anna, 1, T0), Cancellation)).Accepted.Tenancy);
        Assert.True((await vehicle.Start(new(Anna, 1, At(T0)), Cancellation)).IsAccepted);
        await cluster.ForgetActivations();
        var view = await View(vehicle);
        Assert.Equal((VehicleStatus.OnTrip, 2L, Anna), (view.Status, view.Revision, view.Current!.Contract));
        Assert.Equal(Refusal.VehicleInUse, (await vehicle.Hold(Hold(Bert, 1, T0), Cancellation)).Refused?.Code);
        await VehicleCluster.Until(async () =>
            await cluster.Shard("lasting-car").Sighting(new("lasting-car"), Cancellation) is { Revision: 2, Summary.Status: VehicleStatus.OnTrip });
    }

    [Fact]
    public async Task An_activation_announces_itself_once_before_it_writes_and_rests_when_it_ends()
    {
        var vehicle = await Registered("announced-car");
        Assert.Equal(0, (await View(vehicle)).Revision); // a look is no change
        Assert.True((await vehicle.Hold(Hold(Anna, 1, T0), Cancellation)).IsAccepted);
        Assert.True((await vehicle.Start(new(Anna, 1, At(T0)), Cancellation)).IsAccepted);
        await cluster.ForgetActivations();
        await VehicleCluster.Until(() => Task.FromResult(Told("announced-car").Length == 2));
        Assert.True((await vehicle.End(new(Anna, 1, T0, false, false, At(T0)), Cancellation)).IsAccepted);
        Assert.Equal([("announces", 0), ("rests", 2), ("announces", 2)], Told("announced-car"));
    }

    [Fact]
    public async Task A_shard_shows_a_car_that_nobody_has_used_as_its_vehicle_would()
    {
        var vehicle = await Registered("shown-car");
        var shown = await cluster.Shard("shown-car").Vehicle(new("shown-car"), Cancellation);
        Assert.Equivalent(await View(vehicle), shown!.Unused, strict: true);
        Assert.True((await vehicle.Hold(Hold(Anna, 1, T0), Cancellation)).IsAccepted);
        Assert.Null((await cluster.Shard("shown-car").Vehicle(new("shown-car"), Cancellation))!.Unused);
        Assert.Null(await cluster.Shard("shown-car").Vehicle(new("no-car"), Cancellation));
    }

    [Fact]
    public async Task A_vehicle_that_cannot_announce_itself_writes_nothing()
    {
        var vehicle = await Registered("unheard-car");
        await Assert.ThrowsAnyAsync<Exception>(() => vehicle.Hold(Hold(Anna, 1, T0), Cancellation));
        await cluster.ForgetActivations();
        Assert.Equal(0, (await View(vehicle)).Revision);
        Assert.Empty(Told("unheard-car"));
    }

    private (string What, long Revision)[] Told(string vehicle) =>
        [.. cluster.ToldShards.Where(told => told.Vehicle.Value == vehicle).Select(told => (told.What, told.Revision))];

    [Fact]
    public async Task A_rival_past_the_time_to_ask_makes_the_vehicle_ask_the_holder()
    {
        var vehicle = await Registered("doubtful-car");
        var late = T0.AddSeconds(11);
        Assert.True((await vehicle.Hold(Hold(Anna, 1, T0), Cancellation)).IsAccepted);
        Assert.Equal(Refusal.HeldPendingResolution, (await vehicle.Hold(Hold(Bert, 1, late), Cancellation)).Refused?.Code);
        var asked = Assert.Single(cluster.Asked, asked => asked.Message.Holder == new VehicleKey(VehicleCluster.Fleet, new("doubtful-car")).ToString());
        Assert.Equal(new ContractKey(VehicleCluster.Fleet, Anna).ToString(), asked.Contract);
        Assert.Equal((1, true), (asked.Message.Attempt, asked.Message.HolderIsVehicle));
        Assert.True((await vehicle.Release(new(Anna, 1, ReleaseReason.Aborted, At(late)), Cancellation)).IsAccepted);
        Assert.Equal(2, (await vehicle.Hold(Hold(Bert, 1, late), Cancellation)).Accepted.Tenancy);
    }

    [Fact]
    public async Task A_repeated_command_acts_once_and_other_content_under_its_id_is_refused()
    {
        var vehicle = await Registered("served-car");
        var header = Header("out", T0);
        Assert.True((await vehicle.TakeOutOfService(header, new(ServiceReason.Cleaning), Cancellation)).IsAccepted);
        Assert.True((await vehicle.ReturnToService(Header("in", T0), new(), Cancellation)).IsAccepted);
        await cluster.ForgetActivations();
        Assert.True((await vehicle.TakeOutOfService(header, new(ServiceReason.Cleaning), Cancellation)).IsAccepted);
        Assert.Equal(VehicleStatus.Available, (await View(vehicle)).Status);
        Assert.Equal(Refusal.CommandIdReused, (await vehicle.TakeOutOfService(header, new(ServiceReason.Maintenance), Cancellation)).Refused?.Code);
        Assert.Equal(Refusal.CommandIdReused, (await vehicle.Decommission(Header("in", T0), new(), Cancellation)).Refused?.Code);
    }

    [Fact]
    public async Task A_remote_command_is_executed_once_and_acknowledged()
    {
        var vehicle = await Registered("remote-car");
        var before = cluster.Devices.Executed;
        Assert.True((await vehicle.Send(Header("honk", T0), new(RemoteCommandKind.HonkAndFlash, null), Cancellation)).IsAccepted);
        Assert.True((await vehicle.Send(Header("honk", T0), new(RemoteCommandKind.HonkAndFlash, null), Cancellation)).IsAccepted);
        await VehicleCluster.Until(async () => (await View(vehicle)).RemoteCommands is [{ Stage: RemoteCommandStage.Acknowledged }]);
        Assert.Equal(before + 1, cluster.Devices.Executed);
    }

    [Fact]
    public async Task A_car_is_immobilised_only_when_its_fix_shows_it_standing_still()
    {
        var vehicle = await Registered("moving-car");
        var immobilise = new SendRemoteCommand(RemoteCommandKind.Immobilise, null);
        Assert.Equal(Refusal.VehicleMoving, (await vehicle.Send(Header("a", T0), immobilise, Cancellation)).Refused?.Code);
        await cluster.Shard("moving-car").ApplyById([new(new("moving-car"), new(T0, new(52, 13), 50, 0, 80, 2_000))], Cancellation);
        Assert.Equal(Refusal.VehicleMoving, (await vehicle.Send(Header("b", T0), immobilise, Cancellation)).Refused?.Code);
        await cluster.Shard("moving-car").ApplyById([new(new("moving-car"), new(T0.AddSeconds(5), new(52, 13), 0, 0, 80, 2_050))], Cancellation);
        Assert.True((await vehicle.Send(Header("c", T0), immobilise, Cancellation)).IsAccepted);
    }

    [Fact]
    public async Task A_long_history_is_read_page_by_page_and_by_time()
    {
        var vehicle = await Registered("old-car");
        for (var ride = 1; ride <= 30; ride++)
        {
            var at = T0.AddHours(ride);
            var tenancy = (await vehicle.Hold(Hold(Anna, ride, at), Cancellation)).Accepted.Tenancy;
            await vehicle.Start(new(Anna, ride, At(at)), Cancellation);
            await vehicle.End(new(Anna, tenancy, at, false, false, At(at)), Cancellation);
        }
        await cluster.ForgetActivations();
        var events = new List<VehicleEvent>();
        var published = new List<MdsEvent>();
        for (int? page = 0; page is { } number;)
        {
            var part = (await vehicle.History(number, Cancellation)).Accepted;
            Assert.True(part.Events.Length <= VehicleLimits.HistoryPage);
            events.AddRange(part.Events);
            published.AddRange(part.Mds);
            page = part.NextPage;
        }
        Assert.Equal(90, events.Count);
        MdsHistory.AssertLegal(published);
        Assert.Equal(150, published.Count);
        var late = (await vehicle.HistoryFrom(T0.AddHours(25), Cancellation)).Accepted;
        Assert.Contains(late.Events, happened => happened.Stamp.At == T0.AddHours(25));
        Assert.Equal(Refusal.ValueOutOfRange, (await vehicle.History(99, Cancellation)).Refused?.Code);
    }
}
