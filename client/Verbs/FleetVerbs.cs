using System.CommandLine;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;
using FleetActors.Cli.Output;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet fleets …</c></summary>
internal static class FleetVerbs
{
    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var id = Symbols.Text("id", "The fleet's id; beginning with sim- for a simulated one.");
        var name = Symbols.Needed("--name", "For people.");
        var currency = new Option<string>("--currency") { Description = "ISO 4217.", DefaultValueFactory = _ => "EUR" };
        var shards = new Option<int>("--shards") { Description = "A power of two, at least twice as many as there are.", Required = true };
        return new Command("fleets", "Fleets that the key opens.")
        {
            line.Verb("list", "List them.", _ => ApiCall.Get("/v1/fleets", Show.Table(
                ("fleet", "fleet"), ("name", "name"), ("currency", "currency"), ("shards", "shardCount")))),
            line.Verb("show", "One fleet.", parsed => ApiCall.Get($"/v1/fleets/{Symbols.Segment(parsed.GetValue(id))}"), id),
            line.Verb("create", "Create one; needs the platform's key.", parsed => ApiCall.Post("/v1/fleets", new JsonObject
            {
                ["id"] = parsed.GetValue(id), ["name"] = parsed.GetValue(name), ["currency"] = parsed.GetValue(currency),
            }), id, name, currency),
            line.Verb("grow", "Split its shards until there are so many; takes effect seconds later, while it is used.", parsed => ApiCall.Post(
                $"/v1/fleets/{Symbols.Segment(parsed.GetValue(id))}/shards", new JsonObject { ["count"] = parsed.GetValue(shards) }), id, shards),
        };
    }
}

/// <summary><c>fleet keys …</c></summary>
internal static class KeyVerbs
{
    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var id = Symbols.Text("id", "The key's public id, as listed.");
        var name = Symbols.Text("name", "Who will use it; written into every event.");
        var role = new Option<string>("--role") { Description = "viewer, device, operator or admin.", DefaultValueFactory = _ => "operator" };
        role.AcceptOnlyFromAmong("viewer", "device", "operator", "admin");
        return new Command("keys", "API keys of the fleet.")
        {
            line.Verb("list", "List those in force.", _ => ApiCall.Get("/v1/keys", Show.Table(
                ("id", "keyId"), ("name", "name"), ("role", "role"), ("created", "created.at")))),
            line.Verb("create", "Make one; its text is shown this once.", parsed => ApiCall.Post("/v1/keys", new JsonObject
            {
                ["name"] = parsed.GetValue(name), ["role"] = parsed.GetValue(role),
            }), name, role),
            line.Verb("revoke", "Make one useless for ever.", parsed => new ApiCall(HttpMethod.Delete, $"/v1/keys/{Symbols.Segment(parsed.GetValue(id))}"), id),
        };
    }
}

/// <summary><c>fleet zones …</c></summary>
internal static class ZoneVerbs
{
    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var file = Symbols.JsonFile();
        return new Command("zones", "Where rentals may end.")
        {
            line.Verb("list", "List them.", _ => ApiCall.Get("/v1/zones", Show.Table(("id", "id"), ("name", "name")))),
            line.Verb("set", "Replace them all.", parsed => new ApiCall(HttpMethod.Put, "/v1/zones", Symbols.Body(parsed.GetValue(file)!)), file),
        };
    }
}

/// <summary><c>fleet tariffs …</c></summary>
internal static class TariffVerbs
{
    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var id = Symbols.Text("id", "The tariff's id.");
        var file = Symbols.JsonFile();
        var columns = Show.Table(
            ("id", "id"), ("version", "version"), ("name", "name"), ("product", "product"), ("unlock", "unlockFee"),
            ("driving/min", "perMinuteDriving"), ("day", "perDay"), ("km", "perKm"), ("tax %", "taxPercent"));
        return new Command("tariffs", "How rentals are priced.")
        {
            line.Verb("list", "The newest version of each.", _ => ApiCall.Get("/v1/tariffs", columns)),
            line.Verb("show", "All versions of one.", parsed => ApiCall.Get($"/v1/tariffs/{Symbols.Segment(parsed.GetValue(id))}", columns), id),
            line.Verb("publish", "Publish the next version.", parsed => ApiCall.Post("/v1/tariffs", Symbols.Body(parsed.GetValue(file)!)), file),
        };
    }
}
