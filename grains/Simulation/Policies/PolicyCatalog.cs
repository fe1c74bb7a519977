namespace FleetActors.Simulation;

/// <summary>The policies there are, by what they decide and by name. A policy of your own is a class and one entry here.</summary>
public static class PolicyCatalog
{
    private static readonly IRepositionPolicy[] Repositions = [new NoReposition(), new DemandReposition()];
    private static readonly IChargingPolicy[] Chargings = [new ThresholdCharging(), new OpportunisticCharging(), new OffPeakCharging()];
    private static readonly IPricingPolicy[] Pricings = [new FlatPricing(), new DemandPricing()];

    /// <summary>What can be chosen, with the names of the choices; the first is the default.</summary>
    public static IReadOnlyList<(string Kind, IReadOnlyList<string> Names)> Kinds { get; } =
    [
        ("dispatch", [.. DispatchPolicies.All.Select(policy => policy.Name)]),
        ("reposition", [.. Repositions.Select(policy => policy.Name)]),
        ("charging", [.. Chargings.Select(policy => policy.Name)]),
        ("pricing", [.. Pricings.Select(policy => policy.Name)]),
    ];

    /// <summary>The policies with one choice replaced, or null when there is no such kind or name.</summary>
    public static FleetPolicies? With(FleetPolicies policies, string kind, string name) => kind switch
    {
        "dispatch" when DispatchPolicies.Find(name) is { } found => policies with { Dispatch = found },
        "reposition" when Find(Repositions, name, policy => policy.Name) is { } found => policies with { Reposition = found },
        "charging" when Find(Chargings, name, policy => policy.Name) is { } found => policies with { Charging = found },
        "pricing" when Find(Pricings, name, policy => policy.Name) is { } found => policies with { Pricing = found },
        _ => null,
    };

    /// <summary>Applies a text such as <c>dispatch=batch,reposition=demand</c>. Throws <see cref="ScenarioException"/> that names what there is.</summary>
    public static FleetPolicies Select(FleetPolicies policies, string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var (kind, name) = at < 0 ? (part, "") : (part[..at].Trim(), part[(at + 1)..].Trim());
            policies = With(policies, kind, name) ?? throw new ScenarioException("policy", part, Allowed(kind, name));
        }

        return policies;
    }

    /// <summary>What would have been right, for the person who wrote something else.</summary>
    public static string Allowed(string kind, string name)
    {
        foreach (var (known, names) in Kinds)
        {
            if (known == kind)
                return $"'{name}' should be {string.Join(" or ", names)}";
        }

        return $"there is no policy '{kind}' (there are: {string.Join("; ", Kinds.Select(known => $"{known.Kind}={string.Join('|', known.Names)}"))})";
    }

    /// <summary>The choices as they would be written, such as <c>dispatch=nearest,reposition=none,charging=threshold,pricing=flat</c>.</summary>
    public static string Text(FleetPolicies policies) =>
        $"dispatch={policies.Dispatch.Name},reposition={policies.Reposition.Name},charging={policies.Charging.Name},pricing={policies.Pricing.Name}";

    private static T? Find<T>(T[] all, string name, Func<T, string> nameOf) where T : class => Array.Find(all, one => nameOf(one) == name);
}
