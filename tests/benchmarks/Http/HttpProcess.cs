using System.CommandLine;
using System.Globalization;
using FleetActors.Api;
using FleetActors.Benchmarks.Telemetry;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Silo.Hosting;
using FleetActors.Silo.Trust;
using FleetActors.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FleetActors.Benchmarks.Http;

/// <summary>
/// Silo and HTTP API in one process as in the main job, on embedded storage, with a fleet of cars that all have a fix, customers and a
/// tariff; and beside the API an endpoint that does nothing. Killed when disposed.
/// </summary>
internal sealed class HttpProcess : IDisposable
{
    private const string Name = "http-process";
    private const string Ready = "READY ";
    private const string Bare = "/bare/{bytes:int}";
    private const int Shards = 16;
    private const int CustomersAtOnce = 64;

    private readonly ChildProcess _process;

    private HttpProcess(ChildProcess process, Uri address, DateTimeOffset fixedUntil) => (_process, Address, FixedUntil) = (process, address, fixedUntil);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>When the cars' first fixes were taken.</summary>
    public DateTimeOffset FixedUntil { get; }

    /// <summary>Processor time of the process so far.</summary>
    public TimeSpan Cpu => _process.Cpu;

    /// <summary>The path of the endpoint that reads a request and answers with so many bytes.</summary>
    public static string BarePath(int bytes) => string.Create(CultureInfo.InvariantCulture, $"/bare/{bytes}");

    /// <summary>The customer who rents the car of a number.</summary>
    public static CustomerId Customer(int number) => new(string.Create(CultureInfo.InvariantCulture, $"c{number}"));

    /// <summary>Starts one and waits until its fleet is there.</summary>
    public static async Task<HttpProcess> StartAsync(string directory, int cars, int customers, CancellationToken cancellation)
    {
        var process = await ChildProcess.StartAsync(
            Ready, [Name, directory, cars.ToString(CultureInfo.InvariantCulture), customers.ToString(CultureInfo.InvariantCulture)], cancellation);
        return process.Said.Split(' ') is [var address, var ticks]
            ? new(process, new(address), new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero))
            : throw new InvalidOperationException($"The process said {process.Said}.");
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    /// <summary>The command of the child; ends when it is killed.</summary>
    public static Command Command()
    {
        var (directory, cars, customers) = (new Argument<string>("directory"), new Argument<int>("cars"), new Argument<int>("customers"));
        var command = new Command(Name, "Silo and API of a benchmark; started by it.") { Hidden = true };
        command.Arguments.Add(directory);
        command.Arguments.Add(cars);
        command.Arguments.Add(customers);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(directory)!, parsed.GetValue(cars), parsed.GetValue(customers), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, int cars, int customers, CancellationToken cancellation)
    {
        await using var app = Build(directory);
        await app.StartAsync(cancellation);
        var fleet = app.Services.GetRequiredService<FleetClient>().Fleet(BenchmarkCars.Fleet);
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await BenchmarkCars.RegisterAsync(fleet, cars, Shards, now, cancellation);
        var fixedUntil = now.AddDays(-1);
        foreach (var some in Enumerable.Range(0, cars).Chunk(20_000))
            _ = (await fleet.Vehicles.Apply([.. some.Select(car => new VehicleFix(BenchmarkCars.Id(car), FixLoad.FixOf(car, 0, fixedUntil) with { SpeedKmh = 0 }))], cancellation)).Accepted;
        await FurnishAsync(fleet, customers, now, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Ready}{app.Urls.Single()} {fixedUntil.UtcTicks}"));
        await Console.In.ReadToEndAsync(cancellation);
        return 0;
    }

    private static WebApplication Build(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var secret = ClusterSecret.Create();
        builder.Host.UseOrleans(silo =>
        {
            silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Embedded, directory));
            silo.AddFleetTrust(secret);
        });
        builder.Services.AddFleetApi(api =>
        {
            (api.Mode, api.DefaultFleet) = (ApiMode.Development, BenchmarkCars.Fleet.Value);
            api.RequestsPerSecond = int.MaxValue / 10; // what is measured is the way through, not its limiter
        });
        builder.Services.AddFleetClient(new FleetActorsOptions { CallerName = "api", Secret = secret, IsInsideSilo = true });
        var app = builder.Build();
        app.MapFleetApi();
        app.MapGet(Bare, (int bytes) => TypedResults.Bytes(new byte[bytes], "application/json"));
        app.MapPost(Bare, async (HttpContext http, int bytes) =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            return TypedResults.Bytes(new byte[bytes], "application/json");
        });
        return app;
    }

    private static async Task FurnishAsync(FleetHandle fleet, int customers, DateTimeOffset now, CancellationToken cancellation)
    {
        var rentals = new Memory.DirectRentals(fleet, now);
        await rentals.PrepareAsync(cancellation);
        await Parallel.ForEachAsync(Enumerable.Range(0, customers), new ParallelOptions { MaxDegreeOfParallelism = CustomersAtOnce, CancellationToken = cancellation },
            async (number, token) => await rentals.RegisterAsync(Customer(number), token));
    }
}
