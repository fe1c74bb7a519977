using FleetActors.Telemetry;
using FleetActors.Tests.Vehicles;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

public sealed class VehicleShardGrainTests(VehicleCluster cluster) : IClassFixture<VehicleCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Ids that all lie in the shard of the first.</summary>
    private static string[] Neighbours(string prefix, int count) => Enumerable.Range(0, int.MaxValue).Select(n => $"{prefix}{n}")
        .Where(id => VehicleCluster.Map.Of(new(id)) == VehicleCluster.Map.Of(new(prefix + "0"))).Take(count).ToArray();

    private static Fix FixAt(double latitude, double longitude, int seconds = 0, float charge = 80) =>
        new(T0.AddSeconds(seconds), new(latitude, longitude), 0, 90, charge, 2_000);

    [Fact]
    public async Task A_batch_registers_what_it_can_and_a_repeat_gives_the_same_handles()
    {
        var ids = Neighbours("batch-", 1_000);
        var shard = cluster.Shard(ids[0]);
        var command = new RegisterVehicles([.. ids.Select(id => Registration(id))], At(T0));
        var first = (await shard.Register(command, Cancellation)).Accepted;
        Assert.All(first, outcome => Assert.True(outcome.IsAccepted));
        Assert.Equal(1_000, first.Select(outcome => outcome.Accepted.Slot).Distinct().Count());
        Assert.Equal(first, (await shard.Register(command, Cancellation)).Accepted);

        var conflict = new RegisterVehicles([Registration(ids[0]) with { Plate = "OTHER" }, Registration(ids[1]), Registration(ids[2]) with { Vin = "I" }], At(T0));
        var second = (await shard.Register(conflict, Cancellation)).Accepted;
        Assert.Equal([Refusal.VehicleAlreadyRegistered, null, Refusal.ValueOutOfRange], second.Select(outcome => outcome.Refused?.Code));
    }

    [Fact]
    public async Task A_packed_batch_has_the_same_outcomes_and_a_damaged_one_is_refused()
    {
        var ids = Neighbours("packed-", 3);
        var shard = cluster.Shard(ids[0]);
        var first = (await shard.RegisterPacked(new(PackedRegistrations.Of([Registration(ids[0]), Registration(ids[1])]), At(T0)), Cancellation)).Accepted;
        Assert.All(first.Unpack(), outcome => Assert.True(outcome.IsAccepted));
        var again = new RegisterVehicles([Registration(ids[0]) with { Plate = "OTHER" }, Registration(ids[1]), Registration(ids[2]) with { Vin = "I" }], At(T0));
        var packed = (await shard.RegisterPacked(new(PackedRegistrations.Of(again.Vehicles.AsSpan()), At(T0)), Cancellation)).Accepted.Unpack();
        Assert.Equal((await shard.Register(again, Cancellation)).Accepted, packed);
        Assert.Equal([Refusal.VehicleAlreadyRegistered, null, Refusal.ValueOutOfRange], packed.Select(outcome => outcome.Refused?.Code));
        var damaged = await shard.RegisterPacked(new(new(new byte[] { 9 }), At(T0)), Cancellation);
        Assert.Equal(Refusal.ValueOutOfRange, damaged.Refused?.Code);
    }

    [Fact]
    public async Task A_vehicle_of_another_shard_is_refused()
    {
        var id = Neighbours("stray-", 1)[0];
        var other = cluster.Grains.GetGrain<IVehicleShardGrain>(new ShardKey(VehicleCluster.Fleet, (VehicleCluster.Map.Of(new(id)) + 1) % 4).ToString());
        var outcome = await other.Register(new([Registration(id)], At(T0)), Cancellation);
        Assert.Equal(Refusal.ValueOutOfRange, outcome.Accepted[0].Refused?.Code);
    }

    [Fact]
    public async Task A_restarted_shard_knows_registrations_and_commercial_state_and_takes_old_handles()
    {
        var ids = Neighbours("reload-", 3);
        var shard = cluster.Shard(ids[0]);
        var handles = (await shard.Register(new([.. ids.Select(id => Registration(id))], At(T0)), Cancellation)).Accepted;
        Assert.True((await cluster.Vehicle(ids[1]).Hold(Hold(Anna, 1, T0), Cancellation)).IsAccepted);
        Assert.True((await cluster.Vehicle(ids[1]).Update(Header("update", T0), new("NEW 1", "VW", "ID.4", VehicleClass.FullSize, 5), Cancellation)).IsAccepted);
        await cluster.ForgetActivations();
        // A shard that was just being told is not idle, so not forgotten, and hears the rest a moment later.
        await VehicleCluster.Until(async () => await shard.Sighting(new(ids[1]), Cancellation) is { Revision: 2, Registration.Plate: "NEW 1" });
        var seen = await shard.Sighting(new(ids[1]), Cancellation);
        Assert.Equal((VehicleStatus.Reserved, 2L, "NEW 1", VehicleClass.FullSize), (seen!.Summary.Status, seen.Revision, seen.Registration.Plate, seen.Summary.Class));
        var receipt = await shard.Apply([new(handles[2].Accepted.Slot, 1, FixAt(1, 1)), new(handles[2].Accepted.Slot, 2, FixAt(2, 2))], Cancellation);
        Assert.Equal(1, receipt.Accepted.Applied);
        Assert.Equal([1], receipt.Accepted.Unknown);
        Assert.Equal(FixAt(1, 1), await shard.LatestFix(new(ids[2]), Cancellation));
    }

    [Fact]
    public async Task An_older_revision_does_not_undo_a_newer_one()
    {
        var id = Neighbours("revision-", 1)[0];
        var shard = cluster.Shard(id);
        await shard.Register(new([Registration(id)], At(T0)), Cancellation);
        await shard.Changed([new(new(id), 5, new(VehicleStatus.OnTrip, VehicleClass.Compact, true, 1))], Cancellation);
        await shard.Changed([new(new(id), 4, new(VehicleStatus.Reserved, VehicleClass.Compact, true, 1))], Cancellation);
        await VehicleCluster.Until(async () => (await shard.Sighting(new(id), Cancellation))!.Revision == 5);
        Assert.Equal(VehicleStatus.OnTrip, (await shard.Sighting(new(id), Cancellation))!.Summary.Status);
    }

    [Fact]
    public async Task A_fix_of_a_car_believed_lost_brings_its_contact_back()
    {
        var id = Neighbours("garage-", 1)[0];
        var (shard, vehicle) = (cluster.Shard(id), cluster.Vehicle(id));
        await shard.Register(new([Registration(id)], At(T0)), Cancellation);
        await vehicle.Hold(Hold(Anna, 1, T0), Cancellation);
        await vehicle.Start(new(Anna, 1, At(T0)), Cancellation);
        await vehicle.End(new(Anna, 1, T0, WithoutContact: true, false, At(T0)), Cancellation);
        await VehicleCluster.Until(async () => (await shard.Sighting(new(id), Cancellation))!.Summary is { IsContactable: false });
        await shard.ApplyById([new(new(id), FixAt(52, 13, 60))], Cancellation);
        await VehicleCluster.Until(async () => (await vehicle.View(T0, Cancellation)).Accepted.IsContactable);
        MdsHistory.AssertLegal((await vehicle.History(0, Cancellation)).Accepted.Mds);
    }
}
