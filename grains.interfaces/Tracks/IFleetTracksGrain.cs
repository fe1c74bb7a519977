using System.Collections.Immutable;
using Orleans.Concurrency;

namespace FleetActors.Tracks;

/// <summary>Reads where a fleet's cars were. Key: the <see cref="FleetId"/>.</summary>
[Alias("IFleetTracksGrain")]
public interface IFleetTracksGrain : IGrainWithStringKey
{
    /// <summary>
    /// A car's fixes between two times, both included, oldest first. Refused with <see cref="Refusal.UnknownVehicle"/>,
    /// with <see cref="Refusal.DatesOutOfOrder"/> when the end lies before the beginning, and with <see cref="Refusal.ValueOutOfRange"/>
    /// when the question goes beyond <see cref="TrackLimits"/> or the fleet keeps no tracks.
    /// </summary>
    [ReadOnly, Alias("Track")] Task<Outcome<TrackPage>> Track(TrackQuestion question, CancellationToken cancellation);
}

/// <summary>Which part of a track.</summary>
/// <param name="Vehicle">Whose.</param>
/// <param name="From">The earliest time. A page that did not reach the end is continued from its <see cref="TrackPage.Next"/>.</param>
/// <param name="To">The latest time, at most <see cref="TrackLimits.MaxRange"/> later.</param>
/// <param name="Limit">At most so many fixes, 1 to <see cref="TrackLimits.MaxPage"/>.</param>
[GenerateSerializer, Immutable, Alias("TrackQuestion")]
public sealed record TrackQuestion(
    [property: Id(0)] VehicleId Vehicle,
    [property: Id(1)] DateTimeOffset From,
    [property: Id(2)] DateTimeOffset To,
    [property: Id(3)] int Limit);

/// <summary>A part of a track.</summary>
/// <param name="Fixes">Oldest first; times to the millisecond, positions to 1e-7 degrees, readings to a tenth.</param>
/// <param name="Next">From where to ask on, or null when the end was reached.</param>
[GenerateSerializer, Immutable, Alias("TrackPage")]
public sealed record TrackPage(
    [property: Id(0)] ImmutableArray<Fix> Fixes,
    [property: Id(1)] DateTimeOffset? Next);

/// <summary>The bounds of a question for a track.</summary>
public static class TrackLimits
{
    /// <summary>The longest time of one question.</summary>
    public static readonly TimeSpan MaxRange = TimeSpan.FromDays(31);

    /// <summary>The most fixes of one answer.</summary>
    public const int MaxPage = 10_000;
}
