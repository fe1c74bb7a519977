using System.Net;
using System.Text.Json.Nodes;

namespace FleetActors.Tests.Client.Http;

/// <summary>No two cars of a fleet share a VIN or a plate, and no two customers an e-mail address.</summary>
[Collection(ApiCollection.Name)]
public sealed class UniqueHttpTests(ApiHost host)
{
    private static string Car(string id, string vin, string plate) =>
        $$"""{"vehicles":[{"id":"{{id}}","vin":"{{vin}}","plate":"{{plate}}","make":"VW","model":"ID.3","class":"compact","propulsion":"electric","batteryWh":58000,"tankMillilitres":0,"seats":5,"odometerMetres":0}]}""";

    private static async Task<(HttpStatusCode Status, string Code, string Detail)> Send(HttpClient client, string method, string path, string? body)
    {
        using var response = await ApiHost.Send(client, method, path, body);
        var text = await response.Text();
        var json = text.StartsWith('{') ? JsonNode.Parse(text)! : new JsonObject();
        return (response.StatusCode, json["code"]?.ToString() ?? "", json["detail"]?.ToString() ?? "");
    }

    [Fact]
    public async Task A_vin_or_plate_of_another_car_is_refused_until_that_car_has_left_the_fleet()
    {
        using var admin = host.Admin;
        Assert.Equal(HttpStatusCode.OK, (await Send(admin, "POST", "/v1/vehicles", Car("unique-1", "WVWZZZ1KZUN000001", "HH-UN 1"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Send(admin, "POST", "/v1/vehicles", Car("unique-1", "WVWZZZ1KZUN000001", "HH-UN 1"))).Status);
        var vin = await Send(admin, "POST", "/v1/vehicles", Car("unique-2", "WVWZZZ1KZUN000001", "HH-UN 2"));
        Assert.Equal((HttpStatusCode.Conflict, "vin-taken"), (vin.Status, vin.Code));
        Assert.Contains("unique-1", vin.Detail, StringComparison.Ordinal);
        var plate = await Send(admin, "POST", "/v1/vehicles", Car("unique-3", "WVWZZZ1KZUN000003", "hh un-1"));
        Assert.Equal("plate-taken", plate.Code);
        Assert.Equal(HttpStatusCode.OK, (await Send(admin, "POST", "/v1/vehicles", Car("unique-4", "WVWZZZ1KZUN000003", "HH-UN 2"))).Status); // the refused cars' other values are free

        const string change = """{"plate":"HH-UN 1","make":"VW","model":"ID.3","class":"compact","seats":5}""";
        Assert.Equal("plate-taken", (await Send(admin, "PUT", "/v1/vehicles/unique-4", change)).Code);
        Assert.Equal(HttpStatusCode.OK, (await Send(admin, "POST", "/v1/vehicles/unique-1/decommission", null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Send(admin, "PUT", "/v1/vehicles/unique-4", change)).Status);
        Assert.Equal("plate-taken", (await Send(admin, "POST", "/v1/vehicles/unique-1/recommission", null)).Code);
        using var other = host.Client(host.OtherFleetKey);
        Assert.Equal(HttpStatusCode.OK, (await Send(other, "POST", "/v1/vehicles", Car("theirs", "WVWZZZ1KZUN000003", "HH-UN 1"))).Status);
    }

    [Fact]
    public async Task An_email_address_of_another_customer_is_refused_until_it_is_given_up()
    {
        using var admin = host.Admin;
        Assert.Equal(HttpStatusCode.Created, (await Send(admin, "POST", "/v1/customers", ApiHost.Customer("mail-1"))).Status);
        var taken = ApiHost.Customer("mail-2").Replace("mail-2@", "MAIL-1@", StringComparison.Ordinal);
        var refused = await Send(admin, "POST", "/v1/customers", taken);
        Assert.Equal((HttpStatusCode.Conflict, "email-taken"), (refused.Status, refused.Code));
        var profile = JsonNode.Parse(ApiHost.Customer("mail-1").Replace("mail-1@", "elsewhere@", StringComparison.Ordinal))!["profile"]!.ToJsonString();
        Assert.Equal(HttpStatusCode.OK, (await Send(admin, "PUT", "/v1/customers/mail-1", profile)).Status);
        Assert.Equal(HttpStatusCode.Created, (await Send(admin, "POST", "/v1/customers", taken)).Status);
    }
}
