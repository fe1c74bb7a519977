using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>Requests read from a file.</summary>
public sealed class ListedDemand : Demand
{
    private readonly ImmutableArray<TripRequest> _requests;

    /// <summary>Sorts by time; requests of one moment keep the order of the file.</summary>
    public ListedDemand(IEnumerable<TripRequest> requests) => _requests = [.. requests.OrderBy(request => request.At)];

    /// <inheritdoc/>
    public override int? KnownCount => _requests.Length;

    /// <inheritdoc/>
    public override IEnumerable<TripRequest> Requests() => _requests;
}
