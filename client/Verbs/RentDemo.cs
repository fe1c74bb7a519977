using System.CommandLine;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;
using FleetActors.Cli.Output;
using Spectre.Console;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet rent</c>: a rental from choosing a car to the invoice, each step with the request that it sends.</summary>
internal static class RentDemo
{
    private const int InvoiceAttempts = 20;
    private const string LicenceNumber = "DEMO-1", LicenceEnd = "2099-12-31";

    /// <summary>Describes the command.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var vehicle = Symbols.Maybe("--vehicle", "The car; otherwise the first that is available.");
        var customer = new Option<string>("--customer") { Description = "Who rents; registered when unknown.", DefaultValueFactory = _ => "demo-customer" };
        var tariff = Symbols.Maybe("--tariff", "How it is priced; otherwise the first car-share tariff.");
        return line.Guided("rent", "A guided rental from choosing a car to the invoice.", (session, parsed, cancellation) =>
            new Steps(session, cancellation).Rent(parsed.GetValue(vehicle), parsed.GetValue(customer)!, parsed.GetValue(tariff)), vehicle, customer, tariff);
    }

    /// <summary>The steps; each stops the demonstration when it is refused.</summary>
    private sealed class Steps(Session session, CancellationToken cancellation)
    {
        private int _exit = ExitCode.Ok;

        public async Task<int> Rent(string? vehicle, string customer, string? tariff)
        {
            if (vehicle is null && await Step("Look for an available car", ApiCall.Get("/v1/vehicles?limit=1000")) is { } cars)
                vehicle = First(cars["items"], car => Is(car, "status", "available"), "id");
            if (tariff is null && await Step("Look for a car-share tariff", ApiCall.Get("/v1/tariffs")) is { } tariffs)
                tariff = First(tariffs["items"], it => Is(it, "product", "car-share-ride"), "id");
            if (_exit != ExitCode.Ok) return _exit;
            if (vehicle is null || tariff is null) return Stop($"There is no {(vehicle is null ? "available car" : "car-share tariff")} in this fleet.");
            if (!await Known(customer) && !await Register(customer, tariff)) return _exit;
            var rental = new JsonObject { ["vehicle"] = vehicle, ["customer"] = customer, ["tariff"] = tariff };
            var quote = rental.DeepClone();
            quote["expectedMinutes"] = 30;
            quote["expectedKm"] = 12;
            if (await Step($"Ask what 30 minutes and 12 km with {vehicle} cost", ApiCall.Post("/v1/quotes", quote)) is not { } quoted) return _exit;
            session.Console.MarkupLineInterpolated($"  about [bold]{Show.Text(quoted, "quoteTotal")}[/]");
            var contract = Show.Text(quoted, "contract");
            return await Drive(contract, vehicle);
        }

        private async Task<int> Drive(string contract, string vehicle)
        {
            var path = $"/v1/contracts/{Symbols.Segment(contract)}";
            var steps = new (string Title, ApiCall Call)[]
            {
                ($"Reserve {vehicle}", ApiCall.Post("/v1/contracts", new JsonObject { ["quote"] = contract })),
                ("Start: charging begins", ApiCall.Post(path + "/start")),
                ("Unlock the doors", ApiCall.Post($"/v1/vehicles/{Symbols.Segment(vehicle)}/commands", new JsonObject { ["kind"] = "unlock" })),
                ("Pause: park and keep the car", ApiCall.Post(path + "/pause")),
                ("Resume: drive on", ApiCall.Post(path + "/resume")),
                ("End: charging stops", ApiCall.Post(path + "/end")),
            };
            foreach (var (title, call) in steps)
            {
                if (await Step(title, call) is null) return _exit;
            }
            for (var attempt = 0; attempt < InvoiceAttempts; attempt++)
            {
                var answer = await session.Ask(ApiCall.Get(path + "/invoice"), cancellation);
                if (answer is { IsOk: true, Body: { } invoice } && (invoice["invoice"]?["number"] is not null || attempt == InvoiceAttempts - 1))
                {
                    InvoicePage.Show(session.Console, invoice);
                    return ExitCode.Ok;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellation);
            }
            return Stop($"The invoice is not there yet; ask later with: fleet contracts invoice {contract}");
        }

        private async Task<JsonNode?> Step(string title, ApiCall call)
        {
            session.Console.MarkupLineInterpolated($"[bold]{title}[/]  [grey]{call.Method} {call.Path}[/]");
            var answer = await session.Ask(call, cancellation);
            if (answer is { IsOk: true }) return answer.Body ?? new JsonObject();
            if (answer is not null) session.ShowProblem(answer);
            _exit = answer is null ? ExitCode.Unreachable : ExitCode.Refused;
            return null;
        }

        private async Task<bool> Known(string customer) =>
            await session.Ask(ApiCall.Get($"/v1/customers/{Symbols.Segment(customer)}"), cancellation) is { IsOk: true };

        private async Task<bool> Register(string customer, string tariff)
        {
            if (await Step($"Register {customer}", ApiCall.Post("/v1/customers", await Newcomer(customer, tariff))) is null) return false;
            var check = new JsonObject { ["number"] = LicenceNumber, ["validUntil"] = LicenceEnd };
            return await Step("Vouch for the licence", ApiCall.Post($"/v1/customers/{Symbols.Segment(customer)}/licence-check", check)) is not null;
        }

        private async Task<JsonObject> Newcomer(string id, string tariff)
        {
            var versions = await session.Ask(ApiCall.Get($"/v1/tariffs/{Symbols.Segment(tariff)}"), cancellation);
            var currency = Show.Text(versions?.Body?["items"]?[0], "currency");
            return new JsonObject
            {
                ["id"] = id,
                ["profile"] = new JsonObject
                {
                    ["name"] = "Demo Customer",
                    ["email"] = $"{id}@example.org",
                    ["birthDate"] = "1990-12-10",
                    ["licence"] = new JsonObject
                    {
                        ["number"] = LicenceNumber, ["country"] = "DE", ["classes"] = new JsonArray("B"), ["validUntil"] = LicenceEnd,
                    },
                    ["creditLimit"] = new JsonObject { ["amount"] = "1000", ["currency"] = currency },
                    ["maxOpenContracts"] = 4,
                },
            };
        }

        private int Stop(string why)
        {
            session.Console.MarkupLineInterpolated($"[red]{why}[/]");
            return ExitCode.Refused;
        }

        private static string? First(JsonNode? list, Func<JsonNode, bool> wanted, string member) =>
            (list as JsonArray)?.FirstOrDefault(item => item is not null && wanted(item))?[member]?.ToString();

        private static bool Is(JsonNode item, string member, string value) => Show.Text(item, member) == value;
    }
}
