using System.Text.Json;
using FleetActors.Silo.CommandLine;

namespace FleetActors.Tests.Simulation.Emit;

/// <summary>A load that was run as from the command line, and the verdict that it wrote.</summary>
public sealed record EmitRun(int ExitCode, JsonElement Verdict)
{
    /// <summary>No rule is broken: held, or (4) nothing can be held against the target because the machine of the tests was busy and the generator late.</summary>
    public bool IsHeld => ExitCode is 0 or 4;

    /// <summary>Runs <c>simulate</c> with some arguments; the verdict is empty when there is none.</summary>
    public static async Task<EmitRun> Of(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("emit-").FullName;
        try
        {
            var exitCode = await SiloCommandLine.Create().Parse(["simulate", .. arguments, "--report", folder]).InvokeAsync();
            var file = Path.Combine(folder, "verdict.json");
            if (!File.Exists(file)) return new(exitCode, default);
            Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(Path.Combine(folder, "verdict.html")));
            return new(exitCode, JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A total of the verdict.</summary>
    public long Total(string name) => Verdict.GetProperty("total").GetProperty(name).GetInt64();

    /// <summary>How many fixes failed in one way.</summary>
    public long Errors(string name) => Verdict.GetProperty("total").GetProperty("errors").GetProperty(name).GetInt64();

    /// <summary>Whose fault it was.</summary>
    public string Blame => Verdict.GetProperty("blame").GetString()!;
}
