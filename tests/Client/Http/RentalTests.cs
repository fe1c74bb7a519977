using System.Net;
using System.Text.Json.Nodes;
using FleetActors.Cli;
using Spectre.Console;

namespace FleetActors.Tests.Client.Http;

/// <summary>A rental from quote to invoice, as a booking app and as a person at the command line see it.</summary>
[Collection(ApiCollection.Name)]
public sealed class RentalTests(ApiHost host)
{
    [Fact]
    public async Task A_rental_goes_from_quote_to_settled_invoice()
    {
        using var app = host.Client(host.Keys[Role.Operator]);
        await Must(app, "/v1/vehicles", ApiHost.Car("car-rental").Replace("AW000001", "AW000002", StringComparison.Ordinal));
        await Must(app, "/v1/customers", ApiHost.Customer("grace"));
        await Must(app, "/v1/customers/grace/licence-check", ApiHost.LicenceCheck);
        var rental = """{"vehicle":"car-rental","customer":"grace","tariff":"ride"}""";
        var quote = await Must(app, "/v1/quotes", rental.Replace("}", ""","id":"first-rental","expectedMinutes":10}""", StringComparison.Ordinal));
        Assert.Equal("quoted", quote["status"]!.GetValue<string>());
        var reserved = await Must(app, "/v1/contracts", """{"quote":"first-rental"}""");
        Assert.Equal("reserved", reserved["status"]!.GetValue<string>());
        using var rival = await ApiHost.Send(app, "POST", "/v1/contracts", rental);
        Assert.Equal(HttpStatusCode.Conflict, rival.StatusCode);
        foreach (var (step, status) in new[] { ("start", "active"), ("pause", "paused"), ("resume", "active"), ("end", "ended") })
            Assert.Equal(status, (await Must(app, $"/v1/contracts/first-rental/{step}", null))["status"]!.GetValue<string>());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (JsonNode.Parse(await app.GetText("/v1/contracts/first-rental"))!["status"]!.GetValue<string>() != "settled")
            await Task.Delay(20, limit.Token);
        var invoice = JsonNode.Parse(await app.GetText("/v1/contracts/first-rental/invoice"))!["invoice"]!;
        Assert.NotNull(invoice["number"]);
        Assert.Equal("EUR", invoice["total"]!["currency"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_guided_rental_ends_with_an_invoice()
    {
        using var app = host.Client(host.Keys[Role.Operator]);
        await Must(app, "/v1/vehicles", ApiHost.Car("car-guided").Replace("AW000001", "AW000003", StringComparison.Ordinal));
        using var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(said) });
        console.Profile.Width = 200;
        var code = await FleetCommandLine.Run(
            ["rent", "--vehicle", "car-guided", "--url", host.Address.ToString(), "--key", host.Keys[Role.Operator]], console, said, _ => null);
        Assert.True(code == ExitCode.Ok, said.ToString());
        Assert.Contains("Invoice", said.ToString(), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> Must(HttpClient client, string path, string? body)
    {
        using var response = await ApiHost.Send(client, "POST", path, body);
        var text = await response.Text();
        Assert.True(response.IsSuccessStatusCode, $"POST {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
