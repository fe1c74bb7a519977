using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Vehicles;

/// <summary>Random commands, in any order, repeated, late, by rivals: what must hold always.</summary>
public sealed class VehicleProperties
{
    private const int Sequences = 1_000;

    private static readonly Arbitrary<int[]> Few = Gen.Choose(0, int.MaxValue - 1).ArrayOf(60).ToArbitrary();

    private static readonly Arbitrary<int[]> Many = Gen.Choose(0, int.MaxValue - 1).ArrayOf(150).ToArbitrary();

    private static void Check(Action<VehicleWorld> invariant, Func<VehicleWorld>? world = null, Arbitrary<int[]>? commands = null) =>
        Prop.ForAll(commands ?? Few, codes =>
        {
            var played = (world ?? (() => new VehicleWorld()))();
            foreach (var code in codes)
            {
                played.Do(code);
                invariant(played);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences));

    [Fact]
    public void Tenancies_never_overlap_and_there_is_one_holder_at_most() => Check(world => Assert.Null(world.Overlap));

    [Fact]
    public void A_broken_hold_rule_is_caught_by_the_same_property()
    {
        var failure = Assert.ThrowsAny<Exception>(() =>
            Check(world => Assert.Null(world.Overlap), () => new VehicleWorld { HoldRule = UncheckedHoldRules.Hold }));
        Assert.Contains("holds", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tenancy_numbers_only_grow() => Check(world =>
    {
        var numbers = world.Events.OfType<VehicleHeld>().Select(held => held.Tenancy).ToArray();
        Assert.Equal(numbers.Distinct().Order(), numbers);
    });

    [Fact]
    public void Bookings_never_overlap() => Check(world =>
    {
        var calendar = world.Vehicle.Calendar;
        for (var i = 1; i < calendar.Length; i++)
        {
            var gap = calendar[i].Booking!.From - calendar[i - 1].Booking!.To;
            Assert.True(gap >= calendar[i].Buffer && gap >= calendar[i - 1].Buffer, $"{calendar[i - 1]} and {calendar[i]}");
        }
        Assert.True(calendar.Length <= VehicleLimits.Bookings);
    });

    [Fact]
    public void The_odometer_never_decreases() => Check(world =>
    {
        var readings = world.Events.OfType<OdometerReported>().Select(reported => reported.OdometerMetres).Prepend(1_000).ToArray();
        Assert.Equal(readings.Order(), readings);
        Assert.Equal(readings[^1], world.Vehicle.OdometerMetres);
    });

    [Fact]
    public void Replayed_events_give_the_live_state() => Check(world =>
        Assert.Equal(VehicleWorld.Text(world.Vehicle), VehicleWorld.Text(world.Events.Aggregate(Fresh(), VehicleEvolve.Evolve))));

    [Fact]
    public void Repeats_change_nothing() => Check(world => Assert.True(world.RepeatChanges.IsEmpty, string.Join(", ", world.RepeatChanges)));

    [Fact]
    public void The_MDS_history_is_legal_and_ends_at_the_present_state() => Check(
        world =>
        {
            var (published, cursor) = MdsProjection.Of(MdsCursor.Start, world.Events);
            MdsHistory.AssertLegal(published);
            Assert.Equal(MdsProjection.StateOf(world.Vehicle), cursor.Published);
            if (!published.IsEmpty) Assert.Equal(cursor.Published, published[^1].To);
            Assert.True(cursor.Owed.Length <= MdsCursor.MaxOwed);
        });

    [Fact]
    public void Pages_read_one_by_one_publish_the_same_MDS_history() => Check(
        world =>
        {
            if (world.Events.Count % 50 != 49) return;
            var byPage = world.Pages.Append(world.Vehicle.History.Page).ToArray();
            Assert.Equal(world.Events, byPage.SelectMany(page => page.Events));
            Assert.Equal(
                MdsProjection.Of(MdsCursor.Start, world.Events).Events,
                byPage.SelectMany(page => MdsProjection.Of(page.Opening, page.Events).Events));
        },
        commands: Many);

    [Fact]
    public void Remote_commands_are_bounded_and_a_final_stage_is_final() => Check(world =>
    {
        Assert.True(world.Vehicle.Remote.Count(command => command.IsOpen) <= VehicleLimits.OpenRemoteCommands);
        Assert.True(world.Vehicle.Remote.Length <= VehicleLimits.OpenRemoteCommands + VehicleLimits.FinishedRemoteCommands);
        var final = world.Events.OfType<RemoteCommandAdvanced>().Where(e => e.Stage > RemoteCommandStage.Sent).Select(e => e.Id).ToArray();
        Assert.Equal(final.Distinct(), final);
    });

    [Fact]
    public void A_running_tenancy_can_always_be_ended() => Check(world =>
    {
        if (world.Vehicle.Current is not { Phase: not TenancyPhase.Held } current) return;
        var end = TenancyRules.End(world.Vehicle, new(current.Contract, current.Number, world.Now, true, false, At(world.Now)), world.Now);
        Assert.True(end.IsAccepted);
        Assert.Null(VehicleEvolve.Apply(world.Vehicle, end.Events).Current);
    });
}
