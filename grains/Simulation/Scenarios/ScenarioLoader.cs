namespace FleetActors.Simulation;

/// <summary>Finds out what kind of scenario a path is, and loads it.</summary>
public static class ScenarioLoader
{
    /// <summary>The seed of a run for which nobody gives one.</summary>
    public const long DefaultSeed = 1;

    /// <summary>
    /// Loads a HIVE folder, a scenario file (.yaml, .yml), roads (.osm.pbf), or without a path the built-in city.
    /// Throws <see cref="ScenarioException"/> with a message for the user when it cannot be used.
    /// </summary>
    /// <param name="path">File or folder, or null.</param>
    /// <param name="seed">Overrides the scenario's seed.</param>
    /// <param name="vehicles">Overrides the size of the fleet, at least 1.</param>
    /// <param name="cache">Where the preparation of roads for routing is kept from one start to the next, or null.</param>
    public static Scenario Load(string? path, long? seed = null, int? vehicles = null, RoadHierarchyCache? cache = null)
    {
        var scenario = LoadWhole(path, seed, vehicles);
        cache?.Prepare(scenario.Roads);
        return scenario;
    }

    private static Scenario LoadWhole(string? path, long? seed, int? vehicles)
    {
        if (vehicles < 1)
            throw new ScenarioException(path ?? "city", "", "a fleet needs at least one vehicle");
        if (path is null)
            return CityScenario.Create(seed ?? DefaultSeed, vehicles ?? CityScenario.DefaultVehicles);
        if (OsmScenario.IsOsmFile(path) && File.Exists(path))
            return OsmScenario.Load(path, seed ?? DefaultSeed, vehicles);
        var scenario = Read(path, seed);
        return vehicles is { } count ? scenario.WithVehicleCount(count) : scenario;
    }

    private static Scenario Read(string path, long? seed)
    {
        if (Directory.Exists(path))
        {
            return HiveScenario.IsHiveFolder(path)
                ? HiveScenario.Load(path, seed ?? DefaultSeed)
                : throw new ScenarioException(path, "", "this folder holds no HIVE scenario (a YAML file with the sections 'sim' and 'input')");
        }

        if (!File.Exists(path))
            throw new ScenarioException(path, "", $"there is no such file or folder as {Path.GetFullPath(path)}");
        return Path.GetExtension(path).ToUpperInvariant() is ".YAML" or ".YML"
            ? ScenarioFile.Load(path, seed)
            : throw new ScenarioException(path, "", "a scenario is a .yaml file, roads as .osm.pbf, or a folder in the layout of NREL HIVE");
    }
}
