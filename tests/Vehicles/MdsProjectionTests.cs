using System.Text;
using FleetActors.Tests.House;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;
using static FleetActors.Vehicles.MdsEventType;

namespace FleetActors.Tests.Vehicles;

public sealed class MdsProjectionTests
{
    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }

    [Fact]
    public void The_table_is_that_of_the_standard()
    {
        var standard = File.ReadAllLines(Require.SharedData("standards/mds-2.0/car-share-transitions.csv")).Skip(1).Where(line => line.Length > 0)
            .Select(line => line.Split(',')).Select(cells => $"{cells[0]},{cells[1]},{cells[3]}");
        var ours = MdsTransitions.All.Select(step => $"{Snake(step.From.ToString())},{Snake(step.To.ToString())},{Snake(step.Type.ToString())}");
        Assert.Equal(standard, ours);
        Assert.Equal(47, MdsTransitions.All.Count);
    }

    [Fact]
    public void A_plain_ride_is_published_step_by_step()
    {
        var onTrip = OnTrip(Anna, T0);
        var ended = onTrip.After(TenancyRules.End(onTrip, new(Anna, 1, T0, false, false, At(T0)), T0));
        var published = MdsProjection.Of(MdsCursor.Start, ended.History.Recent).Events;
        Assert.Equal([ReservationStart, ReservationStop, TripStart, TripStop, TripEnd], published.Select(step => step.Type));
        MdsHistory.AssertLegal(published);
    }

    [Fact]
    public void In_a_garage_without_contact_the_rental_ends_and_the_history_stays_legal()
    {
        var (lostAt, endedAt, restoredAt) = (T0.AddMinutes(10), T0.AddMinutes(15), T0.AddHours(2));
        var vehicle = OnTrip(Anna, T0);
        vehicle = vehicle.After(ServiceRules.Contact(vehicle, new(false, At(lostAt)), lostAt));
        vehicle = vehicle.After(TenancyRules.End(vehicle, new(Anna, 1, endedAt, WithoutContact: true, NeedsAttention: false, At(endedAt)), endedAt));
        Assert.Equal(VehicleStatus.Available, vehicle.Status);
        Assert.Equal(MdsVehicleState.NonContactable, MdsProjection.StateOf(vehicle));
        Assert.Equal(CommsLost, MdsProjection.Of(MdsCursor.Start, vehicle.History.Recent).Events[^1].Type);

        vehicle = vehicle.After(ServiceRules.Contact(vehicle, new(true, At(restoredAt)), restoredAt));
        var published = MdsProjection.Of(MdsCursor.Start, vehicle.History.Recent).Events;
        MdsHistory.AssertLegal(published);
        Assert.Equal([CommsLost, CommsRestored, TripStop, TripEnd], published.Skip(3).Select(step => step.Type));
        Assert.Equal(MdsVehicleState.OnTrip, published[4].To);
        Assert.Equal((restoredAt, endedAt), (published[^1].PublishedAt, published[^1].OccurredAt));
        Assert.Equal(MdsVehicleState.Available, MdsProjection.StateOf(vehicle));
    }

    [Fact]
    public void A_contract_that_ends_without_contact_knows_of_the_loss_before_the_shard()
    {
        var vehicle = OnTrip(Anna, T0);
        vehicle = vehicle.After(TenancyRules.End(vehicle, new(Anna, 1, T0, true, false, At(T0)), T0));
        Assert.True(vehicle.IsContactLost);
        vehicle = vehicle.After(ServiceRules.Contact(vehicle, new(true, At(T0)), T0));
        MdsHistory.AssertLegal(MdsProjection.Of(MdsCursor.Start, vehicle.History.Recent).Events);
    }

    [Fact]
    public void A_very_long_loss_of_contact_is_caught_up_by_a_shortest_legal_way()
    {
        var lost = new ContactLost { Stamp = At(T0) };
        var rides = Enumerable.Range(1, 40).SelectMany(n => new VehicleEvent[]
        {
            new VehicleHeld(n, Anna, n, T0, null, default, null) { Stamp = At(T0) },
            new TenancyStarted(n) { Stamp = At(T0) },
            new TenancyEnded(n, T0, true) { Stamp = At(T0) },
        });
        var (published, cursor) = MdsProjection.Of(MdsCursor.Start, [lost, .. rides, new ContactRestored { Stamp = At(T0) }]);
        MdsHistory.AssertLegal(published);
        Assert.Equal(MdsVehicleState.Available, cursor.Published);
        Assert.True(published.Length <= MdsCursor.MaxOwed + 2);
    }
}
