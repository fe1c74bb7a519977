using System.Net;
using FleetActors.Sdk;
using FleetActors.Tests.Client.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace FleetActors.Tests.Trust;

/// <summary>Services outside the silo, over a real connection.</summary>
[Collection(ApiCollection.Name)]
public sealed class GatewayFilterTests(ApiHost host)
{
    [Fact]
    public async Task One_line_connects_another_service()
    {
        using var service = await Connect(host.Secret);
        var fleet = service.Services.GetRequiredService<FleetClient>().Fleet(new FleetId(ApiHost.Fleet));
        Assert.Equal("Berlin", (await fleet.Settings(TestContext.Current.CancellationToken))!.Name);
        Assert.NotNull(await fleet.Customer(new CustomerId("ada")).Get(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_service_that_does_not_know_the_secret_reaches_nothing()
    {
        using var stranger = await Connect(ClusterSecret.Create());
        var fleet = stranger.Services.GetRequiredService<FleetClient>().Fleet(new FleetId(ApiHost.Fleet));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => fleet.Settings(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => fleet.Customer(new CustomerId("ada")).Reinstate(cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Other_interfaces_cannot_be_reached_from_outside()
    {
        using var service = await Connect(host.Secret);
        var management = service.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => management.GetTotalActivationCount(TestContext.Current.CancellationToken));
    }

    private async Task<IHost> Connect(ClusterSecret secret)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddFleetActors(options =>
        {
            options.Gateways.Add(new IPEndPoint(IPAddress.Loopback, host.GatewayPort));
            options.Secret = secret;
        });
        var service = builder.Build();
        await service.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }
}
