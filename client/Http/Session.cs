using System.Text.Json;
using System.Text.Json.Nodes;
using FleetActors.Cli.Output;
using Spectre.Console;

namespace FleetActors.Cli.Http;

/// <summary>One run of the program against one server.</summary>
/// <param name="Http">The connection.</param>
/// <param name="Console">For people.</param>
/// <param name="Raw">For programs: where JSON goes.</param>
/// <param name="AsJson">Whether answers are shown raw.</param>
/// <param name="Server">For messages.</param>
public sealed record Session(FleetHttp Http, IAnsiConsole Console, TextWriter Raw, bool AsJson, Uri Server)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Sends a call, shows its answer or what is wrong, and says how the program ends.</summary>
    public async Task<int> Run(ApiCall call, CancellationToken cancellation)
    {
        var answer = await Ask(call, cancellation);
        if (answer is null) return ExitCode.Unreachable;
        if (AsJson) await Raw.WriteLineAsync(answer.Body?.ToJsonString(Indented) ?? "{}");
        if (!answer.IsOk)
        {
            if (!AsJson) ShowProblem(answer);
            return answer.Status >= 500 ? ExitCode.Unreachable : ExitCode.Refused;
        }
        if (AsJson) return ExitCode.Ok;
        if (answer.Body is null) Console.MarkupLine("[green]Done.[/]");
        else if (call.Show is { } show) show(Console, answer.Body);
        else Show.Tree(Console, answer.Body);
        return ExitCode.Ok;
    }

    /// <summary>Sends a call; null, with a message, when the server cannot be reached.</summary>
    public async Task<ApiAnswer?> Ask(ApiCall call, CancellationToken cancellation)
    {
        try
        {
            return await Http.Send(call, NewCommandId(), cancellation);
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            Console.MarkupLineInterpolated($"[red]{Server} cannot be reached:[/] {lost.Message}");
            Console.MarkupLine("Start a silo with [bold]dotnet run -c Release --project silo[/], or name another with [bold]--url[/].");
            return null;
        }
    }

    /// <summary>Says what was refused and what to do.</summary>
    public void ShowProblem(ApiAnswer answer)
    {
        Console.MarkupLineInterpolated($"[red]{answer.Code}[/] {answer.Body?["detail"]?.ToString()}");
        if (answer.Status == 401) Console.MarkupLine("Give a key with [bold]--key[/] or the environment variable [bold]FLEETACTORS_KEY[/].");
        if (answer.Body?["traceId"]?.ToString() is { } trace && answer.Status >= 500) Console.MarkupLineInterpolated($"[grey]trace {trace}[/]");
    }

    private static string NewCommandId() =>
#pragma warning disable RS0030 // This program is its own composition root: it makes the ids of its commands.
        Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
#pragma warning restore RS0030 // End of the choice.
}
