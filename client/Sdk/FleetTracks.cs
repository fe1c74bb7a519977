using FleetActors.Tracks;

namespace FleetActors.Sdk;

/// <summary>Where the cars of a fleet were.</summary>
public static class FleetTracks
{
    /// <summary>
    /// The car's fixes between two times, at most <see cref="TrackLimits.MaxRange"/> apart, oldest first. Continue with the
    /// page's <see cref="TrackPage.Next"/> as <paramref name="from"/> until it is null.
    /// </summary>
    public static Task<Outcome<TrackPage>> Track(
        this FleetVehicle vehicle, DateTimeOffset from, DateTimeOffset to, int limit = TrackLimits.MaxPage, CancellationToken cancellation = default)
    {
        var grain = vehicle.Fleet.Client.Grains.Of<IFleetTracksGrain>(vehicle.Fleet.Id.Value);
        var question = new TrackQuestion(vehicle.Id, from, to, limit);
        return vehicle.Fleet.Ask(token => grain.Track(question, token), cancellation);
    }
}
