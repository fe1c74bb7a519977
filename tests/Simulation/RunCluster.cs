using FleetActors.Records;
using FleetActors.Simulation;
using FleetActors.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace FleetActors.Tests.Simulation;

/// <summary>Silos in memory that a run is played in.</summary>
internal sealed class RunCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private RunCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public IGrainFactory Grains => _cluster.Client;

    public Serializer Serializer => _cluster.Client.ServiceProvider.GetRequiredService<Serializer>();

    public static async Task<RunCluster> Start(short silos)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(FleetStorage.Provider, (OptionsBuilder<MemoryGrainStorageOptions> storage) =>
                storage.Configure<Serializer>((options, serializer) => options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer)));
            silo.UseInMemoryReminderService();
            silo.Configure<TelemetryOptions>(telemetry => telemetry.KeepsFixes = false);
            silo.Services.AddFleetGrains();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        await cluster.WaitForLivenessToStabilizeAsync(); // else the first silo may place everything on itself
        return new RunCluster(cluster);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>Some hours of a small town in which everything happens: refusals, pauses, no-shows, late returns, prices that change.</summary>
    public static Scenario Town(long seed)
    {
        var roads = GeneratedCity.Build(3, 250);
        return new Scenario
        {
            Name = "town",
            Seed = seed,
            Start = CityScenario.DefaultStart,
            End = CityScenario.DefaultStart.AddHours(2),
            Roads = roads,
            Vehicles = CityScenario.Fleet(roads, seed, 14, new VehicleModel("small", 8_000, 200, 11_000, 4), 250, 1_000),
            Stations = CityScenario.Stations(roads, seed, 2, plugs: 2, powerW: 11_000),
            Demand = new PoissonDemand(roads, seed, CityScenario.DefaultStart, [.. Enumerable.Repeat(45, 24)], new DemandMix { CancelPermille = 100, NoShowPermille = 100, AheadPermille = 200, LatePermille = 200, MostLateMinutes = 20 }),
            Policies = PolicyCatalog.Select(new FleetPolicies { ZoneMetres = 300, RepositionEveryMs = 300_000, RepositionMostPermille = 300 }, "dispatch=batch,reposition=demand,pricing=demand"),
        };
    }
}
