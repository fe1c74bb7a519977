using System.Net;
using System.Text.Json.Nodes;
using FleetActors.Contracts;
using FleetActors.Tests.House;

namespace FleetActors.Tests.Client.Http;

/// <summary>
/// The garage, end to end through HTTP and the grains: the car loses contact, the customer ends with evidence, charging stops
/// there, invoice and settlement follow, contact returns, and what the car tells then only ever leads to a dispute.
/// </summary>
public sealed class GarageTests : IAsyncLifetime
{
    private readonly MovingClock _clock = new();
    private readonly ApiHost _host;
    private HttpClient _app = null!;

    public GarageTests() => _host = new ApiHost { Clock = _clock };

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _app = _host.Client(_host.Keys[Role.Admin]);
        await Must("/v1/tariffs", """
            {"id":"garage","name":"By minute and km","product":"car-share-ride","currency":"EUR","perMinuteDriving":"0.50","perKm":"1","taxPercent":"19"}
            """);
        await Must("/v1/customers", ApiHost.Customer("grace").Replace("\"creditLimit\"", "\"paymentMethod\":\"test-ok\",\"creditLimit\"", StringComparison.Ordinal));
        await Must("/v1/customers/grace/licence-check", ApiHost.LicenceCheck);
    }

    public async ValueTask DisposeAsync()
    {
        _app.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Charging_stops_at_the_evidence_and_what_agrees_with_it_changes_nothing()
    {
        var takenAt = await EndInTheGarage("calm", evidenceKm: 8);
        _clock.Advance(TimeSpan.FromHours(3)); // nobody has heard of the car, and nothing waits for it
        var contract = await Contract("calm", it => Text(it["status"]) == "settled");
        Assert.Equal(takenAt, contract["endedAt"]!.GetValue<DateTimeOffset>());
        Assert.True(contract["endedWithEvidence"]!.GetValue<bool>());
        Assert.Equal("paid", Text(contract["payment"]));
        Assert.NotNull(contract["invoice"]!["number"]);
        Assert.Equal([("driving", 14m), ("distance", 8m)], Lines(contract));
        Assert.Equal("non-contactable", Text((await Car("calm"))["record"]!["mdsState"]));
        var invoice = contract["invoice"]!.ToJsonString();

        await Drive("calm", km: 8.3, speedKmh: 0);
        await Until(async () => Text((await Car("calm"))["record"]!["mdsState"]) == "available");
        _clock.Advance(ContractDeadlines.LongestRetry); // it may have asked just before the car came back, and waits that long then
        contract = await Contract("calm", it => it["owes"]!.AsArray().Count == 0);
        Assert.Empty(contract["disputes"]!.AsArray());
        Assert.Equal(invoice, contract["invoice"]!.ToJsonString());
        await AssertLedgerBalanced();
    }

    [Fact]
    public async Task A_car_that_tells_otherwise_leads_to_a_dispute_and_only_an_operator_to_a_credit_note()
    {
        await EndInTheGarage("less", evidenceKm: 8);
        await Contract("less", it => Text(it["status"]) == "settled");
        var paid = (await Contract("less", _ => true))["invoice"]!.ToJsonString();
        await Drive("less", km: 6.5, speedKmh: 0);
        var contract = await Contract("less", it => it["disputes"]!.AsArray().Count > 0);
        var dispute = Assert.Single(contract["disputes"]!.AsArray())!;
        Assert.Equal(("distance", "open", "8.00", "6.50"),
            (Text(dispute["kind"]), Text(dispute["status"]), Text(dispute["charged"]!["amount"]), Text(dispute["told"]!["amount"])));
        Assert.Equal(paid, contract["invoice"]!.ToJsonString());
        Assert.Empty(contract["creditNotes"]!.AsArray());

        using var viewer = _host.Client(_host.Keys[Role.Viewer]);
        using var notAllowed = await ApiHost.Send(viewer, "POST", "/v1/contracts/less/disputes/1", """{"resolution":"credited","reason":"mine"}""");
        Assert.Equal(HttpStatusCode.Forbidden, notAllowed.StatusCode);
        await Must("/v1/contracts/less/disputes/1", """{"resolution":"credited","reason":"misread by 1.5 km"}""");
        contract = await Contract("less", it => it["creditNotes"]!.AsArray() is [{ } note] && note["isComplete"]!.GetValue<bool>());
        Assert.Equal(("1.50", "misread by 1.5 km"), (Text(contract["creditNotes"]![0]!["net"]!["amount"]), Text(contract["creditNotes"]![0]!["reason"])));
        Assert.Equal("credited", Text(contract["disputes"]![0]!["status"]));
        Assert.Equal(paid, contract["invoice"]!.ToJsonString());
        await AssertLedgerBalanced();
    }

    [Fact]
    public async Task A_car_that_drove_further_is_never_charged_for_in_silence()
    {
        await EndInTheGarage("more", evidenceKm: 8);
        await Contract("more", it => Text(it["status"]) == "settled");
        var ledger = await _app.GetText("/v1/customers/grace/ledger");
        await Drive("more", km: 30, speedKmh: 0);
        await Contract("more", it => it["disputes"]!.AsArray().Count > 0);
        using var refused = await ApiHost.Send(_app, "POST", "/v1/contracts/more/disputes/1", """{"resolution":"credited","reason":"no"}""");
        Assert.Equal((HttpStatusCode.Conflict, "credit-exceeds-invoice"), (refused.StatusCode, Text(JsonNode.Parse(await refused.Text())!["code"])));
        await Must("/v1/contracts/more/disputes/1", """{"resolution":"stands","reason":"towed by the garage"}""");
        Assert.Equal(ledger, await _app.GetText("/v1/customers/grace/ledger"));
        using var unknown = await ApiHost.Send(_app, "POST", "/v1/contracts/more/disputes/2", """{"resolution":"stands","reason":"no"}""");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_MDS_history_of_the_car_is_legal_by_the_standards_table()
    {
        var table = File.ReadAllLines(Require.SharedData("standards/mds-2.0/car-share-transitions.csv")).Skip(1).Where(line => line.Length > 0)
            .Select(line => line.Split(',')).Select(cells => (cells[0], cells[1], cells[3])).ToHashSet();
        await EndInTheGarage("mds", evidenceKm: 8);
        await Contract("mds", it => Text(it["status"]) == "settled");
        var during = await Mds("mds");
        Assert.Equal("comms_lost", during[^1].Type);
        await Drive("mds", km: 8, speedKmh: 0);
        await Until(async () => (await Mds("mds")).Count > during.Count);
        var steps = await Mds("mds");
        Assert.Equal(
            ["reservation_start", "reservation_stop", "trip_start", "comms_lost", "comms_restored", "trip_stop", "trip_end"], steps.Select(step => step.Type));
        Assert.All(steps, step => Assert.Contains((step.From, step.To, step.Type), table));
        for (var i = 1; i < steps.Count; i++) Assert.Equal(steps[i - 1].To, steps[i].From);
    }

    /// <summary>Rents a car, drives 5 km in 10 minutes, loses contact, and ends after 14 with evidence. Answers when that was taken.</summary>
    private async Task<DateTimeOffset> EndInTheGarage(string name, int evidenceKm)
    {
        await Must("/v1/vehicles", ApiHost.Car($"car-{name}"));
        await Drive(name, km: 0, speedKmh: 0);
        await Must("/v1/contracts", $$"""{"id":"{{name}}","vehicle":"car-{{name}}","customer":"grace","tariff":"garage"}""");
        var started = (await Must($"/v1/contracts/{name}/start", null), At: _clock.GetUtcNow()).At;
        _clock.Advance(TimeSpan.FromMinutes(10));
        await Drive(name, km: 5, speedKmh: 30);
        await Must($"/v1/vehicles/car-{name}/contact", """{"isContactable":false}""");
        _clock.Advance(TimeSpan.FromMinutes(5));
        await Until(async () => !(await Car(name))["record"]!["isContactable"]!.GetValue<bool>());
        await Until(async () => await EndIsRefused(name));
        var takenAt = started.AddMinutes(13.5);
        var evidence = FormattableString.Invariant(
            $$$"""{"evidence":{"photoReference":"photos/{{{name}}}.jpg","phonePosition":{"latitude":52.5,"longitude":13.4},"odometerMetres":{{{evidenceKm * 1000}}},"takenAt":"{{{takenAt:O}}}"}}""");
        Assert.Equal("ended", Text((await Must($"/v1/contracts/{name}/end", evidence))["status"]));
        return takenAt;
    }

    private async Task<bool> EndIsRefused(string name)
    {
        using var answer = await ApiHost.Send(_app, "POST", $"/v1/contracts/{name}/end", null);
        Assert.False(answer.IsSuccessStatusCode);
        return Text(JsonNode.Parse(await answer.Text())!["code"]) == "evidence-missing"; // until the shard knows: not-at-standstill
    }

    private async Task Drive(string name, double km, int speedKmh) => await Must("/v1/telemetry", FormattableString.Invariant(
        $$"""{"fixes":[{"vehicle":"car-{{name}}","at":"{{_clock.GetUtcNow():O}}","position":{"latitude":52.5,"longitude":13.4},"speedKmh":{{speedKmh}},"headingDegrees":0,"chargePercent":80,"odometerMetres":{{(long)(km * 1000)}}}]}"""));

    private async Task<JsonNode> Contract(string name, Func<JsonNode, bool> reached)
    {
        JsonNode contract = null!;
        await Until(async () => reached(contract = JsonNode.Parse(await _app.GetText($"/v1/contracts/{name}"))!));
        return contract;
    }

    private async Task<JsonNode> Car(string name) => JsonNode.Parse(await _app.GetText($"/v1/vehicles/car-{name}"))!;

    private async Task<List<(string From, string To, string Type)>> Mds(string name) =>
        [.. JsonNode.Parse(await _app.GetText($"/v1/vehicles/car-{name}/history"))!["events"]!.AsArray()
            .Select(step => (Word(step!["from"]), Word(step["to"]), Word(step["type"])))];

    private async Task AssertLedgerBalanced()
    {
        var balances = JsonNode.Parse(await _app.GetText("/v1/customers/grace"))!["balances"]!.AsArray();
        Assert.NotEmpty(balances);
        Assert.Equal(0, balances.Sum(balance => decimal.Parse(Text(balance!["amount"]!["amount"]), System.Globalization.CultureInfo.InvariantCulture)));
    }

    private async Task<JsonNode> Must(string path, string? body)
    {
        using var response = await ApiHost.Send(_app, "POST", path, body);
        var text = await response.Text();
        Assert.True(response.IsSuccessStatusCode, $"POST {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>The clock moves on meanwhile: on a busy machine a call may be too slow, and what is owed is sent again later.</summary>
    private async Task Until(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(20, limit.Token);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private static IEnumerable<(string Kind, decimal Quantity)> Lines(JsonNode contract) => contract["invoice"]!["lines"]!.AsArray()
        .Select(line => (Text(line!["kind"]), decimal.Parse(line["quantity"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)));

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    /// <summary>The standard's spelling of a name of ours.</summary>
    private static string Word(JsonNode? node) => Text(node).Replace('-', '_');
}
