using System.Net;
using System.Text.Json.Nodes;
using FleetActors.Tests.Vehicles;
using Microsoft.Extensions.DependencyInjection;

namespace FleetActors.Tests.Client.Http;

/// <summary>Finding cars, people and open contracts.</summary>
[Collection(ApiCollection.Name)]
public sealed class SearchHttpTests(ApiHost host)
{
    private static string Customer(string id, string name, string phone) => ApiHost.Customer(id)
        .Replace("\"name\":\"Ada\"", $"\"name\":\"{name}\",\"phone\":\"{phone}\"", StringComparison.Ordinal);

    private static async Task<string[]> Ids(HttpClient client, string path, string member = "id")
    {
        using var response = await client.Get(path);
        var text = await response.Text();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {text}");
        return [.. JsonNode.Parse(text)!["items"]!.AsArray().Select(item => item![member]!.ToString())];
    }

    private static async Task Must(HttpClient client, string path, string? body)
    {
        using var response = await ApiHost.Send(client, "POST", path, body);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Text()}");
    }

    [Theory]
    [InlineData("muller", "found-1")]
    [InlineData("JOSE weis", "found-1")]
    [InlineData("strasse", "found-2")]
    [InlineData("found-2@ex", "found-2")]
    [InlineData("030 8862", "found-2")]
    [InlineData("+49 (30) 8862", "found-2")]
    public async Task A_customer_is_found_by_name_email_and_phone_as_people_write_them(string search, string expected)
    {
        using var admin = host.Admin;
        await Must(admin, "/v1/customers", Customer("found-1", "José Müller-Weiß", "+44 20 7946 0958"));
        await Must(admin, "/v1/customers", Customer("found-2", "Zoë Straße", "+49 30 8862 11"));
        var path = $"/v1/customers?search={Uri.EscapeDataString(search)}";
        await VehicleCluster.Until(async () => (await Ids(admin, path)).SequenceEqual([expected]));
        using var viewer = host.Client(host.Keys[Role.Viewer]);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.Get(path)).StatusCode);
        using var other = host.Client(host.OtherFleetKey);
        Assert.Empty(await Ids(other, path));
    }

    [Fact]
    public async Task A_changed_customer_is_found_as_it_is_now_and_an_index_built_anew_says_the_same()
    {
        using var admin = host.Admin;
        await Must(admin, "/v1/customers", Customer("changes-1", "Quentin Before", "1"));
        var profile = JsonNode.Parse(Customer("changes-1", "Quentin After", "1"))!["profile"]!.ToJsonString();
        using var put = await ApiHost.Send(admin, "PUT", "/v1/customers/changes-1", profile);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        await Must(admin, "/v1/customers/changes-1/suspend", """{"reason":"test"}""");
        await VehicleCluster.Until(async () => (await Ids(admin, "/v1/customers?search=quentin%20after&status=suspended")).Length == 1);
        Assert.Empty(await Ids(admin, "/v1/customers?search=quentin%20before"));

        var (customers, vehicles, step) = (0, 0, (string?)"0");
        while (step is not null)
        {
            using var response = await ApiHost.Send(admin, "POST", "/v1/index/rebuild", $$"""{"step":{{step}}}""");
            var answer = JsonNode.Parse(await response.Text())!;
            Assert.Empty(answer["conflicts"]!.AsArray());
            customers += answer["customers"]!.GetValue<int>();
            vehicles += answer["vehicles"]!.GetValue<int>();
            step = answer["next"]?.ToString();
        }
        Assert.True(customers > 0 && vehicles > 0, $"{customers} customers, {vehicles} vehicles");
        Assert.Single(await Ids(admin, "/v1/customers?search=quentin%20after"));
    }

    [Fact]
    public async Task A_car_is_found_by_vin_plate_and_status()
    {
        using var admin = host.Admin;
        await Must(admin, "/v1/vehicles", ApiHost.Car("seek-1").Replace(Cars.VinOf("seek-1"), "WVWZZZ1KZSK000001", StringComparison.Ordinal)
            .Replace(Cars.PlateOf("seek-1"), "M-SK 77", StringComparison.Ordinal));
        Assert.Equal(["seek-1"], await Ids(admin, "/v1/vehicles?search=wvwzzz1kzsk"));
        Assert.Equal(["seek-1"], await Ids(admin, "/v1/vehicles?search=msk77"));
        Assert.Equal(["seek-1"], await Ids(admin, "/v1/vehicles?search=M%20SK-7&status=available"));
        Assert.Empty(await Ids(admin, "/v1/vehicles?search=msk77&status=paused"));
        await Must(admin, "/v1/vehicles/seek-1/out-of-service", """{"reason":"cleaning"}""");
        await VehicleCluster.Until(async () => (await Ids(admin, "/v1/vehicles?status=out-of-service")).Contains("seek-1"));
    }

    [Fact]
    public async Task Open_contracts_are_found_by_car_by_customer_and_for_the_fleet_until_they_end()
    {
        using var admin = host.Admin;
        await Must(admin, "/v1/vehicles", ApiHost.Car("open-1"));
        await Must(admin, "/v1/customers", ApiHost.Customer("open-ada"));
        await Must(admin, "/v1/customers/open-ada/licence-check", ApiHost.LicenceCheck);
        await Must(admin, "/v1/contracts", """{"id":"open-ride","vehicle":"open-1","customer":"open-ada","tariff":"ride"}""");
        string[] paths = ["/v1/contracts?vehicle=open-1", "/v1/contracts?customer=open-ada", "/v1/contracts?status=open", "/v1/contracts?vehicle=open-1&customer=open-ada"];
        foreach (var path in paths) await VehicleCluster.Until(async () => (await Ids(admin, path, "contract")).Contains("open-ride"));
        await Must(admin, "/v1/contracts/open-ride/cancel", null);
        foreach (var path in paths) await VehicleCluster.Until(async () => !(await Ids(admin, path, "contract")).Contains("open-ride"));
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.Get("/v1/contracts")).StatusCode);
    }

    [Fact]
    public async Task A_fix_that_is_not_believed_shows_in_the_car_and_in_the_fleet()
    {
        using var admin = host.Admin;
        await Must(admin, "/v1/vehicles", ApiHost.Car("wild-1"));
        await Must(admin, "/v1/telemetry", """{"fixes":[{"vehicle":"wild-1","at":"2026-05-01T10:00:00Z","position":{"latitude":0,"longitude":0},"speedKmh":0,"headingDegrees":0,"chargePercent":50,"odometerMetres":1}]}""");
        var car = JsonNode.Parse(await admin.GetText("/v1/vehicles/wild-1"))!;
        Assert.Equal("null-island", car["quarantine"]!["counts"]![0]!["reason"]!.ToString());
        Assert.Equal("null-island", car["quarantine"]!["last"]![0]!["reason"]!.ToString());
        Assert.Contains(JsonNode.Parse(await admin.GetText("/v1/kpis"))!["quarantinedByReason"]!.AsArray(), count => count!["reason"]!.ToString() == "null-island");
        Assert.Null(JsonNode.Parse(await admin.GetText("/v1/vehicles/car-1"))!["quarantine"]);
    }

    [Fact]
    public async Task Fixes_beyond_what_may_be_under_way_are_refused_with_when_to_try_again()
    {
        using var admin = host.Admin;
        var intake = host.Services.GetRequiredService<FleetActors.Api.TelemetryIntake>();
        Assert.True(intake.TryEnter(FleetActors.Api.TelemetryIntake.MaxFixes));
        const string batch = """{"fixes":[{"vehicle":"car-1","at":"2026-05-01T10:00:00Z","position":{"latitude":1,"longitude":1},"speedKmh":0,"headingDegrees":0,"chargePercent":50,"odometerMetres":1}]}""";
        using var full = await ApiHost.Send(admin, "POST", "/v1/telemetry", batch);
        intake.Leave(FleetActors.Api.TelemetryIntake.MaxFixes);
        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (full.StatusCode, full.Headers.RetryAfter?.ToString()));
        Assert.Equal("overloaded", JsonNode.Parse(await full.Text())!["code"]!.ToString());
        using var again = await ApiHost.Send(admin, "POST", "/v1/telemetry", batch);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Limits_are_read_replaced_and_refused()
    {
        using var admin = host.Admin;
        Assert.Equal(15, JsonNode.Parse(await admin.GetText("/v1/limits"))!["chargePercent"]!.GetValue<int>());
        using var set = await ApiHost.Send(admin, "PUT", "/v1/limits", """{"speedKmh":120}""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal(120, JsonNode.Parse(await admin.GetText("/v1/limits"))!["speedKmh"]!.GetValue<int>());
        using var wrong = await ApiHost.Send(admin, "PUT", "/v1/limits", """{"speedKmh":5}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task A_fleet_gets_more_shards_and_never_fewer()
    {
        using var admin = host.Admin;
        var fleet = JsonNode.Parse(await admin.GetText("/v1/fleets"))!["items"]![0]!["fleet"]!.ToString();
        var founded = JsonNode.Parse(await admin.GetText($"/v1/fleets/{fleet}"))!["shardCount"]!.GetValue<int>();
        using var wrong = await ApiHost.Send(admin, "POST", $"/v1/fleets/{fleet}/shards", $$"""{"count":{{3 * founded}}}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var grown = await ApiHost.Send(admin, "POST", $"/v1/fleets/{fleet}/shards", $$"""{"count":{{2 * founded}}}""");
        Assert.Equal((HttpStatusCode.OK, 2 * founded), (grown.StatusCode, JsonNode.Parse(await grown.Text())!["count"]!.GetValue<int>()));
        Assert.Equal(2 * founded, JsonNode.Parse(await admin.GetText($"/v1/fleets/{fleet}"))!["growths"]![0]!["count"]!.GetValue<int>());
    }
}
