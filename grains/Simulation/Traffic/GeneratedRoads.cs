using System.Collections.Concurrent;
using System.Globalization;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Simulation.Traffic;

/// <summary>Generated cities by name: <c>city-7-3000</c> is the one of seed 7 with about 3,000 junctions. Kept as long as the silo runs.</summary>
public sealed class GeneratedRoads : ITrafficRoads
{
    private readonly ConcurrentDictionary<string, Lazy<KernelRoads>> _known = new(StringComparer.Ordinal);

    /// <summary>The name of a city.</summary>
    public static string Name(long seed, int junctions) => string.Create(CultureInfo.InvariantCulture, $"city-{seed}-{junctions}");

    /// <inheritdoc/>
    public KernelRoads Of(string name) => _known.GetOrAdd(name, _ => new(() => Build(name))).Value;

    private static KernelRoads Build(string name) =>
        name.Split('-') is ["city", var seed, var junctions]
        && long.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var city)
        && int.TryParse(junctions, NumberStyles.None, CultureInfo.InvariantCulture, out var nodes)
            ? new KernelRoads(GeneratedCity.Build(city, nodes))
            : throw new ArgumentException($"There are no roads called {name}.", nameof(name));
}
