using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace FleetActors.Cli.Output;

/// <summary>Shows JSON to people.</summary>
public static class Show
{
    /// <summary>The items of a list as a table. A column is a heading and the path of a member, such as <c>fix.chargePercent</c>.</summary>
    public static Action<IAnsiConsole, JsonNode> Table(params (string Heading, string Path)[] columns) => (console, answer) =>
    {
        var items = (answer as JsonArray ?? answer["items"] ?? answer["vehicles"] ?? answer["zones"]) as JsonArray ?? [];
        var table = new Table().RoundedBorder();
        foreach (var (heading, _) in columns) table.AddColumn(heading);
        foreach (var item in items) table.AddRow(columns.Select(column => Cell(item, column.Path)).ToArray());
        console.Write(table);
        console.MarkupLineInterpolated($"[grey]{items.Count} shown{(answer is JsonObject && answer["next"] is { } next ? $"; go on with --after {next}" : "")}[/]");
    };

    /// <summary>An object as a tree of its members.</summary>
    public static void Tree(IAnsiConsole console, JsonNode answer)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Rows(grid, answer, "");
        console.Write(grid);
    }

    /// <summary>A member as text: money as amount and currency, places to a metre, times to a second, measures to a tenth, nothing as a dash.</summary>
    public static string Text(JsonNode? item, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (item is not JsonObject members) return "-";
            item = members[name];
        }
        return item switch
        {
            null => "-",
            JsonObject money when money.ContainsKey("amount") => $"{money["amount"]} {money["currency"]}",
            JsonObject place when place.ContainsKey("latitude") => $"{Degrees(place["latitude"])},{Degrees(place["longitude"])}",
            JsonArray list => string.Join(", ", list.Select(element => element?.ToString())),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => Number(value, "0.#"),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => Time(value.ToString()),
            _ => item.ToString(),
        };
    }

    private static string Degrees(JsonNode? value) => value is JsonValue degrees ? Number(degrees, "0.#####") : "-";

    private static string Number(JsonValue value, string format) =>
        double.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) ? number.ToString(format, CultureInfo.InvariantCulture) : value.ToString();

    private static string Time(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : text;

    private static Markup Cell(JsonNode? item, string path) => new(Markup.Escape(Text(item, path)));

    private static void Rows(Grid grid, JsonNode? node, string indent)
    {
        if (node is not JsonObject members)
        {
            grid.AddRow(new Markup(""), new Markup(Markup.Escape(node?.ToString() ?? "-")));
            return;
        }
        foreach (var (name, value) in members)
        {
            var isNested = value is JsonObject inner && !inner.ContainsKey("amount") && !inner.ContainsKey("latitude");
            grid.AddRow(new Markup($"{indent}[grey]{Markup.Escape(name)}[/]"), new Markup(isNested || value is JsonArray { Count: > 0 } array && array[0] is JsonObject
                ? "" : Markup.Escape(Text(members, name))));
            if (isNested) Rows(grid, value, indent + "  ");
            if (value is JsonArray list)
            {
                foreach (var element in list.OfType<JsonObject>()) Rows(grid, element, indent + "  ");
            }
        }
    }
}
