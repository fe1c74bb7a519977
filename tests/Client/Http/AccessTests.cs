using System.Net;
using System.Text.Json.Nodes;
using FleetActors.Api.Access;

namespace FleetActors.Tests.Client.Http;

/// <summary>Who may do what.</summary>
[Collection(ApiCollection.Name)]
public sealed class AccessTests(ApiHost host)
{
    [Fact]
    public async Task Every_route_demands_a_role_and_lets_pass_exactly_those_who_have_it()
    {
        foreach (var route in ApiRoutes.Of(host.Services))
        {
            Assert.NotNull(route.Demanded);
            foreach (var (role, key) in host.Keys)
            {
                using var client = host.Client(key);
                using var response = await ApiHost.Send(client, route.Method, route.Path("nobody"), route.Method == "GET" ? null : "!");
                var allowed = !route.Demanded.PlatformOnly && role >= route.Demanded.Least;
                var refused = response.StatusCode == HttpStatusCode.Forbidden && await Code(response) == "role-insufficient";
                Assert.True(refused != allowed, $"{role} at {route}: {response.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Without_a_key_or_with_a_wrong_one_nothing_opens()
    {
        string?[] wrong = [null, "", "fa_", "fa_berlin_x_y", "fa_nowhere_x_y", host.Keys[Role.Admin] + "x", new string('k', 5_000)];
        foreach (var route in ApiRoutes.Of(host.Services).Where(route => route.Method == "GET"))
        {
            foreach (var key in wrong)
            {
                using var client = host.Client(null);
                if (key is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {key}");
                using var response = await client.Get(route.Path("nobody"));
                Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{route} with '{key}': {response.StatusCode}");
                Assert.Equal(key is null ? "key-missing" : "key-invalid", await Code(response));
            }
        }
    }

    [Fact]
    public async Task Another_fleets_key_sees_nothing_of_this_fleet()
    {
        using var other = host.Client(host.OtherFleetKey);
        foreach (var path in new[] { "/v1/vehicles/car-1", "/v1/customers/ada", "/v1/tariffs/ride" })
        {
            using var response = await other.Get(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        using var fleet = await other.Get($"/v1/fleets/{ApiHost.Fleet}");
        Assert.Equal("other-fleet", await Code(fleet));
        other.DefaultRequestHeaders.Add(AccessMiddleware.FleetHeader, ApiHost.Fleet);
        using var named = await other.Get("/v1/vehicles");
        Assert.Equal("other-fleet", await Code(named));
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_after_five_seconds_at_most()
    {
        using var admin = host.Admin;
        using var made = await ApiHost.Send(admin, "POST", "/v1/keys", """{"name":"short-lived","role":"viewer"}""");
        var key = JsonNode.Parse(await made.Text())!;
        using var client = host.Client(key["text"]!.GetValue<string>());
        client.DefaultRequestHeaders.Add("X-Api-Key", "ignored when Authorization is there");
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/v1/zones")).StatusCode);
        using var revoked = await ApiHost.Send(admin, "DELETE", $"/v1/keys/{key["keyId"]}", null);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while ((await client.Get("/v1/zones")).StatusCode != HttpStatusCode.Unauthorized)
            await Task.Delay(50, limit.Token);
    }

    [Fact]
    public async Task The_key_may_come_in_either_header()
    {
        using var client = host.Client(null);
        client.DefaultRequestHeaders.Add(AccessMiddleware.KeyHeader, host.Keys[Role.Viewer]);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/v1/zones")).StatusCode);
    }

    private static async Task<string?> Code(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Text())?["code"]?.GetValue<string>();
}
