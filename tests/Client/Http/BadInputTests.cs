using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace FleetActors.Tests.Client.Http;

/// <summary>Whatever is sent: 4xx with a code, never 5xx, and nothing changes.</summary>
[Collection(ApiCollection.Name)]
public sealed class BadInputTests(ApiHost host)
{
    private static readonly string Longest = new('a', 65);

    public static TheoryData<string, string, string?, int, string?> Table { get; } = new()
    {
        { "GET", "/v1/vehicles/nobody", null, 404, "unknown-vehicle" },
        { "GET", "/v1/customers/nobody", null, 404, "unknown-customer" },
        { "GET", "/v1/contracts/nobody", null, 404, "unknown-contract" },
        { "GET", "/v1/tariffs/nobody", null, 404, "unknown-tariff" },
        { "POST", "/v1/contracts/nobody/start", null, 404, "unknown-contract" },
        { "POST", "/v1/customers/nobody/reinstate", null, 404, "unknown-customer" },
        { "POST", "/v1/vehicles/nobody/commands", """{"kind":"lock"}""", 404, "unknown-vehicle" },
        { "GET", "/v1/nowhere", null, 404, "unknown-path" },
        { "DELETE", "/v1/vehicles/car-1", null, 405, "method-not-allowed" },
        { "PATCH", "/v1/customers/ada", "{}", 405, "method-not-allowed" },
        { "GET", "/v1/vehicles/car%0A1", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles/car%C3%A4", null, 400, "invalid-parameter" },
        { "GET", $"/v1/vehicles/{Longest}", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?near=north,east", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?near=91,13", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?near=NaN,NaN", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?near=52,13&radius=-1", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?near=52,13&radius=NaN", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?near=52,13&radius=1e999", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?near=52,13&status=flying", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?limit=0", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?limit=99999999999999999999", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?after=here", null, 400, "invalid-parameter" },
        { "GET", "/v1/vehicles?q=%00", null, 400, "invalid-parameter" },
        { "GET", "/v1/customers/ada/ledger?page=-1", null, 400, "invalid-parameter" },
        { "POST", "/v1/customers", "", 400, null },
        { "POST", "/v1/customers", "null", 400, null },
        { "POST", "/v1/customers", "{", 400, "invalid-body" },
        { "POST", "/v1/customers", "[]", 400, "invalid-body" },
        { "POST", "/v1/customers", """{"id":"eve"}""", 400, "invalid-body" },
        { "POST", "/v1/customers", """{"id":"e v e","profile":null}""", 400, "invalid-body" },
        { "POST", "/v1/zones", "{}", 405, "method-not-allowed" },
        { "PUT", "/v1/zones", """{"zones":null}""", 400, "invalid-body" },
        { "PUT", "/v1/zones", """{"zones":[null]}""", 400, "invalid-body" },
        { "PUT", "/v1/zones", """{"zones":[{"id":"z","name":"Z","ring":[{"latitude":1,"longitude":1}]}]}""", 422, "value-out-of-range" },
        { "PUT", "/v1/zones", """{"zones":[],"extra":1}""", 400, "invalid-body" },
        { "PUT", "/v1/zones", """{"zones":[],"zones":[]}""", 400, "invalid-body" },
        { "POST", "/v1/keys", """{"name":"x","role":"system"}""", 422, "value-out-of-range" },
        { "POST", "/v1/keys", """{"name":"x","role":4}""", 400, "invalid-body" },
        { "POST", "/v1/keys", """{"name":"","role":"viewer"}""", 422, "value-out-of-range" },
        { "POST", "/v1/tariffs", """{"id":"ride","name":"N","product":"car-share-ride","currency":"EUR","unlockFee":"-1"}""", 422, "value-out-of-range" },
        { "POST", "/v1/tariffs", """{"id":"ride","name":"N","product":"car-share-ride","currency":"EUR","unlockFee":1}""", 400, "invalid-body" },
        { "POST", "/v1/tariffs", """{"id":"ride","name":"N","product":"car-share-ride","currency":"XXX"}""", 400, "invalid-body" },
        { "POST", "/v1/tariffs", """{"id":"ride","name":"N","product":"car-share-ride","currency":"EUR","freeReservationMinutes":99999999999}""", 400, "invalid-body" },
        { "POST", "/v1/telemetry", """{"fixes":[]}""", 422, "value-out-of-range" },
        { "POST", "/v1/telemetry", """{"fixes":[{"vehicle":"car-1","at":"yesterday","position":{"latitude":1,"longitude":1},"speedKmh":1,"headingDegrees":1,"chargePercent":1,"odometerMetres":1}]}""", 400, "invalid-body" },
        { "POST", "/v1/telemetry", """{"fixes":[{"vehicle":"car-1","at":"2026-01-01T00:00:00Z","position":{"latitude":95,"longitude":1},"speedKmh":1,"headingDegrees":1,"chargePercent":1,"odometerMetres":1}]}""", 400, "invalid-body" },
        { "POST", "/v1/telemetry", """{"fixes":[{"vehicle":"car-1","at":"2026-01-01T00:00:00Z","position":{"latitude":1,"longitude":1},"speedKmh":NaN,"headingDegrees":1,"chargePercent":1,"odometerMetres":1}]}""", 400, "invalid-body" },
        { "POST", "/v1/vehicles", """{"vehicles":[]}""", 422, "value-out-of-range" },
        { "POST", "/v1/vehicles", """{"vehicles":[{"id":"car-9","vin":"I","plate":"P","make":"M","model":"M","class":"compact","propulsion":"electric","batteryWh":1,"tankMillilitres":0,"seats":5,"odometerMetres":0}]}""", 422, "value-out-of-range" },
        { "POST", "/v1/vehicles/car-1/commands", """{"kind":"explode"}""", 400, "invalid-body" },
        { "POST", "/v1/vehicles/car-1/readings", """{"chargePercent":1e99}""", 422, "value-out-of-range" },
        { "POST", "/v1/contracts", "{}", 422, "value-out-of-range" },
        { "POST", "/v1/contracts", """{"vehicle":"car-1","customer":"nobody","tariff":"ride"}""", 404, "unknown-customer" },
        { "POST", "/v1/contracts", """{"vehicle":"nobody","customer":"ada","tariff":"ride"}""", 404, "unknown-vehicle" },
        { "POST", "/v1/contracts", """{"vehicle":"car-1","customer":"ada","tariff":"nobody"}""", 404, "unknown-tariff" },
        { "POST", "/v1/contracts", """{"vehicle":"car-1","customer":"ada","tariff":"day","period":{"from":"2001-01-01T00:00:00Z","to":"2001-01-02T00:00:00Z"}}""", 422, null },
        { "POST", "/v1/quotes", """{"vehicle":"car-1","customer":"ada","tariff":"ride","expectedMinutes":-1}""", 422, "value-out-of-range" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Bad_input_is_refused_with_a_code_and_changes_nothing(string method, string path, string? body, int status, string? code)
    {
        var before = await host.Digest();
        using var admin = host.Admin;
        using var response = await ApiHost.Send(admin, method, path, body);
        await AssertProblem(response, status, code);
        Assert.Equal(before, await host.Digest());
    }

    [Fact]
    public async Task Ten_megabytes_are_refused_before_they_are_read()
    {
        using var admin = host.Admin;
        foreach (var path in new[] { "/v1/customers", "/v1/vehicles", "/v1/telemetry" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[10 << 20]) };
            request.Headers.ExpectContinue = true;
            request.Content.Headers.ContentType = new("application/json");
            using var response = await admin.SendAsync(request, TestContext.Current.CancellationToken);
            await AssertProblem(response, 413, "body-too-large");
        }
    }

    [Fact]
    public async Task Deep_nesting_invalid_UTF8_and_other_media_types_are_refused()
    {
        using var admin = host.Admin;
        using var deep = await ApiHost.Send(admin, "PUT", "/v1/zones", $$"""{"zones":{{new string('[', 5_000)}}{{new string(']', 5_000)}}}""");
        await AssertProblem(deep, 400, "invalid-body");
        byte[] broken = [.. "{\"reason\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        using var content = new ByteArrayContent(broken) { Headers = { ContentType = new("application/json") } };
        using var invalid = await admin.PostAsync(new Uri("/v1/customers/ada/suspend", UriKind.Relative), content, TestContext.Current.CancellationToken);
        await AssertProblem(invalid, 400, "invalid-body");
        using var text = await admin.PostAsync(new Uri("/v1/customers/ada/suspend", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);
        await AssertProblem(text, 415, "unsupported-media-type");
        using var key = await ApiHost.Send(admin, "POST", "/v1/customers/ada/reinstate", null, "not an id");
        await AssertProblem(key, 400, "invalid-parameter");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Thousands_of_mutilated_requests_are_refused_with_a_code_and_change_nothing(int seed)
    {
        var before = await host.Digest();
        using var admin = host.Admin;
        var routes = ApiRoutes.Of(host.Services);
        var fuzzer = new RequestFuzzer(seed);
        for (var number = 0; number < 1_500; number++)
        {
            var (method, path, body) = fuzzer.Next(routes);
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            using var response = await admin.SendAsync(request, TestContext.Current.CancellationToken);
            var said = $"seed {seed}, request {number}: {method} {path} {(body is null ? "" : Encoding.UTF8.GetString(body))} → {(int)response.StatusCode} {await response.Text()}";
            Assert.True((int)response.StatusCode < 500, said);
            if (method != "GET") Assert.True((int)response.StatusCode >= 400, said);
            if ((int)response.StatusCode >= 400) Assert.True(await Code(response) is { Length: > 0 }, said);
        }
        Assert.Equal(before, await host.Digest());
    }

    private static async Task<string?> Code(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Text())?["code"]?.GetValue<string>();

    private static async Task AssertProblem(HttpResponseMessage response, int status, string? code)
    {
        var text = await response.Text();
        Assert.True((int)response.StatusCode == status, $"expected {status} {code}, got {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.False(string.IsNullOrEmpty(problem["code"]?.GetValue<string>()));
        Assert.False(string.IsNullOrEmpty(problem["traceId"]?.GetValue<string>()));
        if (code is not null) Assert.Equal(code, problem["code"]!.GetValue<string>());
        if (response.StatusCode != HttpStatusCode.MethodNotAllowed) Assert.False(string.IsNullOrEmpty(problem["detail"]?.GetValue<string>()), text);
    }
}
