using System.CommandLine;
using System.CommandLine.Invocation;
using FleetActors.Cli.Http;
using FleetActors.Cli.Verbs;
using Spectre.Console;

namespace FleetActors.Cli;

/// <summary>The <c>fleet</c> command line: everything the HTTP API can do, from a terminal.</summary>
public sealed class FleetCommandLine
{
    /// <summary>The environment variable that may hold the API key.</summary>
    public const string KeyVariable = "FLEETACTORS_KEY";

    private readonly Option<Uri> _url = new("--url")
    {
        Description = "The server.", Recursive = true, DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
        CustomParser = argument =>
        {
            if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
            argument.AddError("--url takes an address such as http://127.0.0.1:5080.");
            return null!;
        },
    };

    private readonly Option<string?> _key = new("--key") { Description = $"The API key; otherwise ${KeyVariable}.", Recursive = true };
    private readonly Option<string?> _fleet = new("--fleet") { Description = "Another fleet; only with the platform's key or in development mode.", Recursive = true };
    private readonly Option<bool> _json = new("--json") { Description = "Show the raw JSON.", Recursive = true };
    private readonly IAnsiConsole _console;
    private readonly TextWriter _raw;
    private readonly Func<string, string?> _environment;

    private FleetCommandLine(IAnsiConsole console, TextWriter raw, Func<string, string?> environment) =>
        (_console, _raw, _environment) = (console, raw, environment);

    /// <summary>Runs the program; answers an <see cref="ExitCode"/>.</summary>
    public static async Task<int> Run(string[] args, IAnsiConsole console, TextWriter raw, Func<string, string?> environment)
    {
        var line = new FleetCommandLine(console, raw, environment);
        var parsed = line.Create().Parse(args);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = raw, Error = raw });
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
    }

    /// <summary>A command that sends one call.</summary>
    internal Command Verb(string name, string description, Func<ParseResult, ApiCall> call, params Symbol[] symbols)
    {
        var command = With(new Command(name, description), symbols);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var http = Connect(parsed);
            return await Open(parsed, http).Run(call(parsed), cancellation);
        });
        return command;
    }

    /// <summary>A command that takes several steps.</summary>
    internal Command Guided(string name, string description, Func<Session, ParseResult, CancellationToken, Task<int>> steps, params Symbol[] symbols)
    {
        var command = With(new Command(name, description), symbols);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var http = Connect(parsed);
            return await steps(Open(parsed, http), parsed, cancellation);
        });
        return command;
    }

    private static Command With(Command command, Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else if (symbol is Option option) command.Add(option);
        }
        return command;
    }

    private RootCommand Create()
    {
        var root = new RootCommand("""
            Works with a FleetActors fleet over HTTP.

            Examples:
              fleet vehicles near 52.52,13.405 --radius 500
              fleet vehicles unlock car-1
              fleet contracts reserve --vehicle car-1 --customer ada --tariff ride
              fleet contracts invoice my-contract
              fleet rent                      a guided rental from beginning to invoice

            Exit codes: 0 done, 1 refused, 2 command line not understood, 3 server not reachable.
            """)
        {
            _url, _key, _fleet, _json,
        };
        root.Add(FleetVerbs.Create(this));
        root.Add(VehicleVerbs.Create(this));
        root.Add(CustomerVerbs.Create(this));
        root.Add(TariffVerbs.Create(this));
        root.Add(ContractVerbs.CreateQuotes(this));
        root.Add(ContractVerbs.Create(this));
        root.Add(KeyVerbs.Create(this));
        root.Add(ZoneVerbs.Create(this));
        root.Add(LimitVerbs.Create(this));
        root.Add(IndexVerbs.Create(this));
        root.Add(SimulationVerbs.Create(this));
        root.Add(Verb("kpis", "The fleet in numbers.", _ => ApiCall.Get("/v1/kpis")));
        root.Add(RentDemo.Create(this));
        return root;
    }

    private FleetHttp Connect(ParseResult parsed) =>
        new(parsed.GetRequiredValue(_url), parsed.GetValue(_key) ?? _environment(KeyVariable), parsed.GetValue(_fleet));

    private Session Open(ParseResult parsed, FleetHttp http) =>
        new(http, _console, _raw, parsed.GetValue(_json), parsed.GetRequiredValue(_url));
}
