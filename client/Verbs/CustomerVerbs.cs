using System.CommandLine;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;
using FleetActors.Cli.Output;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet customers …</c></summary>
internal static class CustomerVerbs
{
    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var id = Symbols.Text("id", "The customer's id.");
        var text = Symbols.Text("text", "What to look for.");
        text.Arity = ArgumentArity.ZeroOrOne;
        var status = Symbols.Maybe("--status", "active or suspended.");
        var file = Symbols.JsonFile();
        var number = Symbols.Needed("--number", "The licence number that was seen.");
        var until = Symbols.Needed("--valid-until", "The last day on which it is valid: 2033-01-18.");
        var reason = Symbols.Needed("--reason", "For people.");
        var page = Symbols.Maybe("--page", "Counted from 0.");
        return new Command("customers", "Who rents.")
        {
            line.Verb("register", "Register one from a file with id and profile.", parsed => ApiCall.Post("/v1/customers", Symbols.Body(parsed.GetValue(file)!)), file),
            line.Verb("find", "By beginnings of words of name, e-mail or id, or by part of a phone number.", parsed => ApiCall.Get(
                "/v1/customers" + Symbols.Query(("search", parsed.GetValue(text)), ("status", parsed.GetValue(status))), Show.Table(
                    ("id", "id"), ("name", "name"), ("e-mail", "email"), ("phone", "phone"), ("status", "status"))), text, status),
            line.Verb("show", "All about one.", parsed => ApiCall.Get(Path(parsed.GetValue(id))), id),
            line.Verb("check-licence", "Vouch for the licence on file.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/licence-check", new JsonObject
            {
                ["number"] = parsed.GetValue(number), ["validUntil"] = parsed.GetValue(until),
            }), id, number, until),
            line.Verb("suspend", "Allow no new contracts.", parsed => ApiCall.Post(
                Path(parsed.GetValue(id)) + "/suspend", new JsonObject { ["reason"] = parsed.GetValue(reason) }), id, reason),
            line.Verb("reinstate", "Allow new contracts again.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/reinstate"), id),
            line.Verb("ledger", "A page of the ledger.", parsed => ApiCall.Get(
                Path(parsed.GetValue(id)) + "/ledger" + Symbols.Query(("page", parsed.GetValue(page)))), id, page),
            line.Verb("contracts", "The contracts that hold money.", parsed => ApiCall.Get(Path(parsed.GetValue(id)), (console, answer) => Show.Table(
                ("contract", "contract"), ("amount", "amount"), ("firm", "confirmed"))(console, answer["holds"] ?? new JsonArray())), id),
        };
    }

    private static string Path(string? id) => $"/v1/customers/{Symbols.Segment(id)}";
}
