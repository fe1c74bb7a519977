using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FleetActors.Silo.City;
using FleetActors.Silo.Hosting;
using Microsoft.AspNetCore.Builder;

namespace FleetActors.Tests.Simulation;

/// <summary>Runs created, steered and read over HTTP, in the main job as it is.</summary>
public sealed class SimulationHttpTests : IAsyncLifetime
{
    private const string Town = """
        name: http-town
        seed: 5
        start: 2026-05-04 06:00:00
        end: 2026-05-04 07:30:00
        roads: { generated_nodes: 200 }
        fleet: { vehicles: 12 }
        demand: { trips_per_vehicle: 60 }
        """;

    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = MainJob.Build(
            SiloSettings.Bare(StorageKind.Memory, dataDirectory: "") with { Url = "http://127.0.0.1:0", Development = true },
            new CitySettings(Vehicles: 0, Seed: 1));
        await _app.StartAsync(Cancellation);
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_run_paused_stopped_and_resumed_from_its_checkpoint_ends_as_one_that_went_straight_through()
    {
        await Accept(HttpStatusCode.Created, "/v1/simulations", Description("straight"));
        var straight = await Until("straight", run => State(run) == "finished");
        Assert.True(straight["kpis"]!["served"]!.GetValue<long>() > 10);
        Assert.Equal(100, straight["percentDone"]!.GetValue<double>());

        await Accept(HttpStatusCode.Created, "/v1/simulations", Description("halting", speed: 900, start: false));
        Assert.Equal("ready", State(await Get("halting")));
        await Accept(HttpStatusCode.OK, "/v1/simulations/halting/start");
        await Until("halting", run => run["events"]!.GetValue<long>() > 20);
        await Accept(HttpStatusCode.OK, "/v1/simulations/halting/pause");
        var twice = await Accept(HttpStatusCode.OK, "/v1/simulations/halting/pause"); // does no harm
        await Accept(HttpStatusCode.OK, "/v1/simulations/halting/start");
        await Until("halting", run => run["events"]!.GetValue<long>() > twice["events"]!.GetValue<long>());
        var paused = await Accept(HttpStatusCode.OK, "/v1/simulations/halting/pause");
        Assert.Equal("paused", State(paused));
        var checkpoint = (await Accept(HttpStatusCode.OK, "/v1/simulations/halting/checkpoint"))["checkpoint"]!;
        Assert.Equal("stopped", State(await Accept(HttpStatusCode.OK, "/v1/simulations/halting/stop")));
        Assert.Equal(checkpoint.ToJsonString(), (await Get("halting"))["checkpoint"]!.ToJsonString());
        await Accept(HttpStatusCode.OK, "/v1/simulations/halting/resume");
        await Accept(HttpStatusCode.OK, "/v1/simulations/halting/speed", """{"max":true}""");
        var resumed = await Until("halting", run => State(run) == "finished");
        Assert.Equal(straight["hash"]!.ToString(), resumed["hash"]!.ToString());
        Assert.Equal(straight["kpis"]!.ToJsonString(), resumed["kpis"]!.ToJsonString());
        Assert.Equal(await Report("straight"), await Report("halting"));
    }

