namespace FleetActors.Simulation;

/// <summary>A scenario run in another way: the same roads, fleet and demand under other policies or prices.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Policies">How the fleet is run.</param>
/// <param name="Tariff">What customers pay.</param>
public sealed record ScenarioVariant(string Name, FleetPolicies Policies, ScenarioTariff Tariff)
{
    /// <summary>The most that are compared at a time; each is a whole run.</summary>
    public const int MaxVariants = 16;

    /// <summary>The scenario as it is described.</summary>
    public static ScenarioVariant AsDescribed(Scenario scenario) => new("as described", scenario.Policies, scenario.Tariff);

    /// <summary>
    /// Reads variants: each is a text such as <c>dispatch=batch,reposition=demand</c>, or a YAML file with <c>name</c>,
    /// <c>policies</c> and <c>tariff</c> in the form of a scenario file. One alone is compared with the scenario as described.
    /// Throws <see cref="ScenarioException"/> when one cannot be used.
    /// </summary>
    public static IReadOnlyList<ScenarioVariant> ReadAll(Scenario scenario, IReadOnlyList<string> texts)
    {
        var variants = texts.Select(text => Read(scenario, text)).ToList();
        if (variants.Count == 1)
            variants.Insert(0, AsDescribed(scenario));
        if (variants.Count > MaxVariants)
            throw new ScenarioException("compare", "", $"at most {MaxVariants} variants are compared at a time, these are {variants.Count}");
        if (variants.GroupBy(variant => variant.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ScenarioException("compare", twice.Key, "two variants have this name");
        return variants;
    }

    /// <summary>The scenario played in this way.</summary>
    public Scenario Of(Scenario scenario) => scenario with { Policies = Policies, Tariff = Tariff };

    private static ScenarioVariant Read(Scenario scenario, string text)
    {
        if (text.Contains('=', StringComparison.Ordinal))
            return new ScenarioVariant(text.Trim(), PolicyCatalog.Select(scenario.Policies, text), scenario.Tariff);
        var file = ScenarioYaml.Load(text);
        file.Allow("name", "policies", "tariff");
        var tariff = file.OptionalSection("tariff") is { } section ? ScenarioFile.ReadTariff(section, scenario.Tariff) : scenario.Tariff;
        if (tariff.Currency != scenario.Tariff.Currency)
            throw file.Section("tariff").Fault("currency", $"amounts are compared in {scenario.Tariff.Currency}, the scenario's currency");
        return new ScenarioVariant(
            file.Text("name", Path.GetFileNameWithoutExtension(text)),
            file.OptionalSection("policies") is { } policies ? ScenarioFilePolicies.Read(policies, scenario.Policies) : scenario.Policies,
            tariff);
    }
}
