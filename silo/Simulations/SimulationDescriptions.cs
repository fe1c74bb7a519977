using System.Collections.Immutable;
using FleetActors.Api;
using FleetActors.Simulation;

namespace FleetActors.Silo.Simulations;

/// <summary>From what somebody asked for over HTTP to a scenario, and from a run to what they see.</summary>
internal static class SimulationDescriptions
{
    /// <summary>The largest fleet of a run that was created over HTTP.</summary>
    public const int MaxVehicles = ScenarioFile.MaxSentVehicles;

    private const int DefaultVehicles = 200;

    /// <summary>Loads what a description means. Throws <see cref="ScenarioException"/> when it cannot be used.</summary>
    public static Scenario Load(FleetId owner, string id, CreateSimulationBody body, SimulationFolders folders)
    {
        Check(body);
        var scenario = Read(owner, id, body, folders);
        if (scenario.Vehicles.Length > MaxVehicles)
            throw new ScenarioException("vehicles", "", $"a run over HTTP has at most {MaxVehicles} vehicles, this one has {scenario.Vehicles.Length}");
        if (body.Policy is { } policy) scenario = scenario with { Policies = PolicyCatalog.Select(scenario.Policies, policy) };
        return body.Traffic is { } traffic ? scenario.WithTraffic(traffic) : scenario;
    }

    /// <summary>The form of a name that was checked before.</summary>
    public static OutputFormat Form(string name) => Enum.Parse<OutputFormat>(name, ignoreCase: true);

    /// <summary>The names of a run's results.</summary>
    public static ImmutableArray<string> Files(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];

    /// <summary>A view of a scenario that has not begun.</summary>
    public static SimulationView Ready(string id, CreateSimulationBody body, Scenario scenario) => new(
        id, SimulationState.Ready, scenario.Name, scenario.Seed, scenario.Vehicles.Length, PolicyCatalog.Text(scenario.Policies),
        scenario.Start, scenario.End, scenario.Start, 0, body.Speed, null, 0, null, null, [], null);

    /// <summary>The view with a run's clock and figures.</summary>
    public static SimulationView WithFigures(SimulationView view, SimulationRun run)
    {
        var report = run.Report();
        var (passed, whole) = (run.World.Now - report.Start, report.End - report.Start);
        return view with
        {
            Now = run.World.Now,
            PercentDone = Math.Round(Math.Clamp(100 * (passed / whole), 0, 100), 1),
            Kpis = new SimulationKpis(
                report.Requests, report.Served, report.Cancelled, report.Waits.MeanMs / 1_000, report.Waits.P95Ms / 1_000,
                report.OccupiedMm / 1_000_000, report.EmptyMm / 1_000_000, report.Activity.UtilisationPermille / 10.0, new Money(report.RevenueMinor, new Currency(report.Currency))),
            Events = report.Events,
            Hash = report.EventHash,
        };
    }

    private static void Check(CreateSimulationBody body)
    {
        if (body.Scenario is not null && body.Named is not null)
            throw new ScenarioException("scenario", "", "either scenario or named, not both");
        if (body.Vehicles is < 1 or > MaxVehicles)
            throw new ScenarioException("vehicles", "", $"'{body.Vehicles}' should be a whole number from 1 to {MaxVehicles}");
        if (body.Speed is not null and not (> 0 and <= 1_000_000))
            throw new ScenarioException("speed", "", "it should be above 0 and at most 1000000, or left out for as fast as it goes");
        foreach (var form in body.Results ?? [])
        {
            if (!Enum.GetNames<OutputFormat>().Contains(form, StringComparer.OrdinalIgnoreCase))
                throw new ScenarioException("results", "", $"'{form}' should be parquet, csv or geojson");
        }
    }

    private static Scenario Read(FleetId owner, string id, CreateSimulationBody body, SimulationFolders folders)
    {
        if (body.Named is { } named)
        {
            var path = folders.Scenario(named) ?? throw new ScenarioException("named", "", $"there is no scenario '{named}' in the server's scenarios folder");
            return ScenarioLoader.Load(path, body.Seed, body.Vehicles);
        }
        if (body.Scenario is not { } text) return ScenarioLoader.Load(null, body.Seed, body.Vehicles ?? DefaultVehicles);
        var file = Path.Combine(Directory.CreateDirectory(folders.Of(owner, id)).FullName, "scenario.yaml");
        File.WriteAllText(file, text);
        var scenario = ScenarioFile.Load(file, body.Seed, isAlone: true);
        return body.Vehicles is { } count ? scenario.WithVehicleCount(count) : scenario;
    }
}
