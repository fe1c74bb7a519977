using System.Net;
using System.Text.Json.Nodes;

namespace FleetActors.Tests.Client.Http;

/// <summary>The same command twice acts once.</summary>
[Collection(ApiCollection.Name)]
public sealed class IdempotencyTests(ApiHost host)
{
    [Fact]
    public async Task A_repeat_gets_the_same_answer_and_acts_once()
    {
        using var admin = host.Admin;
        for (var time = 0; time < 3; time++)
        {
            using var answer = await ApiHost.Send(admin, "POST", "/v1/vehicles/car-1/commands", """{"kind":"honk-and-flash"}""", "honk-once");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal("honk-once", answer.Headers.GetValues("Idempotency-Key").Single());
        }
        var listed = JsonNode.Parse(await admin.GetText("/v1/vehicles/car-1/commands"))!["items"]!.AsArray();
        Assert.Single(listed, command => command!["id"]!.GetValue<string>() == "honk-once");
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        using var admin = host.Admin;
        using var first = await ApiHost.Send(admin, "POST", "/v1/vehicles/car-1/commands", """{"kind":"locate"}""", "reused");
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        using var second = await ApiHost.Send(admin, "POST", "/v1/vehicles/car-1/commands", """{"kind":"lock"}""", "reused");
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("command-id-reused", await second.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_older_than_its_answer_is_refused()
    {
        using var admin = host.Admin;
        using var old = await ApiHost.Send(admin, "POST", "/v1/vehicles/car-1/commands", """{"kind":"locate"}""", "018f0000-0000-7000-8000-000000000001");
        Assert.Equal(HttpStatusCode.Gone, old.StatusCode);
        Assert.Contains("command-too-old", await old.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_without_a_key_gets_one()
    {
        using var admin = host.Admin;
        using var answer = await ApiHost.Send(admin, "POST", "/v1/customers/ada/reinstate", null);
        Assert.True(Guid.TryParse(answer.Headers.GetValues("Idempotency-Key").Single(), out var id) && id.Version == 7);
    }
}
