using System.Text.Json.Nodes;
using Spectre.Console;

namespace FleetActors.Cli.Output;

/// <summary>An invoice as a page: lines, tax, total, corrections.</summary>
public static class InvoicePage
{
    /// <summary>Shows what <c>/v1/contracts/{id}/invoice</c> answers.</summary>
    public static void Show(IAnsiConsole console, JsonNode answer)
    {
        var invoice = answer["invoice"]!;
        var table = new Table().RoundedBorder().Title($"Invoice {Text(invoice, "number")} for contract {Text(answer, "contract")}");
        table.AddColumn("#").AddColumn("For").AddColumn(new TableColumn("Quantity").RightAligned())
            .AddColumn(new TableColumn("Unit price").RightAligned()).AddColumn(new TableColumn("Net").RightAligned())
            .AddColumn(new TableColumn("Tax").RightAligned()).AddColumn("Evidence");
        var number = 0;
        foreach (var line in invoice["lines"]!.AsArray())
        {
            table.AddRow(
                $"{++number}", Text(line, "kind"), $"{Text(line, "quantity")} {Text(line, "unit")}", Text(line, "unitPrice"),
                Text(line, "net"), Text(line, "tax"), Text(line, "evidence"));
        }
        console.Write(table);
        console.MarkupLine($"Net {Text(invoice, "net")}, tax {Text(invoice, "tax")}, [bold]total {Text(invoice, "total")}[/] ({Text(answer, "payment")})");
        foreach (var note in answer["creditNotes"]?.AsArray() ?? [])
            console.MarkupLine($"Credit note {Text(note, "number")}: line {Text(note, "line")}, {Text(note, "net")} net, {Text(note, "reason")}");
    }

    private static string Text(JsonNode? item, string path) => Markup.Escape(Output.Show.Text(item, path));
}
