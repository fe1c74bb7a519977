using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FleetActors.Api;
using FleetActors.Records;
using FleetActors.Sdk;
using FleetActors.Silo.Hosting;
using FleetActors.Silo.Trust;
using FleetActors.Tests.Vehicles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace FleetActors.Tests.Client.Http;

/// <summary>The HTTP API on a free loopback port, with a silo of its own in memory, and one fleet with a car, a customer and a tariff.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    public const string PlatformKey = "platform-key-of-the-tests-0123456789";
    public const string Fleet = "berlin";

    private WebApplication _app = null!;

    /// <summary>Keys by role, of the fleet <see cref="Fleet"/>.</summary>
    public ConcurrentDictionary<Role, string> Keys { get; } = new();

    /// <summary>An administrator's key of another fleet.</summary>
    public string OtherFleetKey { get; private set; } = "";

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    /// <summary>What time it is for the silo.</summary>
    public DateTimeOffset Now => Services.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>The clock of silo and API; null for the system's.</summary>
    public TimeProvider? Clock { get; init; }

    public int GatewayPort { get; private set; }

    public ClusterSecret Secret { get; } = ClusterSecret.Create();

    /// <summary>A client that shows a key, or none.</summary>
    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public HttpClient Admin => Client(Keys[Role.Admin]);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        GatewayPort = LoopbackPort.Free();
        if (Clock is { } clock) builder.Services.AddSingleton(clock);
        builder.Host.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(LoopbackPort.Free(), GatewayPort, serviceId: FleetActorsOptions.DefaultClusterName, clusterId: FleetActorsOptions.DefaultClusterName);
            silo.AddMemoryGrainStorage(FleetStorage.Provider, (OptionsBuilder<MemoryGrainStorageOptions> storage) =>
                storage.Configure<Serializer>((options, serializer) => options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer)));
            silo.UseInMemoryReminderService();
            silo.Services.AddFleetGrains();
            silo.AddFleetTrust(Secret);
        });
        builder.Services.AddFleetApi(api =>
        {
            api.PlatformKey = PlatformKey;
            api.DefaultFleet = Fleet;
        });
        builder.Services.AddFleetClient(new FleetActorsOptions { Secret = Secret, CommandDeadline = TimeSpan.FromSeconds(5) });
        _app = builder.Build();
        _app.MapFleetApi();
        await _app.StartAsync();
        await Furnish();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>What a caller may see of the fleet, in one text: equal digests mean that nothing changed.</summary>
    public async Task<string> Digest()
    {
        using var admin = Admin;
        await VehicleCluster.Until(ListKnowsTheCar);
        var text = new StringBuilder();
        string[] views = ["fleets", "keys", "tariffs", "tariffs/ride", "zones", "vehicles", "vehicles/car-1", "vehicles/car-1/history",
            "vehicles/car-1/commands", "customers/ada", "customers/ada/ledger"];
        foreach (var view in views) text.AppendLine(await admin.GetText($"/v1/{view}"));
        return text.ToString();

        // The list is the shard's, which hears of the car's last change a moment after the one who made it.
        async Task<bool> ListKnowsTheCar()
        {
            var listed = JsonNode.Parse(await admin.GetText("/v1/vehicles"))!["items"]!.AsArray().Single(car => (string?)car!["id"] == "car-1")!;
            return (string?)listed["status"] == (string?)JsonNode.Parse(await admin.GetText("/v1/vehicles/car-1"))!["record"]!["status"];
        }
    }

    /// <summary>Sends a JSON body.</summary>
    public static Task<HttpResponseMessage> Send(HttpClient client, string method, string path, string? body, string? commandId = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (commandId is not null) request.Headers.Add("Idempotency-Key", commandId);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task Furnish()
    {
        using var platform = Client(PlatformKey);
        await Must(platform, "/v1/fleets", $$"""{"id":"{{Fleet}}","name":"Berlin","currency":"EUR","shardCount":2}""");
        await Must(platform, "/v1/fleets", """{"id":"paris","name":"Paris","currency":"EUR","shardCount":1}""");
        foreach (var role in new[] { Role.Viewer, Role.Device, Role.Operator, Role.Admin })
        {
            var made = await Must(platform, "/v1/keys", $$"""{"name":"{{role}}","role":"{{role.ToString().ToLowerInvariant()}}"}""");
            Keys[role] = made["text"]!.GetValue<string>();
        }
        platform.DefaultRequestHeaders.Add("X-Fleet", "paris");
        OtherFleetKey = (await Must(platform, "/v1/keys", """{"name":"other","role":"admin"}"""))["text"]!.GetValue<string>();
        using var admin = Admin;
        await Must(admin, "/v1/tariffs", """{"id":"ride","name":"City ride","product":"car-share-ride","currency":"EUR","unlockFee":"1","perMinuteDriving":"0.29","taxPercent":"19"}""");
        await Must(admin, "/v1/tariffs", """{"id":"day","name":"By the day","product":"daily-rental","currency":"EUR","perDay":"49","taxPercent":"19"}""");
        await Must(admin, "/v1/vehicles", Car("car-1"));
        await Must(admin, "/v1/customers", Customer("ada"));
        await Must(admin, "/v1/customers/ada/licence-check", LicenceCheck);
    }

    /// <summary>The body that registers a car.</summary>
    public static string Car(string id) =>
        $$"""{"vehicles":[{"id":"{{id}}","vin":"{{Vehicles.Cars.VinOf(id)}}","plate":"{{(id == "car-1" ? "B-FA 1" : Vehicles.Cars.PlateOf(id))}}","make":"Volkswagen","model":"ID.3","class":"compact","propulsion":"electric","batteryWh":58000,"tankMillilitres":0,"seats":5,"odometerMetres":0}]}""";

    /// <summary>The body that vouches for such a customer's licence.</summary>
    public const string LicenceCheck = """{"number":"B072","validUntil":"2099-01-18"}""";

    /// <summary>The body that registers a customer, who may rent once the licence has been checked.</summary>
    public static string Customer(string id) =>
        $$$"""{"id":"{{{id}}}","profile":{"name":"Ada","email":"{{{id}}}@example.org","birthDate":"1990-12-10","licence":{"number":"B072","country":"DE","classes":["B"],"validUntil":"2099-01-18"},"creditLimit":{"amount":"500.00","currency":"EUR"},"maxOpenContracts":4}}""";

    private static async Task<JsonNode> Must(HttpClient client, string path, string body)
    {
        using var response = await Send(client, "POST", path, body);
        var text = await response.Text();
        Assert.True(response.IsSuccessStatusCode, $"POST {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}

/// <summary>Short forms of what the tests ask.</summary>
public static class HttpQuestions
{
    public static Task<HttpResponseMessage> Get(this HttpClient client, string path) =>
        client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public static Task<string> GetText(this HttpClient client, string path) =>
        client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public static Task<string> Text(this HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}

/// <summary>Tests that share one host.</summary>
[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiHost>
{
    public const string Name = "HTTP API";
}
