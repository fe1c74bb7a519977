using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Silo.City;
using FleetActors.Silo.Hosting;
using FleetActors.Tests.Client.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FleetActors.Tests.Silo.City;

/// <summary>What the main job shows to whom.</summary>
public sealed class OperatorPagesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dashboard_and_metrics_open_with_an_administrators_key_only()
    {
        await using var app = await Start(isDevelopment: false);
        var fleet = app.Services.GetRequiredService<FleetClient>().Fleet(CitySettings.Fleet);
        var admin = (await fleet.CreateKey(new CreateApiKey("second", Role.Admin), cancellation: Cancellation)).Accepted.Text!;
        var worker = (await fleet.CreateKey(new CreateApiKey("operator", Role.Operator), cancellation: Cancellation)).Accepted.Text!;
        foreach (var path in new[] { "/dashboard", "/dashboard/", "/DASHBOARD/version", "/metrics" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Get(app, path, null));
            Assert.Equal(HttpStatusCode.Unauthorized, await Get(app, path, new("Bearer", admin + "x")));
            Assert.Equal(HttpStatusCode.Unauthorized, await Get(app, path, new("Basic", "%%%")));
            Assert.Equal(HttpStatusCode.Forbidden, await Get(app, path, new("Bearer", worker)));
            Assert.NotInRange((int)await Get(app, path, new("Bearer", admin)), 400, 403);
            Assert.NotInRange((int)await Get(app, path, new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{admin}")))), 400, 403);
        }
        foreach (var open in new[] { "/docs", "/openapi/v1.json", "/healthz", "/" })
            Assert.InRange((int)await Get(app, open, null), 200, 399); // they hold no data; /docs leads to /docs/
        await app.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_map_stream_ends_when_its_key_is_revoked()
    {
        await using var app = await Start(isDevelopment: false);
        var fleet = app.Services.GetRequiredService<FleetClient>().Fleet(CitySettings.Fleet);
        var viewer = (await fleet.CreateKey(new CreateApiKey("viewer", Role.Viewer), cancellation: Cancellation)).Accepted;
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", viewer.Text);
        await using var stream = await client.GetStreamAsync(new Uri("/v1/map/frames", UriKind.Relative), Cancellation);
        var buffer = new byte[4_096];
        Assert.NotEqual(0, await stream.ReadAsync(buffer, Cancellation));
        Assert.True((await fleet.RevokeKey(new RevokeApiKey(viewer.KeyId), cancellation: Cancellation)).IsAccepted);
        while (await stream.ReadAsync(buffer, Cancellation) > 0) { }
        await app.StopAsync(Cancellation);
    }

    [Fact]
    public async Task In_development_mode_this_machine_needs_no_key()
    {
        await using var app = await Start(isDevelopment: true);
        Assert.Equal(HttpStatusCode.OK, await Get(app, "/dashboard/", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(app, "/dashboard/", null, host: "fleet.example"));
        await app.StopAsync(Cancellation);
    }

    private static async Task<WebApplication> Start(bool isDevelopment)
    {
        var settings = new SiloSettings
        {
            Url = FormattableString.Invariant($"http://127.0.0.1:{LoopbackPort.Free()}"), Storage = StorageKind.Memory, Dashboard = true,
            Development = isDevelopment, SiloPort = 0, GatewayPort = 0,
        };
        var app = MainJob.Build(settings, new CitySettings(Vehicles: 0, Seed: 1));
        await app.StartAsync(Cancellation);
        await app.Services.GetRequiredService<CityFounding>().Found(directory: null, Cancellation);
        return app;
    }

    private static async Task<HttpStatusCode> Get(WebApplication app, string path, AuthenticationHeaderValue? authorization, string? host = null)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false }; // it would not send the key along
        using var client = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = authorization;
        client.DefaultRequestHeaders.Host = host;
        using var response = await client.Get(path);
        return response.StatusCode;
    }
}
