using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using FleetActors.Tests.Client.Http;

namespace FleetActors.Tests.Tracks;

/// <summary>Tracks over HTTP.</summary>
[Collection(ApiCollection.Name)]
public sealed class TrackHttpTests(ApiHost host)
{
    private static readonly DateTimeOffset T0 = DateTimeOffset.FromUnixTimeMilliseconds(TrackGen.T0Ms);

    /// <summary>Registers a car and drives it northward, a fix each 20 seconds.</summary>
    private static async Task Drive(HttpClient admin, string car, int fixes)
    {
        using var registered = await ApiHost.Send(admin, "POST", "/v1/vehicles", ApiHost.Car(car));
        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
        var body = string.Join(',', Enumerable.Range(0, fixes).Select(n => Fix(car, T0.AddSeconds(20 * n), n)));
        using var sent = await ApiHost.Send(admin, "POST", "/v1/telemetry", $$"""{"fixes":[{{body}}]}""");
        Assert.Equal(fixes, JsonNode.Parse(await sent.Text())!["applied"]!.GetValue<int>());
    }

    private static string Fix(string car, DateTimeOffset at, int n, int speedKmh = 20) => FormattableString.Invariant(
        $$"""{"vehicle":"{{car}}","at":"{{at:O}}","position":{"latitude":{{52.5 + 0.001 * n}},"longitude":13.4},"speedKmh":{{speedKmh}},"headingDegrees":0,"chargePercent":80,"odometerMetres":{{1_000 + 111 * n}}}""");

    private static string Times(int fromSeconds, int toSeconds) => FormattableString.Invariant(
        $"from={T0.AddSeconds(fromSeconds):yyyy-MM-ddTHH:mm:ssZ}&to={T0.AddSeconds(toSeconds):yyyy-MM-ddTHH:mm:ssZ}");

    [Fact]
    public async Task A_track_is_answered_in_pages_and_in_three_forms()
    {
        using var admin = host.Admin;
        await Drive(admin, "track-1", 10);
        using var first = await admin.Get($"/v1/vehicles/track-1/track?{Times(20, 180)}&limit=5");
        var page = JsonNode.Parse(await first.Text())!;
        Assert.Equal(5, page["fixes"]!.AsArray().Count);
        Assert.Equal(52.501, page["fixes"]![0]!["position"]!["latitude"]!.GetValue<double>());
        var link = Assert.Single(first.Headers.GetValues("Link")).Split('<', '>')[1];
        var rest = JsonNode.Parse(await admin.GetText(link))!;
        Assert.Equal(4, rest["fixes"]!.AsArray().Count);
        Assert.Null(rest["next"]);

        var geo = JsonNode.Parse(await admin.GetText($"/v1/vehicles/track-1/track?{Times(0, 40)}&format=geojson"))!;
        Assert.Equal("LineString", geo["geometry"]!["type"]!.GetValue<string>());
        Assert.Equal("[[13.4,52.5],[13.4,52.501],[13.4,52.502]]", geo["geometry"]!["coordinates"]!.ToJsonString());
        Assert.Equal(3, geo["properties"]!["times"]!.AsArray().Count);

        admin.DefaultRequestHeaders.Accept.Add(new("application/gpx+xml"));
        var gpx = XDocument.Parse(await admin.GetText($"/v1/vehicles/track-1/track?{Times(0, 40)}"));
        XNamespace space = "http://www.topografix.com/GPX/1/1";
        Assert.Equal(["52.5000000", "52.5010000", "52.5020000"], gpx.Descendants(space + "trkpt").Select(point => point.Attribute("lat")!.Value));
    }

    [Theory]
    [InlineData("/v1/vehicles/nobody/track", 404, "unknown-vehicle", "no such vehicle")]
    [InlineData("/v1/contracts/nobody/track", 404, "unknown-contract", "no such contract")]
    [InlineData("/v1/vehicles/car-1/track?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", 422, "value-out-of-range", "at most 31 days apart")]
    [InlineData("/v1/vehicles/car-1/track?from=2026-03-01T00:00:00Z&to=2026-01-01T00:00:00Z", 422, "dates-out-of-order", "at or after from")]
    [InlineData("/v1/vehicles/car-1/track?limit=10001", 422, "value-out-of-range", "1 to 10000")]
    [InlineData("/v1/vehicles/car-1/track?format=kml", 400, "invalid-parameter", "json, geojson or gpx")]
    [InlineData("/v1/vehicles/car-1/track?from=yesterday", 400, "invalid-parameter", "")]
    public async Task What_cannot_be_answered_says_what_could_be(string path, int status, string code, string said)
    {
        using var admin = host.Admin;
        using var answer = await admin.Get(path);
        var problem = JsonNode.Parse(await answer.Text())!;
        Assert.Equal((status, code), ((int)answer.StatusCode, problem["code"]!.GetValue<string>()));
        Assert.Contains(said, problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_has_the_track_of_its_rental_and_its_invoice_names_fixes_that_are_found()
    {
        using var admin = host.Admin;
        using var registered = await ApiHost.Send(admin, "POST", "/v1/vehicles", ApiHost.Car("track-2"));
        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
        using var tariff = await ApiHost.Send(admin, "POST", "/v1/tariffs",
            """{"id":"by-km","name":"By the km","product":"car-share-ride","currency":"EUR","perMinuteDriving":"0.10","perKm":"0.50","taxPercent":"19"}""");
        Assert.True(tariff.IsSuccessStatusCode, await tariff.Text());
        await Send("/v1/contracts", """{"id":"tracked","vehicle":"track-2","customer":"ada","tariff":"by-km"}""");
        using var early = await admin.Get("/v1/contracts/tracked/track");
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);

        await Send("/v1/telemetry", $$"""{"fixes":[{{Fix("track-2", host.Now.AddSeconds(-30), 0)}}]}""");
        await Send("/v1/contracts/tracked/start", null);
        await Send("/v1/telemetry", $$"""{"fixes":[{{Fix("track-2", host.Now, 20, speedKmh: 0)}}]}""");
        await Send("/v1/contracts/tracked/end", null);
        var track = JsonNode.Parse(await admin.GetText("/v1/contracts/tracked/track"))!;
        Assert.Equal(52.52, Assert.Single(track["fixes"]!.AsArray())!["position"]!["latitude"]!.GetValue<double>());

        var invoice = JsonNode.Parse(await admin.GetText("/v1/contracts/tracked/invoice"))!;
        var lines = invoice["invoice"]!["lines"]!.AsArray();
        var named = lines.Select((line, at) => (Number: at + 1, Fixes: line!["evidence"]!.AsArray().Count(text => text!.GetValue<string>().StartsWith("fix:", StringComparison.Ordinal))))
            .First(line => line.Fixes == 2);
        var evidence = JsonNode.Parse(await admin.GetText($"/v1/contracts/tracked/track?line={named.Number}"))!["fixes"]!.AsArray();
        Assert.Equal([52.5, 52.52], evidence.Select(fix => fix!["position"]!["latitude"]!.GetValue<double>()));
        using var noLine = await admin.Get("/v1/contracts/tracked/track?line=9");
        Assert.Equal(HttpStatusCode.BadRequest, noLine.StatusCode);

        async Task Send(string path, string? body)
        {
            using var answer = await ApiHost.Send(admin, "POST", path, body);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Text()}");
        }
    }
}
