using System.Buffers.Binary;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Api.Map;
using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Silo.Hosting;
using FleetActors.Silo.Map;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FleetActors.Benchmarks.Viewer;

/// <summary>
/// <c>viewer</c>: what one viewer of the live map gets, at every zoom, while the cars of a silo move; beside it what the same
/// cars would take one by one. Where chromium is installed, the page is opened and the first cars on screen are timed.
/// </summary>
public static class ViewerBenchmark
{
    private const double AllowedBytesPerSecond = 300_000;
    private const int Shards = 64;
    private static readonly FleetId Fleet = new("viewer");

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Moving cars.", DefaultValueFactory = _ => 1_000_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long each zoom is watched, from its first frame on.", DefaultValueFactory = _ => 5 };
        var fixes = new Option<int>("--fixes") { Description = "Fixes sent a second.", DefaultValueFactory = _ => 100_000 };
        var pictures = new Option<string>("--pictures") { Description = "Where the page's pictures go.", DefaultValueFactory = _ => "artifacts/viewer" };
        var command = new Command("viewer", "Bytes a second to a viewer of the live map at several zooms, and the time to the first cars.") { cars, seconds, fixes, pictures };
        command.SetAction((parsed, cancellation) => Run(
            parsed.GetValue(cars), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(fixes), parsed.GetValue(pictures)!, cancellation));
        return command;
    }

    private static async Task<int> Run(int carCount, TimeSpan each, int fixesPerSecond, string pictures, CancellationToken cancellation)
    {
        await using var app = BuildHost();
        await app.StartAsync(cancellation);
        var fleet = app.Services.GetRequiredService<FleetClient>().Fleet(Fleet);
        await fleet.Create(new CreateFleet(new FleetSettings(Fleet, "viewer", new Currency("EUR"), Shards)), cancellation: cancellation);
        var cars = new MovingFleet(fleet, app.Services.GetRequiredService<TimeProvider>(), carCount);
        await cars.Prepare(app.Services.GetRequiredService<IGrainFactory>(), new(Shards), cancellation);
        Console.WriteLine($"{carCount:N0} cars are there");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var moving = KeepMoving(cars, fixesPerSecond, stop.Token);
        var address = new Uri(app.Urls.Single());
        double most = 0, slowestMs = 0, atOnce = 0;
        foreach (var degrees in (double[])[180, 20, 4, 1, 0.25, 0.05, 0.01])
        {
            var (bytes, firstMs, largest) = await Watch(address, degrees, each, cancellation);
            (most, slowestMs, atOnce) = (Math.Max(most, bytes), Math.Max(slowestMs, firstMs), Math.Max(atOnce, largest));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"view of {degrees} degrees: {bytes / 1e3:F1} kB/s, largest frame {largest / 1e3:F1} kB, first frame after {firstMs:F0} ms"));
        }
        var screen = await Page.Look(address, pictures, cancellation) is (var coldMs, var runningMs)
            ? string.Create(CultureInfo.InvariantCulture, $"first_on_screen_ms={runningMs:F0} in_a_new_browser_ms={coldMs:F0}")
            : "first_on_screen_ms=not-measured";
        await stop.CancelAsync();
        await moving;
        var bare = carCount * (double)MapFrameEncoding.RecordLength;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=viewer value={most:F0} unit=bytes/s limit={bare:F0} ratio={most / bare:F4} cars={carCount} allowed={AllowedBytesPerSecond:F0} largest_frame={atOnce:F0} first_frame_ms={slowestMs:F0} {screen}"));
        await app.StopAsync(CancellationToken.None);
        return most <= AllowedBytesPerSecond ? 0 : 1;
    }

    private static WebApplication BuildHost()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Host.UseOrleans(silo => silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Memory, "")));
        builder.Services.AddFleetClient(new FleetActorsOptions { CallerName = "benchmark", CallerRole = Role.Admin, Secret = ClusterSecret.Create() });
        builder.Services.AddSingleton<IMapFleet, OneFleet>().AddSingleton<IMapNetworkSource, Region>().AddSingleton<IMapFrameSource, ShardFrames>();
        var app = builder.Build();
        app.MapLiveMap();
        return app;
    }

    private static async Task KeepMoving(MovingFleet cars, int perSecond, CancellationToken stop)
    {
        const int RoundsPerSecond = 5;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / RoundsPerSecond));
        try
        {
            for (var next = 0; await timer.WaitForNextTickAsync(stop); next = (next + perSecond / RoundsPerSecond) % cars.Count)
                await cars.Move(next, perSecond / RoundsPerSecond, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
    }

    /// <summary>Watches a view around the middle of the region from its first frame on: bytes a second, milliseconds to the first frame, the largest frame.</summary>
    private static async Task<(double BytesPerSecond, double FirstMs, int Largest)> Watch(Uri address, double degrees, TimeSpan time, CancellationToken cancellation)
    {
        const double Latitude = (MovingFleet.South + MovingFleet.North) / 2, Longitude = (MovingFleet.West + MovingFleet.East) / 2;
        static string Edge(double degree, double most) => Math.Clamp(degree, -most, most).ToString("F6", CultureInfo.InvariantCulture);
        var view = $"{Edge(Latitude - degrees / 2, 90)},{Edge(Longitude - degrees, 180)},{Edge(Latitude + degrees / 2, 90)},{Edge(Longitude + degrees, 180)}";
        using var http = new HttpClient { BaseAddress = address };
        var clock = Stopwatch.StartNew();
        await using var frames = await http.GetStreamAsync($"/v1/map/frames?view={view}", cancellation);
        var header = new byte[MapFrameEncoding.HeaderLength];
        var (bytes, largest, firstMs, last) = (0L, 0, 0.0, TimeSpan.Zero);
        while (last == TimeSpan.Zero || clock.Elapsed.TotalMilliseconds < firstMs + time.TotalMilliseconds)
        {
            await frames.ReadExactlyAsync(header, cancellation);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
            await frames.ReadExactlyAsync(new byte[length - header.Length], cancellation);
            if (last == TimeSpan.Zero) firstMs = clock.Elapsed.TotalMilliseconds;
            else bytes += length;
            (largest, last) = (Math.Max(largest, length), clock.Elapsed);
        }
        return (bytes / (last.TotalSeconds - firstMs / 1_000), firstMs, largest);
    }

    private sealed class OneFleet : IMapFleet
    {
        public FleetId? Of(HttpContext request) => Fleet;

        public ValueTask<bool> MayStillWatch(HttpContext request) => new(true);
    }

    private sealed class Region : IMapNetworkSource
    {
        private readonly MapNetwork _network = new(
            "A region", new(MapView.E6(MovingFleet.South), MapView.E6(MovingFleet.West), MapView.E6(MovingFleet.North), MapView.E6(MovingFleet.East)), []);

        public ValueTask<MapNetwork?> Network(FleetId fleet, CancellationToken cancellation) => new(_network);
    }
}
