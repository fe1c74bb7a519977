using System.CommandLine;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet limits …</c></summary>
internal static class LimitVerbs
{
    private const string Path = "/v1/limits";

    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        (string Member, Option<int?> Option)[] numbers =
        [
            ("speedKmh", new("--speed-kmh") { Description = "Faster is noticed; 0 for no limit." }),
            ("chargePercent", new("--charge-percent") { Description = "So much charge or less is noticed; 0 for never." }),
            ("contactLostSeconds", new("--contact-lost-seconds") { Description = "Silent for longer, a car counts as lost." }),
            ("secondsBetween", new("--seconds-between") { Description = "The shortest time between two messages of a car." }),
        ];
        (string Member, Option<bool?> Option)[] switches =
        [
            ("movingWithoutContract", new("--moving-without-contract") { Description = "Whether a car that drives unhired is noticed." }),
            ("zones", new("--zones") { Description = "Whether entering and leaving zones is noticed." }),
            ("contactOfIdleCars", new("--contact-of-idle-cars") { Description = "Whether cars that nobody has hired may not be silent either." }),
        ];
        return new Command("limits", "What is noticed of a car.")
        {
            line.Verb("show", "As they are now.", _ => ApiCall.Get(Path)),
            line.Guided("set", "Change those that are given; the others stay.", async (session, parsed, cancellation) =>
            {
                if (await session.Ask(ApiCall.Get(Path), cancellation) is not { } known) return ExitCode.Unreachable;
                if (known is not { IsOk: true, Body: JsonObject limits })
                {
                    session.ShowProblem(known);
                    return ExitCode.Refused;
                }
                foreach (var (member, option) in numbers)
                {
                    if (parsed.GetValue(option) is { } number) limits[member] = number;
                }
                foreach (var (member, option) in switches)
                {
                    if (parsed.GetValue(option) is { } isOn) limits[member] = isOn;
                }
                return await session.Run(new ApiCall(HttpMethod.Put, Path, limits), cancellation);
            }, [.. numbers.Select(number => number.Option), .. switches.Select(isOn => isOn.Option)]),
        };
    }
}
