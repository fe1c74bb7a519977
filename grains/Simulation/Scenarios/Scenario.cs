using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>A described world, complete and unchanging: everything a run needs except its outcomes.</summary>
public sealed record Scenario
{
    /// <summary>Short name for reports.</summary>
    public required string Name { get; init; }

    /// <summary>Everything random in a run of this scenario follows from this number.</summary>
    public required long Seed { get; init; }

    /// <summary>First simulated moment.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>No request is taken from here on; trips in progress still run to their end.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The roads.</summary>
    public required RoadNetwork Roads { get; init; }

    /// <summary>The fleet; a car's index here is its number everywhere in the run.</summary>
    public required ImmutableArray<ScenarioVehicle> Vehicles { get; init; }

    /// <summary>Who wants to travel when.</summary>
    public required Demand Demand { get; init; }

    /// <summary>Where cars charge; may be empty.</summary>
    public ImmutableArray<ChargingStation> Stations { get; init; } = [];

    /// <summary>Depots; shown on the map.</summary>
    public ImmutableArray<FleetBase> Bases { get; init; } = [];

    /// <summary>What customers pay.</summary>
    public ScenarioTariff Tariff { get; init; } = new();

    /// <summary>How the fleet is run.</summary>
    public FleetPolicies Policies { get; init; } = new();

    /// <summary>How the cars get along on the roads.</summary>
    public TrafficMode Traffic { get; init; }

    /// <summary>What the loader had to assume or change, in sentences for the user; empty when nothing.</summary>
    public ImmutableArray<string> LoadNotes { get; init; } = [];

    /// <summary>
    /// The same scenario with <paramref name="count"/> cars: the first ones when there are more, otherwise copies of them
    /// at seeded random nodes, with ids that continue <c>v0, v1, …</c> without clashing.
    /// </summary>
    public Scenario WithVehicleCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (count <= Vehicles.Length)
            return this with { Vehicles = Vehicles[..count] };
        var random = SimulationRandom.ForStream(Seed, stream: 3);
        var taken = Vehicles.Select(vehicle => vehicle.Id).ToHashSet(StringComparer.Ordinal);
        var fleet = Vehicles.ToBuilder();
        for (var number = Vehicles.Length; fleet.Count < count; number++)
        {
            if (!taken.Add($"v{number}"))
                continue;
            fleet.Add(Vehicles[number % Vehicles.Length] with { Id = $"v{number}", Node = random.Below(Roads.NodeCount) });
        }

        return this with { Vehicles = fleet.ToImmutable() };
    }
}
