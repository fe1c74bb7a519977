using FleetActors.Contracts;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace FleetActors.Tests.Telemetry.Splitting;

/// <summary>A silo whose storage may fail and whose clock can be put forward, with everything else as it is in production.</summary>
public sealed class SplitCluster : IAsyncLifetime
{
    private readonly ForwardClock _clock = new();
    private InProcessTestCluster _cluster = null!;

    public TimeProvider Clock => _clock;

    public IGrainFactory Grains => _cluster.Client;

    internal FailingStates States { get; } = new();

    public FleetClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(_clock);
            silo.Services.AddKeyedSingleton<Orleans.Storage.IGrainStorage>(FleetStorage.Provider, States);
            silo.Services.Configure<TelemetryOptions>(options => (options.SnapshotEvery, options.SplitAbove) = (TimeSpan.FromMilliseconds(50), 1_500));
            silo.Services.AddFleetGrains();
            silo.AddOutgoingGrainCallFilter(call => call.InterfaceMethod.Name == nameof(IContractGrain.Resolve) ? Task.CompletedTask : call.Invoke());
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        Client = new ServiceCollection().AddSingleton(Grains).AddSingleton<TimeProvider>(_clock)
            .AddFleetClient(new() { Secret = ClusterSecret.Create(), CallerRole = Role.Admin }).BuildServiceProvider().GetRequiredService<FleetClient>();
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    public async Task<FleetHandle> Create(string id, int shards)
    {
        var fleet = Client.Fleet(new(id));
        var created = await fleet.Create(new(new(fleet.Id, id, new("EUR"), shards)));
        Assert.True(created.Match(_ => true, _ => false, _ => false));
        return fleet;
    }

    /// <summary>A growth that is in effect when it is answered.</summary>
    public async Task Grow(FleetHandle fleet, int count)
    {
        var growth = (await fleet.GrowShards(new(count))).Match(known => known, _ => default, _ => default);
        Assert.Equal(count, growth.Count);
        PassNotice();
    }

    /// <summary>Announced growths take effect.</summary>
    public void PassNotice() => _clock.Advance(FleetSettings.GrowthNotice + TimeSpan.FromSeconds(1));

    public IVehicleShardGrain Shard(FleetId fleet, int index) => Grains.GetGrain<IVehicleShardGrain>(new ShardKey(fleet, index).ToString());

    public IVehicleGrain Vehicle(FleetId fleet, VehicleId id) => Grains.GetGrain<IVehicleGrain>(new VehicleKey(fleet, id).ToString());

    public static GrainId IdOf(FleetId fleet, int shard) => GrainId.Create("vehicle-shard", new ShardKey(fleet, shard).ToString());

    /// <summary>Ends every activation, so that the next call reads storage.</summary>
    public Task Forget() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

#pragma warning disable RS0030 // Tests may look at the clock; this one is the system's, put forward.
    private sealed class ForwardClock : TimeProvider
    {
        private long _ticks;

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _ticks) * TimestampFrequency / TimeSpan.TicksPerSecond;
    }
#pragma warning restore RS0030 // End of the clock.
}
