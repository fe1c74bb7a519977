using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>The built-in city with its fleet, stations and demand, all from one seed.</summary>
public static class CityScenario
{
    /// <summary>The built-in fleet.</summary>
    public const int DefaultVehicles = 10_000;

    /// <summary>An electric car of the compact class, the built-in fleet's only type.</summary>
    public static readonly VehicleModel CompactCar = new("compact-ev", 52_000, 150, 75_000, 4);

    private const int VehiclesPerStation = 120;
    private const int PlugsPerStation = 12;
    private const int PlugPowerW = 50_000;
    private const long PricePerKwhMicros = 320_000;

    /// <summary>The day the built-in city starts on when nobody says otherwise: a Monday, six in the morning.</summary>
    public static readonly DateTimeOffset DefaultStart = new(2026, 5, 4, 6, 0, 0, TimeSpan.Zero);

    /// <summary>Makes the scenario.</summary>
    /// <param name="seed">Seed of everything.</param>
    /// <param name="vehicles">Cars, at least 1.</param>
    /// <param name="nodes">Size of the city, see <see cref="GeneratedCity"/>.</param>
    /// <param name="start">First moment, or null for <see cref="DefaultStart"/>.</param>
    /// <param name="duration">How long there is demand, or null for a day; a live city may ask for years.</param>
    public static Scenario Create(long seed, int vehicles = DefaultVehicles, int nodes = GeneratedCity.DefaultNodes, DateTimeOffset? start = null, TimeSpan? duration = null)
    {
        var roads = GeneratedCity.Build(seed, nodes);
        var from = start ?? DefaultStart;
        return new Scenario
        {
            Name = $"city-{seed}",
            Seed = seed,
            Start = from,
            End = from + (duration ?? TimeSpan.FromDays(1)),
            Roads = roads,
            Vehicles = Fleet(roads, seed, vehicles, CompactCar, 520, 950),
            Demand = new PoissonDemand(roads, seed, from, PoissonDemand.OrdinaryDay(vehicles), new DemandMix()),
            Stations = Stations(roads, seed, Math.Clamp(vehicles / VehiclesPerStation, 4, 200)),
        };
    }

    /// <summary>Cars <c>v0, v1, …</c> at seeded random nodes, charged between the given thousandths.</summary>
    public static ImmutableArray<ScenarioVehicle> Fleet(RoadNetwork roads, long seed, int count, VehicleModel model, int leastChargePermille, int mostChargePermille)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var random = SimulationRandom.ForStream(seed, stream: 31);
        var fleet = ImmutableArray.CreateBuilder<ScenarioVehicle>(count);
        for (var number = 0; number < count; number++)
            fleet.Add(new ScenarioVehicle($"v{number}", random.Below(roads.NodeCount), model, random.Between(leastChargePermille, mostChargePermille)));
        return fleet.ToImmutable();
    }

    /// <summary>Fast-charging stations <c>s0, s1, …</c> at seeded random nodes.</summary>
    public static ImmutableArray<ChargingStation> Stations(RoadNetwork roads, long seed, int count, int plugs = PlugsPerStation, int powerW = PlugPowerW, long pricePerKwhMicros = PricePerKwhMicros)
    {
        var random = SimulationRandom.ForStream(seed, stream: 32);
        var stations = ImmutableArray.CreateBuilder<ChargingStation>(count);
        for (var number = 0; number < count; number++)
            stations.Add(new ChargingStation($"s{number}", random.Below(roads.NodeCount), plugs, powerW, pricePerKwhMicros));
        return stations.ToImmutable();
    }
}
