using FleetActors.Contracts;

namespace FleetActors.Fleets;

/// <summary>
/// A silo's copy of what changes rarely: settings, tariff versions (immutable once published) and zones of each fleet.
/// Misses and stale entries are read from the fleet grain; a settings or zone change is seen within <see cref="MaxAge"/>.
/// </summary>
public interface IFleetCatalog
{
    /// <summary>How old a copy of something changeable may be.</summary>
    static readonly TimeSpan MaxAge = FleetSettings.MaxAge;

    /// <summary>A fleet's settings, or null when there is no such fleet.</summary>
    ValueTask<FleetSettings?> Settings(FleetId fleet);

    /// <summary>A tariff version (the newest when null), or null when there is none.</summary>
    ValueTask<Tariff?> Tariff(FleetId fleet, TariffId tariff, int? version);

    /// <summary>The fleet's zones as they are now.</summary>
    ValueTask<FleetZones> Zones(FleetId fleet);

    /// <summary>What the fleet wants to be told of its cars.</summary>
    ValueTask<WatchLimits> Limits(FleetId fleet) => new(WatchLimits.Default);
}
