using FleetActors.Fleets;
using FleetActors.Tests.Customers;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace FleetActors.Tests.Fleets;

public sealed class FleetGrainTests(CustomerCluster cluster) : IClassFixture<CustomerCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<IFleetGrain> Created(string id)
    {
        var grain = cluster.Grains.GetGrain<IFleetGrain>(id);
        Assert.True((await grain.Create(cluster.Header(), new(new(new(id), id, new("EUR"), 16)), Cancel)).IsAccepted);
        return grain;
    }

    [Fact]
    public async Task A_created_fleet_is_listed_once()
    {
        await Created("sim-b");
        await Created("sim-a");
        await Created("sim-a");
        var fleets = await cluster.Grains.GetGrain<IFleetRegistryGrain>(IFleetRegistryGrain.Key).List(Cancel);
        Assert.Single(fleets, f => f.Value == "sim-a");
        Assert.Equal(fleets.OrderBy(f => f.Value, StringComparer.Ordinal), fleets);
    }

    [Fact]
    public async Task A_key_is_told_once_verified_and_revoked()
    {
        var grain = await Created("sim-keys");
        var header = cluster.Header();
        var made = (await grain.CreateApiKey(header, new("app", Role.Operator), Cancel)).Accepted;
        Assert.True(ApiKeyText.TryParse(made.Text, out var text) && text.Fleet.Value == "sim-keys");
        var repeat = (await grain.CreateApiKey(header, new("app", Role.Operator), Cancel)).Accepted;
        Assert.Equal(made with { Text = null }, repeat);
        Assert.Equal(new Caller("app", Role.Operator), await grain.VerifyApiKey(made.Text!, Cancel));
        Assert.Null(await grain.VerifyApiKey(made.Text![..^1] + (made.Text[^1] == '0' ? '1' : '0'), Cancel));
        Assert.Equal(made.KeyId, Assert.Single(await grain.ApiKeys(Cancel)).KeyId);
        Assert.True((await grain.RevokeApiKey(cluster.Header(), new(made.KeyId), Cancel)).IsAccepted);
        Assert.Null(await grain.VerifyApiKey(made.Text, Cancel));
    }

    [Fact]
    public async Task One_fleets_key_opens_no_other_fleet()
    {
        var one = await Created("sim-one");
        var two = await Created("sim-two");
        var key = (await one.CreateApiKey(cluster.Header(), new("app", Role.Admin), Cancel)).Accepted;
        Assert.Null(await two.VerifyApiKey(key.Text!, Cancel));
        Assert.Null(await two.VerifyApiKey(key.Text!.Replace("sim-one", "sim-two", StringComparison.Ordinal), Cancel));
    }

    [Fact]
    public async Task The_catalog_knows_what_the_fleet_has_published()
    {
        var fleet = new FleetId("sim-catalog");
        var catalog = cluster.Silo.GetRequiredService<IFleetCatalog>();
        Assert.Null(await catalog.Settings(fleet));
        var grain = await Created(fleet.Value);
        Assert.Equal("sim-catalog", (await catalog.Settings(fleet))!.Name);
        Assert.Null(await catalog.Tariff(fleet, new("ride"), null));
        Assert.Equal(1, (await grain.PublishTariff(cluster.Header(), new(FleetRulesTests.Tariff()), Cancel)).Accepted);
        Assert.Equal(1, (await catalog.Tariff(fleet, new("ride"), null))!.Version);
        Assert.Equal(2, (await grain.PublishTariff(cluster.Header(), new(FleetRulesTests.Tariff() with { UnlockFee = 1 }), Cancel)).Accepted);
        Assert.Equal(1, (await catalog.Tariff(fleet, new("ride"), 2))!.UnlockFee);
        Assert.Equal(0, (await catalog.Tariff(fleet, new("ride"), 1))!.UnlockFee);
        Assert.Null(await catalog.Tariff(fleet, new("ride"), 3));
        Assert.Empty((await catalog.Zones(fleet)).Zones);
        Assert.Equal(1, (await grain.SetZones(cluster.Header(), new([new("z", "Zone", [new(0, 0), new(0, 1), new(1, 0)])]), Cancel)).Accepted);
        Assert.Equal(1, (await grain.Zones(Cancel)).Version);
    }

    [Fact]
    public async Task Nothing_can_be_published_before_the_fleet_exists()
    {
        var grain = cluster.Grains.GetGrain<IFleetGrain>("sim-none");
        Assert.Null(await grain.Settings(Cancel));
        Assert.Equal(Refusal.UnknownFleet, (await grain.PublishTariff(cluster.Header(), new(FleetRulesTests.Tariff()), Cancel)).Refused!.Code);
        Assert.Equal(Refusal.UnknownFleet, (await grain.SetZones(cluster.Header(), new([]), Cancel)).Refused!.Code);
        Assert.Equal(Refusal.UnknownFleet, (await grain.CreateApiKey(cluster.Header(), new("x", Role.Viewer), Cancel)).Refused!.Code);
        Assert.Null(await grain.VerifyApiKey("fa_sim-none_a_b", Cancel));
    }
}