    [Fact]
    public async Task A_finished_runs_files_can_be_had_and_nothing_else()
    {
        await Accept(HttpStatusCode.Created, "/v1/simulations", Description("files"));
        var run = await Until("files", run => State(run) == "finished");
        var names = run["results"]!.AsArray().Select(name => name!.ToString()).ToList();
        Assert.Superset(new HashSet<string> { "report.html", "report.json", "trips.parquet", "positions.csv" }, names.ToHashSet());
        foreach (var name in names)
        {
            using var file = await _http.GetAsync(new Uri($"/v1/simulations/files/results/{name}", UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.True((await file.Content.ReadAsByteArrayAsync(Cancellation)).Length > 0, name);
        }
        foreach (var name in new[] { "state.json", "..%2Fstate.json", "%2Fetc%2Fpasswd", "trips.geojson" })
            await Refuse(HttpStatusCode.NotFound, "unknown-result", HttpMethod.Get, $"/v1/simulations/files/results/{name}");
        using var deleted = await _http.DeleteAsync(new Uri("/v1/simulations/files", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Refuse(HttpStatusCode.NotFound, "unknown-simulation", HttpMethod.Get, "/v1/simulations/files");
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_a_code()
    {
        await Refuse(HttpStatusCode.UnprocessableEntity, "scenario-invalid", HttpMethod.Post, "/v1/simulations", """{"scenario":"name: x"}""");
        await Refuse(HttpStatusCode.UnprocessableEntity, "scenario-invalid", HttpMethod.Post, "/v1/simulations", """{"policy":"dispatch=quickest"}""");
        await Refuse(HttpStatusCode.UnprocessableEntity, "scenario-invalid", HttpMethod.Post, "/v1/simulations", """{"named":"..","seed":1}""");
        await Refuse(HttpStatusCode.UnprocessableEntity, "scenario-invalid", HttpMethod.Post, "/v1/simulations", """{"vehicles":1000000}""");
        var reads = new JsonObject { ["scenario"] = Town.Replace("{ generated_nodes: 200 }", "{ node_link: /etc/passwd }", StringComparison.Ordinal) };
        await Refuse(HttpStatusCode.UnprocessableEntity, "scenario-invalid", HttpMethod.Post, "/v1/simulations", reads.ToJsonString());
        await Refuse(HttpStatusCode.NotFound, "unknown-simulation", HttpMethod.Post, "/v1/simulations/nobody/start");
        await Accept(HttpStatusCode.Created, "/v1/simulations", Description("one", speed: 1));
        await Refuse(HttpStatusCode.Conflict, "simulation-exists", HttpMethod.Post, "/v1/simulations", Description("one", speed: 2));
        await Refuse(HttpStatusCode.Conflict, "wrong-simulation-state", HttpMethod.Post, "/v1/simulations/one/resume");
        await Refuse(HttpStatusCode.Conflict, "wrong-simulation-state", HttpMethod.Delete, "/v1/simulations/one");
        await Refuse(HttpStatusCode.UnprocessableEntity, "value-out-of-range", HttpMethod.Post, "/v1/simulations/one/speed", """{"max":false,"factor":0}""");
        await Accept(HttpStatusCode.Created, "/v1/simulations", Description("two", speed: 1));
        await Refuse(HttpStatusCode.TooManyRequests, "too-many-simulations", HttpMethod.Post, "/v1/simulations", Description("three", speed: 1));
        await Accept(HttpStatusCode.OK, "/v1/simulations/one/stop");
        await Refuse(HttpStatusCode.Conflict, "no-checkpoint", HttpMethod.Post, "/v1/simulations/one/resume");
        await Accept(HttpStatusCode.Created, "/v1/simulations", Description("three", speed: 1));
    }

    private static string Description(string id, double? speed = null, bool start = true)
    {
        var body = new JsonObject { ["id"] = id, ["scenario"] = Town, ["results"] = new JsonArray("parquet", "csv"), ["start"] = start };
        if (speed is { } factor) body["speed"] = factor;
        return body.ToJsonString();
    }

    private async Task<JsonNode> Accept(HttpStatusCode status, string path, string? body = null)
    {
        using var answer = await Send(HttpMethod.Post, path, body);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == status, $"{path}: {answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task Refuse(HttpStatusCode status, string code, HttpMethod method, string path, string? body = null)
    {
        using var answer = await Send(method, path, body);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == status, $"{path}: {answer.StatusCode} {text}");
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(code, problem["code"]!.ToString());
        Assert.False(string.IsNullOrEmpty(problem["detail"]?.ToString()));
    }

    private Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body) => _http.SendAsync(
        new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") }, Cancellation);

    private async Task<JsonNode> Get(string id) => (await _http.GetFromJsonAsync<JsonNode>(new Uri($"/v1/simulations/{id}", UriKind.Relative), Cancellation))!;

    private Task<byte[]> Report(string id) => _http.GetByteArrayAsync(new Uri($"/v1/simulations/{id}/results/report.html", UriKind.Relative), Cancellation);

    private async Task<JsonNode> Until(string id, Func<JsonNode, bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        while (true)
        {
            var run = await Get(id);
            Assert.True(State(run) != "failed", run.ToJsonString());
            if (holds(run)) return run;
            await Task.Delay(20, limit.Token);
        }
    }

    private static string State(JsonNode run) => run["state"]!.ToString();
}
