using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;
using FleetActors.Cli.Output;
using Spectre.Console;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet index …</c></summary>
internal static class IndexVerbs
{
    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line) => new("index", "What vehicles and customers are found by.")
    {
        line.Guided("rebuild", "Build it anew from shards and customers' records; safe at any time.", async (session, _, cancellation) =>
        {
            var (vehicles, customers, step) = (0L, 0L, 0L);
            while (true)
            {
                var answer = await session.Ask(ApiCall.Post("/v1/index/rebuild", new JsonObject { ["step"] = step }), cancellation);
                if (answer is null) return ExitCode.Unreachable;
                if (!answer.IsOk)
                {
                    session.ShowProblem(answer);
                    return ExitCode.Refused;
                }
                vehicles += Number(Show.Text(answer.Body, "vehicles"));
                customers += Number(Show.Text(answer.Body, "customers"));
                foreach (var conflict in answer.Body?["conflicts"]?.AsArray() ?? []) session.Console.MarkupLineInterpolated($"[yellow]{conflict}[/]");
                if (answer.Body?["next"]?.ToString() is not { } next) break;
                step = Number(next);
            }
            session.Console.MarkupLineInterpolated($"[green]Done:[/] {vehicles} vehicles, {customers} customers looked at.");
            return ExitCode.Ok;
        }),
    };

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
