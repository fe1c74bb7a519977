using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FleetActors.Cli.Verbs;

/// <summary>Arguments and options that several verbs share.</summary>
internal static class Symbols
{
    /// <summary>A required argument.</summary>
    public static Argument<string> Text(string name, string description) => new(name) { Description = description };

    /// <summary>An option that must be given.</summary>
    public static Option<string> Needed(string name, string description) => new(name) { Description = description, Required = true };

    /// <summary>An option that may be left out.</summary>
    public static Option<string?> Maybe(string name, string description) => new(name) { Description = description };

    /// <summary>A file with a JSON body, as in the API's documentation.</summary>
    public static Argument<FileInfo> JsonFile() => new("file")
    {
        Description = "A file with the JSON body, as /docs shows it.",
        Validators =
        {
            result =>
            {
                var file = result.GetValueOrDefault<FileInfo>();
                if (file is null || !file.Exists) result.AddError($"There is no file {file?.FullName}.");
                else if (!IsJson(file)) result.AddError($"{file.Name} is not JSON.");
            },
        },
    };

    /// <summary>The body in a file that was checked before.</summary>
    public static JsonNode? Body(FileInfo file) => JsonNode.Parse(File.ReadAllText(file.FullName));

    /// <summary>A path segment.</summary>
    public static string Segment(string? text) => Uri.EscapeDataString(text ?? "");

    /// <summary>A query from what was given.</summary>
    public static string Query(params (string Name, string? Value)[] parameters)
    {
        var given = parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        return string.Join('&', given) is { Length: > 0 } query ? "?" + query : "";
    }

    private static bool IsJson(FileInfo file)
    {
        try
        {
            return Body(file) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
