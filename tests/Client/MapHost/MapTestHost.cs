using System.Collections.Concurrent;
using FleetActors.Api.Map;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FleetActors.Tests.Client.MapHost;

/// <summary>A web server on a free loopback port with the live map over made-up roads and cars, and the few API calls it makes.</summary>
public sealed class MapTestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MapTestHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Every command posted, as vehicle and kind.</summary>
    public ConcurrentQueue<(string Vehicle, string Kind)> Commands { get; } = new();

    /// <summary>Starts the server. With a key, data is only given to callers that show it.</summary>
    public static async Task<MapTestHost> Start(int cars, TimeProvider time, string? key = null, string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var fleet = new AnimatedFleet(cars, seed: 7, time);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IMapNetworkSource>(new SyntheticCity());
        builder.Services.AddSingleton<IMapFrameSource>(fleet);
        builder.Services.AddSingleton<IMapFleet>(new KeyedFleet(key));
        var app = builder.Build();
        var host = new MapTestHost(app);
        app.MapLiveMap();
        host.MapStandIns(app, fleet);
        await app.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    // Stands in for the API, in the shape that the page expects of it.
    private void MapStandIns(WebApplication app, AnimatedFleet fleet)
    {
        var asked = new ConcurrentDictionary<string, int>();
        app.MapGet("/v1/vehicles", (string q) => new
        {
            items = Enumerable.Range(0, fleet.Count)
                .Where(i => AnimatedFleet.IdOf(i).Value.Contains(q, StringComparison.OrdinalIgnoreCase) || AnimatedFleet.PlateOf(i).Contains(q, StringComparison.OrdinalIgnoreCase))
                .Take(8).Select(i => new { id = AnimatedFleet.IdOf(i).Value, plate = AnimatedFleet.PlateOf(i), model = "Volta City 40" }),
        });
        app.MapPost("/v1/vehicles/{id}/commands", (string id, PostedCommand command, HttpRequest request) =>
        {
            Commands.Enqueue((id, command.Kind));
            return Results.Accepted(null, new { id = request.Headers["Idempotency-Key"].ToString(), stage = "queued" });
        });
        app.MapGet("/v1/vehicles/{id}/commands/{command}", (string command) =>
            new { id = command, stage = asked.AddOrUpdate(command, 1, (_, n) => n + 1) < 3 ? "sent" : "acknowledged" });
        app.MapGet("/v1/kpis", () => new { openContracts = 3_812, tripsToday = 21_407, revenueToday = new { amount = "184220.40", currency = "EUR" } });
    }

    private sealed record PostedCommand(string Kind);

    private sealed class KeyedFleet(string? key) : IMapFleet
    {
        public FleetId? Of(HttpContext request) =>
            key is null || request.Request.Headers.Authorization == $"Bearer {key}" ? new FleetId("synthetic") : null;

        public ValueTask<bool> MayStillWatch(HttpContext request) => new(true);
    }
}
