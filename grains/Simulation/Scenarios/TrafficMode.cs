using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>How the cars of a run get along on the roads. Append-only.</summary>
public enum TrafficMode
{
    /// <summary>Every car drives as fast as the road allows, whoever else is there.</summary>
    FreeFlow = 0,

    /// <summary>
    /// The run's cars hinder each other: links have room for so many, dense ones are slow, cars queue at their ends and
    /// jams spill back; new routes go around them. See docs/scenarios.md.
    /// </summary>
    Queues = 1,
}

/// <summary>The names of <see cref="TrafficMode"/> in scenario files, on the command line and over HTTP.</summary>
public static class TrafficModes
{
    /// <summary>All of them, in the order in which they are explained.</summary>
    public static readonly ImmutableArray<string> Names = ["free-flow", "queues"];

    /// <summary>The longest scenario with <see cref="TrafficMode.Queues"/>, so that its last trips, asked for a day ahead, kept for a day and late by another, end within the kernel's 24.</summary>
    public static readonly TimeSpan LongestWithQueues = TimeSpan.FromDays(20);

    /// <summary>The name of a mode.</summary>
    public static string NameOf(TrafficMode mode) => Names[(int)mode];

    /// <summary>The scenario with this traffic.</summary>
    /// <param name="scenario">What is played.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ScenarioException">There is no such traffic, or the scenario is too long for it.</exception>
    public static Scenario WithTraffic(this Scenario scenario, string name)
    {
        var mode = Names.IndexOf(name);
        if (mode < 0)
            throw new ScenarioException("traffic", "", $"'{name}' should be {string.Join(" or ", Names)}");
        if ((TrafficMode)mode == TrafficMode.Queues && scenario.End - scenario.Start > LongestWithQueues)
            throw new ScenarioException("traffic", "", $"with queues a scenario lasts at most {LongestWithQueues.TotalDays:0} days, this one lasts {(scenario.End - scenario.Start).TotalDays:0.#}");
        return scenario with { Traffic = (TrafficMode)mode };
    }
}
