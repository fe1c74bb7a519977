using System.Text.Json;
using FleetActors.Api;
using FleetActors.Api.Json;

namespace FleetActors.Silo.Simulations;

/// <summary>Where runs are kept: one folder a run with its description, its latest state and its results.</summary>
/// <param name="Runs">The folder of all runs.</param>
/// <param name="Scenarios">Scenarios that runs may name; whoever runs the server lays them there.</param>
public sealed record SimulationFolders(string Runs, string Scenarios)
{
    private const string OwnerPrefix = "fleet-";
    private const string RunPrefix = "run-";
    private const string DescriptionFile = "description.json";
    private const string StateFile = "state.json";
    private static readonly JsonSerializerOptions Json = Options();

    /// <summary>The folder of a run. The prefixes keep ids such as <c>..</c> from meaning anything.</summary>
    public string Of(FleetId owner, string id) => Path.Combine(Runs, OwnerPrefix + owner.Value, RunPrefix + id);

    /// <summary>Where a run's report and results go.</summary>
    public string Results(FleetId owner, string id) => Path.Combine(Of(owner, id), "results");

    /// <summary>A scenario's path by its name, or null.</summary>
    public string? Scenario(string name)
    {
        if (!IdText.IsValid(name) || !char.IsAsciiLetterOrDigit(name[0])) return null;
        var path = Path.Combine(Scenarios, name);
        return Directory.Exists(path) || File.Exists(path) ? path : File.Exists(path + ".yaml") ? path + ".yaml" : null;
    }

    /// <summary>Every run that was kept.</summary>
    public IEnumerable<(FleetId Owner, CreateSimulationBody Description, SimulationView State)> ReadAll()
    {
        if (!Directory.Exists(Runs)) yield break;
        foreach (var owner in Directory.EnumerateDirectories(Runs, OwnerPrefix + "*").Order(StringComparer.Ordinal))
        {
            foreach (var run in Directory.EnumerateDirectories(owner, RunPrefix + "*").Order(StringComparer.Ordinal))
            {
                if (Read<CreateSimulationBody>(run, DescriptionFile) is { } description && Read<SimulationView>(run, StateFile) is { } state)
                    yield return (new FleetId(Path.GetFileName(owner)[OwnerPrefix.Length..]), description, state);
            }
        }
    }

    /// <summary>Keeps what a run is to do.</summary>
    public void Write(FleetId owner, string id, CreateSimulationBody description) => Write(owner, id, DescriptionFile, description);

    /// <summary>Keeps how a run stands; the old state is replaced at once or not at all.</summary>
    public void Write(FleetId owner, string id, SimulationView state) => Write(owner, id, StateFile, state);

    private void Write<T>(FleetId owner, string id, string file, T value)
    {
        var path = Path.Combine(Directory.CreateDirectory(Of(owner, id)).FullName, file);
        using (var stream = new FileStream(path + ".new", FileMode.Create))
        {
            JsonSerializer.Serialize(stream, value, Json);
            stream.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    private static T? Read<T>(string folder, string file) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(folder, file)), Json);
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            // A folder that is no run, or one whose first write never ended.
            return null;
        }
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions();
        FleetJson.Configure(options);
        return options;
    }
}
