using System.Text.Json.Nodes;
using Spectre.Console;

namespace FleetActors.Cli.Http;

/// <summary>One request to the API, and how its answer is shown.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Path">From <c>/v1</c> on, escaped.</param>
/// <param name="Body">What is sent, or null.</param>
/// <param name="Show">Shows the answer to a person; null shows all of it.</param>
public sealed record ApiCall(HttpMethod Method, string Path, JsonNode? Body = null, Action<IAnsiConsole, JsonNode>? Show = null)
{
    /// <summary>A question.</summary>
    public static ApiCall Get(string path, Action<IAnsiConsole, JsonNode>? show = null) => new(HttpMethod.Get, path, null, show);

    /// <summary>A command.</summary>
    public static ApiCall Post(string path, JsonNode? body = null, Action<IAnsiConsole, JsonNode>? show = null) => new(HttpMethod.Post, path, body, show);
}

/// <summary>What the API answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON, or null when there is none.</param>
public sealed record ApiAnswer(int Status, JsonNode? Body)
{
    /// <summary>Whether it was accepted.</summary>
    public bool IsOk => Status is >= 200 and < 300;

    /// <summary>The stable code of a refusal.</summary>
    public string Code => Body?["code"]?.GetValue<string>() ?? $"http-{Status}";
}
