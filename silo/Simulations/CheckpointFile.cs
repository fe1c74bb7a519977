using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FleetActors.Simulation;

namespace FleetActors.Silo.Simulations;

/// <summary>A checkpoint as a small JSON file, with what a run must have in common with the one that wrote it.</summary>
internal static class CheckpointFile
{
    /// <summary>Writes it.</summary>
    public static void Write(string path, Scenario scenario, RunCheckpoint checkpoint)
    {
        var file = new JsonObject
        {
            ["scenario"] = scenario.Name,
            ["seed"] = scenario.Seed,
            ["vehicles"] = scenario.Vehicles.Length,
            ["policies"] = PolicyCatalog.Text(scenario.Policies),
            ["traffic"] = TrafficModes.NameOf(scenario.Traffic),
            ["at"] = checkpoint.At.ToString("O", CultureInfo.InvariantCulture),
            ["events"] = checkpoint.Events,
            ["hash"] = checkpoint.Hash,
        };
        File.WriteAllText(path, file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <summary>Reads it for a scenario. Throws <see cref="ScenarioException"/> when it is no checkpoint, or one of another run.</summary>
    public static RunCheckpoint Read(string path, Scenario scenario)
    {
        try
        {
            var file = JsonNode.Parse(File.ReadAllText(path))!;
            Same(path, "scenario", file["scenario"]!.GetValue<string>(), scenario.Name);
            Same(path, "seed", file["seed"]!.GetValue<long>(), scenario.Seed);
            Same(path, "vehicles", file["vehicles"]!.GetValue<int>(), scenario.Vehicles.Length);
            Same(path, "policies", file["policies"]!.GetValue<string>(), PolicyCatalog.Text(scenario.Policies));
            Same(path, "traffic", file["traffic"]?.GetValue<string>() ?? TrafficModes.NameOf(TrafficMode.FreeFlow), TrafficModes.NameOf(scenario.Traffic));
            return new(DateTimeOffset.Parse(file["at"]!.GetValue<string>(), CultureInfo.InvariantCulture), file["events"]!.GetValue<long>(), file["hash"]!.GetValue<string>());
        }
        catch (Exception failure) when (failure is IOException or JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new ScenarioException(path, "", $"this is no checkpoint of a run: {failure.Message}");
        }
    }

    private static void Same<T>(string path, string field, T inFile, T inScenario)
    {
        if (!Equals(inFile, inScenario)) throw new ScenarioException(path, field, $"the checkpoint is of a run with {inFile}, this one has {inScenario}");
    }
}
