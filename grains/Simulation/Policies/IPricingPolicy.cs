namespace FleetActors.Simulation;

/// <summary>
/// What a trip costs relative to the scenario's tariff. Asked once, when the request is made; the customer sees the price
/// before anything is signed. Implementations are pure: the same look gives the same price.
/// </summary>
public interface IPricingPolicy
{
    /// <summary>The step of prices in percent: tariffs are published for each, so that contracts keep the one they were signed under.</summary>
    const int StepPercent = 10;

    /// <summary>What a scenario calls it.</summary>
    string Name { get; }

    /// <summary>Whether prices ever differ from the tariff; otherwise the policy is not asked.</summary>
    bool FollowsDemand { get; }

    /// <summary>Percent of the tariff; brought to the nearest step within the scenario's bounds.</summary>
    int Percent(PricingLook look, FleetPolicies limits);
}

/// <summary>The neighbourhood of a request as a pricing policy sees it.</summary>
/// <param name="FreeCars">Cars that stand free in the zone.</param>
/// <param name="RecentRequests">Requests made in it in <see cref="FleetPolicies.DemandWindowMs"/>, this one included.</param>
public readonly record struct PricingLook(int FreeCars, int RecentRequests);

/// <summary>Everybody pays the tariff.</summary>
public sealed class FlatPricing : IPricingPolicy
{
    /// <inheritdoc/>
    public string Name => "flat";

    /// <inheritdoc/>
    public bool FollowsDemand => false;

    /// <inheritdoc/>
    public int Percent(PricingLook look, FleetPolicies limits) => 100;
}

/// <summary>Dearer where requests outnumber free cars, cheaper where cars stand about: 90 % and 20 more for each request a free car.</summary>
public sealed class DemandPricing : IPricingPolicy
{
    /// <inheritdoc/>
    public string Name => "demand";

    /// <inheritdoc/>
    public bool FollowsDemand => true;

    /// <inheritdoc/>
    public int Percent(PricingLook look, FleetPolicies limits) => (int)Math.Min(10_000, 90 + 20L * look.RecentRequests / (look.FreeCars + 1));
}

/// <summary>Prices within a scenario's bounds.</summary>
public static class PriceSteps
{
    /// <summary>The step nearest to a percentage within the bounds, halves up.</summary>
    public static int Within(int percent, FleetPolicies limits) =>
        (Math.Clamp(percent, limits.PriceLeastPercent, limits.PriceMostPercent) + IPricingPolicy.StepPercent / 2) / IPricingPolicy.StepPercent * IPricingPolicy.StepPercent;

    /// <summary>Every price that a run may ask, in percent of the tariff.</summary>
    public static IEnumerable<int> Of(FleetPolicies limits)
    {
        if (!limits.Pricing.FollowsDemand)
            return [];
        var least = Within(limits.PriceLeastPercent, limits);
        return Enumerable.Range(0, (Within(limits.PriceMostPercent, limits) - least) / IPricingPolicy.StepPercent + 1).Select(step => least + step * IPricingPolicy.StepPercent);
    }
}
