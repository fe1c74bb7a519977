using System.Collections.Concurrent;
using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Search;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using FleetActors.Vehicles.Devices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace FleetActors.Tests.Vehicles;

/// <summary>A silo with in-memory storage, a simulated fleet of four shards, and simulated devices.</summary>
public sealed class VehicleCluster : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public static FleetId Fleet { get; } = new("sim-vehicles");

    public static ShardMap Map { get; } = new(4);

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>The contracts that were asked to resolve a hold. The messages themselves go no further.</summary>
    public ConcurrentQueue<(string Contract, ResolveHold Message)> Asked { get; } = [];

    /// <summary>What vehicles told their shards: "announces" or "rests", and the revision. An announcement of a vehicle "unheard-…" fails.</summary>
    public ConcurrentQueue<(VehicleId Vehicle, string What, long Revision)> ToldShards { get; } = [];

    public SimulatedDevices Devices => _cluster.Silos[0].ServiceProvider.GetRequiredService<SimulatedDevices>();

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(FleetStorage.Provider, (OptionsBuilder<MemoryGrainStorageOptions> storage) =>
                storage.Configure<Serializer>((options, serializer) => options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer)));
            silo.Services.AddSingleton<IFleetCatalog, OneFleet>().AddSingleton<ContentHash>().AddSingleton<LocalShards>().AddSingleton<ShardNews>().AddSingleton<UniqueReservations>().AddSingleton<SimulatedDevices>()
                .AddSingleton<IDeviceLink>(services => services.GetRequiredService<SimulatedDevices>());
            silo.AddOutgoingGrainCallFilter(call =>
            {
                NoteForShard(call);
                if (call.InterfaceMethod.Name != nameof(IContractGrain.Resolve)) return call.Invoke();
                Asked.Enqueue((call.TargetId.Key.ToString()!, (ResolveHold)call.Request.GetArgument(0)!));
                return Task.CompletedTask;
            });
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    public IVehicleShardGrain Shard(string vehicle) => Grains.GetGrain<IVehicleShardGrain>(Map.KeyOf(Fleet, new(vehicle)));

    public IVehicleGrain Vehicle(string vehicle) => Grains.GetGrain<IVehicleGrain>(new VehicleKey(Fleet, new(vehicle)).ToString());

    /// <summary>Ends every activation, so that the next call reads storage.</summary>
    public Task ForgetActivations() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    /// <summary>Waits until a condition holds, at most 20 seconds.</summary>
    public static async Task Until(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds()) await Task.Delay(5, limit.Token);
    }

    private void NoteForShard(IOutgoingGrainCallContext call)
    {
        if (call.InterfaceMethod.Name == nameof(IVehicleShardGrain.Announce))
        {
            var coming = (ImmutableArray<ComingChange>)call.Request.GetArgument(0)!;
            if (coming.Any(change => change.Vehicle.Value.StartsWith("unheard", StringComparison.Ordinal))) throw new IOException("The call was lost.");
            foreach (var change in coming) ToldShards.Enqueue((change.Vehicle, "announces", change.Revision));
        }
        else if (call.InterfaceMethod.Name == nameof(IVehicleShardGrain.Changed))
        {
            foreach (var change in ((ImmutableArray<VehicleChange>)call.Request.GetArgument(0)!).Where(change => change.Rests is not null))
                ToldShards.Enqueue((change.Vehicle, "rests", change.Revision));
        }
    }

    private sealed class OneFleet : IFleetCatalog
    {
        public ValueTask<FleetSettings?> Settings(FleetId fleet) =>
            new(fleet == Fleet ? new FleetSettings(Fleet, "test", new Currency("EUR"), Map.ShardCount) : null);

        public ValueTask<Tariff?> Tariff(FleetId fleet, TariffId tariff, int? version) => new((Tariff?)null);

        public ValueTask<FleetZones> Zones(FleetId fleet) => new(FleetZones.None);
    }
}
