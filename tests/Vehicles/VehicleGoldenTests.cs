using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Tests.House;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Vehicles;

/// <summary>What lies in storage must stay readable: the bytes of every persisted record, with every field filled.</summary>
public sealed class VehicleGoldenTests
{
    private static readonly Stamp Stamp = At(T0);

    private static readonly RemoteCommand Unlock = new(
        new("remote-1"), RemoteCommandKind.Unlock, 2, RemoteCommandStage.Sent, Someone, T0, T0.AddSeconds(60), T0.AddSeconds(1), "on its way");

    private static readonly ImmutableArray<VehicleEvent> EveryEvent =
    [
        new VehicleHeld(1, Anna, 2, T0.AddSeconds(10), new(T0.AddHours(1), T0.AddHours(2)), TimeSpan.FromMinutes(30), T0.AddHours(5)) { Stamp = Stamp },
        new HoldConfirmed(1) { Stamp = Stamp },
        new HoldReleased(1, ReleaseReason.NoShow, true) { Stamp = Stamp },
        new TenancyStarted(2) { Stamp = Stamp },
        new TenancyPaused(2) { Stamp = Stamp },
        new TenancyResumed(2) { Stamp = Stamp },
        new TenancyExtended(2, T0.AddHours(3)) { Stamp = Stamp },
        new TenancyEnded(2, T0.AddHours(2), true) { Stamp = Stamp },
        new VehicleUpdated(Registration()) { Stamp = Stamp },
        new VehicleTakenOutOfService(ServiceReason.Cleaning) { Stamp = Stamp },
        new VehicleReturnedToService { Stamp = Stamp },
        new VehicleDecommissioned { Stamp = Stamp },
        new VehicleRecommissioned { Stamp = Stamp },
        new ContactLost { Stamp = Stamp },
        new ContactRestored { Stamp = Stamp },
        new ChargeReported(47.5f) { Stamp = Stamp },
        new ChargingStarted { Stamp = Stamp },
        new ChargingEnded { Stamp = Stamp },
        new OdometerReported(12_345) { Stamp = Stamp },
        new VehicleNoticed(VehicleNotice.ZoneLeft, "centre", new(T0, new(52.5, 13.4), 31.5f, 270, 47.5f, 12_345)) { Stamp = Stamp },
        new RemoteCommandQueued(Unlock) { Stamp = Stamp },
        new RemoteCommandAdvanced(new("remote-1"), RemoteCommandStage.Failed, "no") { Stamp = Stamp },
    ];

    private static readonly MdsCursor Opening = new(
        MdsVehicleState.OnTrip, true, true, [new(MdsVehicleState.OnTrip, MdsVehicleState.Stopped, MdsEventType.TripStop, T0)]);

    private static VehicleState FullState()
    {
        var tenancy = new VehicleTenancy(
            2, Bert, 3, T0.AddSeconds(10), true, new(T0, T0.AddHours(1)), TimeSpan.FromMinutes(15), T0.AddHours(4), TenancyPhase.Paused, T0, T0.AddMinutes(1));
        return new(
            Registration(), 41, 7, tenancy, [tenancy with { Number = 3, Phase = TenancyPhase.Held }], [new(Anna, 1, T0)], ServiceReason.Maintenance,
            true, true, 55.5f, true, 987_654, [Unlock],
            CommandLog<Done>.Empty.Remember(Header("command-1", T0), 0xfeed_f00d, new Done(), T0),
            new(3, Opening, EveryEvent)) { NoticedUntil = T0.AddMinutes(3) };
    }

    public static TheoryData<string> Records => ["vehicle-state", "vehicle-whole", "vehicle-entry", "vehicle-page", "shard-page", "shard-cars-page"];

    private static object Sample(string record) => record switch
    {
        "vehicle-state" => new Stored<VehicleState> { State = FullState() },
        "vehicle-whole" => new JournalSnapshot<VehicleState> { State = FullState(), Number = 40 },
        "vehicle-entry" => new Stored<JournalEntry<VehicleEvent>> { State = new(41, T0, EveryEvent, new(new("command-1"), 0xfeed_f00d, T0, default)) },
        "vehicle-page" => new Stored<VehiclePage> { State = new(4, Opening, EveryEvent) },
        "shard-cars-page" => new Stored<LogPage<ShardEntryBatch>> { State = new(3, [new(64, 1, Stamp, PackedRegistrations.Of([Registration(), Registration("car-2")]))]) },
        _ => new Stored<LogPage<ShardEntry>> { State = new(64, [new(64, 1, Registration(), Stamp)]) },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void The_bytes_of_a_persisted_record_do_not_change(string record)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var written = Convert.ToHexString(serializer.SerializeToArray(Sample(record)));
        var golden = Golden(record);
        Assert.True(written == golden, $"{record} is now {written}");

        var read = serializer.Deserialize<object>(Convert.FromHexString(golden));
        Assert.Equal(golden, Convert.ToHexString(serializer.SerializeToArray(read)));
    }

    [Fact]
    public void A_record_from_before_the_journal_is_a_whole_state_with_number_0()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        // As storage wrote it, which knows the type and does not name it.
        var before = Convert.ToHexString(serializer.SerializeToArray(new Stored<VehicleState> { State = FullState() }));
        Assert.True(before == Golden("vehicle-before-journal"), $"vehicle-before-journal is now {before}");
        var read = serializer.Deserialize<JournalSnapshot<VehicleState>>(Convert.FromHexString(Golden("vehicle-before-journal")));
        Assert.Equal((0, 41), (read!.Number, read.State!.Revision));
    }

    [Fact]
    public void A_record_from_before_notices_can_be_read()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var read = (Stored<VehicleState>?)services.GetRequiredService<Serializer>().Deserialize<object>(Convert.FromHexString(Golden("vehicle-state-before-notices")));
        Assert.Equal((41L, default(DateTimeOffset)), (read!.State!.Revision, read.State.NoticedUntil));
    }

    [Fact]
    public void Every_event_has_a_golden_and_an_effect_or_is_known_to_have_none()
    {
        var known = typeof(VehicleEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(VehicleEvent)));
        Assert.Equal(known.Select(type => type.Name).Order(), EveryEvent.Select(happened => happened.GetType().Name).Order());
    }

    private static string Golden(string record)
    {
        var path = Path.Combine(Require.Root, "tests", "Vehicles", "golden", $"{record}.hex");
        return File.Exists(path) ? string.Concat(File.ReadLines(path)) : $"(no file {path})";
    }
}
