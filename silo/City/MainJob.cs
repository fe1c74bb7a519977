using FleetActors.Api;
using FleetActors.Api.Access;
using FleetActors.Api.Map;
using FleetActors.Sdk;
using FleetActors.Silo.Hosting;
using FleetActors.Silo.Map;
using FleetActors.Silo.Simulations;
using FleetActors.Silo.Storage.Embedded;
using FleetActors.Silo.Trust;
using Orleans.Dashboard;

namespace FleetActors.Silo.City;

/// <summary>The main job: a silo with API, live map and dashboard, and the built-in city in it.</summary>
public static class MainJob
{
    private const int Stopped = 0;
    private const int CannotStart = 1;

    /// <summary>Runs until it is told to stop. Answers the process's exit code.</summary>
    public static async Task<int> Run(SiloSettings settings, CitySettings city, CancellationToken cancellation)
    {
        await using var app = Build(settings, city);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception failure) when (failure is IOException or EmbeddedStoreException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return CannotStart;
        }
        await Open(app, settings, cancellation);
        await app.WaitForShutdownAsync(cancellation);
        return Stopped;
    }

    /// <summary>Puts the application together without starting it.</summary>
    public static WebApplication Build(SiloSettings settings, CitySettings city)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ReadableLogs();
        builder.WebHost.UseUrls(settings.Url);
        var secret = Secret(settings);
        builder.Host.UseOrleans(silo =>
        {
            silo.AddFleetSilo(settings);
            silo.AddFleetTrust(secret);
            if (settings.Dashboard) silo.AddDashboard();
        });
        AddServices(builder.Services, settings, city, secret);
        var app = builder.Build();
        app.MapFleetApi();
        app.MapLiveMap().Demand(Role.Viewer);
        app.GuardOperatorPages("/dashboard", FleetMetrics.Path);
        app.MapPrometheusScrapingEndpoint(FleetMetrics.Path);
        if (settings.Dashboard) app.MapOrleansDashboard("/dashboard");
        return app;
    }

    private static void AddServices(IServiceCollection services, SiloSettings settings, CitySettings city, ClusterSecret secret)
    {
        services.AddFleetApi(api =>
        {
            api.DefaultFleet = CitySettings.Fleet.Value;
            if (settings.Development) api.Mode = ApiMode.Development;
        });
        services.AddFleetClient(new FleetActorsOptions { CallerName = "api", Secret = secret, IsInsideSilo = true });
        services.AddSingleton(city);
        services.AddSingleton<CityLife>();
        services.AddHostedService(provider => provider.GetRequiredService<CityLife>());
        services.AddSingleton<CityFounding>();
        services.AddSingleton<IMapFleet, MapViewers>();
        services.AddSingleton<IMapNetworkSource, CityRoads>();
        services.AddSingleton<IMapFrameSource, ShardFrames>();
        services.AddSimulations(settings);
        services.AddSingleton<SiloReadiness>();
        services.AddFleetMetrics();
        services.AddHealthChecks().AddCheck<SiloReadiness>("silo", tags: [FleetApiServices.ReadyTag]);
    }

    private static ClusterSecret Secret(SiloSettings settings) =>
        settings.Storage == StorageKind.Memory ? ClusterSecret.Create() : ClusterSecret.ReadOrCreate(settings.DataDirectory);

    /// <summary>The silo is active: found the city, take up what is due since the last stop, and say where everything is.</summary>
    private static async Task Open(WebApplication app, SiloSettings settings, CancellationToken cancellation)
    {
        var services = app.Services;
        var key = await services.GetRequiredService<CityFounding>().Found(settings.Storage == StorageKind.Memory ? null : settings.DataDirectory, cancellation);
        services.GetRequiredService<SiloReadiness>().Ready();
        HoldRecovery.Begin(services, cancellation);
        Console.WriteLine($"""

            FleetActors is ready.
              map        {settings.Url}/
              API        {settings.Url}/docs
              dashboard  {settings.Url}/dashboard
              data       {(settings.Storage == StorageKind.Memory ? "in memory only" : Path.GetFullPath(settings.DataDirectory))}
              API key    {KeyLine(key, settings)}

            """);
    }

    private static string KeyLine(string? key, SiloSettings settings) => (key, settings) switch
    {
        (_, { Development: true }) => "none needed on this machine (--development)",
        ({ } text, { Storage: StorageKind.Memory }) => $"{text}   (shown once; gone with the silo)",
        ({ } text, _) => $"{text}   (shown once; kept in {Path.Combine(settings.DataDirectory, CityFounding.KeyFile)})",
        _ => $"see {Path.Combine(settings.DataDirectory, CityFounding.KeyFile)}",
    };
}
