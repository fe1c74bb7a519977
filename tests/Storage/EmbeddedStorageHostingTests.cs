using FleetActors.Records;
using FleetActors.Silo.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace FleetActors.Tests.Storage;

public sealed class EmbeddedStorageHostingTests
{
    private static readonly GrainId Grain = GrainId.Create("test", "one");

    [Fact]
    public async Task A_silo_opens_the_store_before_it_is_ready_and_closes_it_when_it_stops()
    {
        using var directory = new StoreDirectory();
        await using (var cluster = Cluster(directory))
        {
            await cluster.DeployAsync(TestContext.Current.CancellationToken);
            var services = cluster.Silos[0].ServiceProvider;
            var storage = services.GetRequiredKeyedService<IGrainStorage>(FleetStorage.Provider);
            await storage.WriteStateAsync("state", Grain, new GrainState<string>("kept"));
            Assert.IsType<EmbeddedReminderTable>(services.GetRequiredService<IReminderTable>());
            Assert.Throws<EmbeddedStoreException>(() => directory.Open());
            await cluster.StopAllSilosAsync(TestContext.Current.CancellationToken);
        }
        using var store = directory.Open();
        Assert.Single(store.Scan(StoreKey.GrainPrefix("test", "one")));
    }

    [Fact]
    public async Task A_silo_whose_directory_is_in_use_does_not_start_and_says_why()
    {
        using var directory = new StoreDirectory();
        using var user = directory.Open();
        await using var cluster = Cluster(directory);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => cluster.DeployAsync(TestContext.Current.CancellationToken));
        Assert.Contains("in use by process", refusal.ToString(), StringComparison.Ordinal);
    }

    private static InProcessTestCluster Cluster(StoreDirectory directory)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddEmbeddedStorage(
            options => (options.Directory, options.WriteBufferBytes) = (directory.Path, 4 << 20), directory.Failures.Add));
        return builder.Build();
    }
}
