using FleetActors.Commands;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Search;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace FleetActors.Tests.Customers;

/// <summary>A silo with customers and fleets on counted storage in memory. Its fleet is simulated: commands carry the time.</summary>
public sealed class CustomerCluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;
    private int _commands;

    public CustomerCluster()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services
            .AddKeyedSingleton<IGrainStorage>(FleetStorage.Provider, (services, _) => new CountingStorage(services.GetRequiredService<Serializer>()))
            .AddSingleton<ContentHash>().AddSingleton<UniqueReservations>().AddSingleton<CustomerNews>().AddSingleton<IUniqueOwners, RegisteredOwners>()
            .AddSingleton<ISecretSource>(new CountedSecrets())
            .AddSingleton<IFleetCatalog, FleetCatalog>());
        _cluster = builder.Build();
    }

    public static FleetId Fleet { get; } = new("sim-test");

    public IGrainFactory Grains => _cluster.Client;

    public IServiceProvider Silo => _cluster.Silos[0].ServiceProvider;

    public CountingStorage Storage => (CountingStorage)Silo.GetRequiredKeyedService<IGrainStorage>(FleetStorage.Provider);

    public CommandHeader Header(DateTimeOffset? at = null) =>
        new(new($"cmd-{Interlocked.Increment(ref _commands)}"), CustomerScript.Tester, at ?? CustomerScript.Start);

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>Secrets that count up: predictable, and all different.</summary>
    private sealed class CountedSecrets : ISecretSource
    {
        private int _next;

        public void Fill(Span<byte> bytes)
        {
            foreach (ref var b in bytes) b = unchecked((byte)(++_next * 31));
        }
    }
}
