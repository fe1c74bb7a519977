using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>Where free cars should wait. Implementations are pure: the same look gives the same moves.</summary>
public interface IRepositionPolicy
{
    /// <summary>What a scenario calls it.</summary>
    string Name { get; }

    /// <summary>Whether it ever moves a car; otherwise it is not asked.</summary>
    bool MovesCars { get; }

    /// <summary>Which cars to send elsewhere now. Moves that ask for more free cars than there are move as many as there are.</summary>
    ImmutableArray<ZoneMove> Plan(RepositionLook look, FleetPolicies limits);
}

/// <summary>What a reposition policy sees; lists are by zone.</summary>
/// <param name="FreeCars">Cars that stand free.</param>
/// <param name="ComingCars">Cars that are being moved there already.</param>
/// <param name="RecentRequests">Requests made there in <see cref="FleetPolicies.DemandWindowMs"/>.</param>
/// <param name="Zones">The zones.</param>
/// <param name="Roads">The map.</param>
public sealed record RepositionLook(ImmutableArray<int> FreeCars, ImmutableArray<int> ComingCars, ImmutableArray<int> RecentRequests, ZoneGrid Zones, RoadNetwork Roads);

/// <summary>Free cars to be driven from one zone to the middle of another.</summary>
/// <param name="From">The zone that has them.</param>
/// <param name="To">The zone that needs them; another one.</param>
/// <param name="Cars">How many, at least 1.</param>
public readonly record struct ZoneMove(int From, int To, int Cars);

/// <summary>Cars wait where their last customer left them.</summary>
public sealed class NoReposition : IRepositionPolicy
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public bool MovesCars => false;

    /// <inheritdoc/>
    public ImmutableArray<ZoneMove> Plan(RepositionLook look, FleetPolicies limits) => [];
}
