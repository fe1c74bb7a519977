using FleetActors.Cli;
using FleetActors.Tests.Client.Http;
using Spectre.Console;

namespace FleetActors.Tests.Client.CommandLine;

/// <summary>The <c>fleet</c> command line against a running server.</summary>
[Collection(ApiCollection.Name)]
public sealed class CommandLineTests(ApiHost host)
{
    [Fact]
    public async Task Help_shows_examples()
    {
        var (code, said) = await Run("--help");
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("fleet vehicles near", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fleets list", "Berlin")]
    [InlineData("vehicles list", "B-FA 1")]
    [InlineData("vehicles find car", "car-1")]
    [InlineData("vehicles show car-1", "Volkswagen")]
    [InlineData("vehicles near 52.52,13.405", "shown")]
    [InlineData("tariffs list", "ride")]
    [InlineData("customers show ada", "ada@example.org")]
    [InlineData("keys list", "Operator")]
    [InlineData("zones list", "shown")]
    [InlineData("kpis", "vehicles")]
    [InlineData("vehicles find wvwzzz1kzaw", "car-1")]
    [InlineData("vehicles notices car-1", "shown")]
    [InlineData("vehicles quarantine car-1", "shown")]
    [InlineData("customers find ada@example", "ada")]
    [InlineData("contracts find", "shown")]
    [InlineData("limits show", "speedKmh")]
    [InlineData("index rebuild", "Done")]
    [InlineData("vehicles show car-1 --json", "\"vin\"")]
    public async Task Questions_are_answered(string line, string expected)
    {
        var (code, said) = await Run([.. line.Split(' ')]);
        Assert.True(code == ExitCode.Ok, said);
        Assert.Contains(expected, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_says_its_code_and_ends_with_1()
    {
        var (code, said) = await Run("vehicles", "lock", "nobody");
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("unknown-vehicle", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vehicles")]
    [InlineData("vehicles show")]
    [InlineData("keys create x --role god")]
    [InlineData("customers register nowhere.json")]
    [InlineData("kpis --url nonsense")]
    public async Task A_command_line_that_is_not_understood_ends_with_2(string line) =>
        Assert.Equal(ExitCode.Usage, (await Run([.. line.Split(' ')])).Code);

    [Fact]
    public async Task A_server_that_is_not_there_ends_with_3_and_says_what_to_do()
    {
        var (code, said) = await Run("kpis", "--url", "http://127.0.0.1:9");
        Assert.Equal(ExitCode.Unreachable, code);
        Assert.Contains("dotnet run", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_it_says_how_to_give_one()
    {
        var (code, said) = await RunAs(null, "kpis");
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("FLEETACTORS_KEY", said, StringComparison.Ordinal);
    }

    private Task<(int Code, string Said)> Run(params string[] args) => RunAs(host.Keys[Role.Admin], args);

    private async Task<(int Code, string Said)> RunAs(string? key, params string[] args)
    {
        using var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(said) });
        console.Profile.Width = 200;
        string[] line = args.Contains("--url") ? args : [.. args, "--url", host.Address.ToString()];
        var code = await FleetCommandLine.Run(line, console, said, name => name == FleetCommandLine.KeyVariable ? key : null);
        return (code, said.ToString());
    }
}
