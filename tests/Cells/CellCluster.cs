using FleetActors.Cells;
using FleetActors.Contracts;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace FleetActors.Tests.Cells;

/// <summary>Two silos with in-memory storage, a live fleet of four shards with one zone.</summary>
public sealed class CellCluster : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public static FleetId Fleet { get; } = new("cells");

    public static ShardMap Map { get; } = new(4);

    public static Zone Zone { get; } = new("north", "North", [new(54, 13), new(54, 14), new(55, 14), new(55, 13)]);

    public IGrainFactory Grains => _cluster.Client;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(FleetStorage.Provider, (OptionsBuilder<MemoryGrainStorageOptions> storage) =>
                storage.Configure<Serializer>((options, serializer) => options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer)));
            silo.Services.AddSingleton<IFleetCatalog, OneFleet>();
            silo.Services.AddFleetGrains();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    public INearbyGrain Nearby => Grains.GetGrain<INearbyGrain>(Fleet.Value);

    public IVehicleShardGrain Shard(string vehicle) => Grains.GetGrain<IVehicleShardGrain>(Map.KeyOf(Fleet, new(vehicle)));

    /// <summary>Ends every activation of a type.</summary>
    public Task Forget() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private sealed class OneFleet : IFleetCatalog
    {
        public ValueTask<FleetSettings?> Settings(FleetId fleet) =>
            new(fleet == Fleet ? new FleetSettings(Fleet, "test", new Currency("EUR"), Map.ShardCount) : null);

        public ValueTask<Tariff?> Tariff(FleetId fleet, TariffId tariff, int? version) => new((Tariff?)null);

        public ValueTask<FleetZones> Zones(FleetId fleet) => new(new FleetZones(1, [Zone]));
    }
}
