using FleetActors.Contracts;

namespace FleetActors.Fleets;

/// <inheritdoc cref="IFleetCatalog"/>
public sealed class FleetCatalog : IFleetCatalog
{
    /// <summary>The most tariff versions kept. They never change, so they are kept until they are crowded out.</summary>
    public const int VersionCapacity = 4_096;

    private static readonly TimeSpan ForEver = TimeSpan.MaxValue;

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly RecentlyUsed<FleetId, FreshCopy<FleetSettings>> _settings;
    private readonly RecentlyUsed<FleetId, FreshCopy<FleetZones>> _zones;
    private readonly RecentlyUsed<FleetId, FreshCopy<WatchLimits>> _limits;
    private readonly RecentlyUsed<(FleetId Fleet, TariffId Tariff), FreshCopy<Tariff>> _newest;
    private readonly RecentlyUsed<(FleetId Fleet, TariffId Tariff, int Version), FreshCopy<Tariff>> _versions;

    /// <summary>One for each silo.</summary>
    public FleetCatalog(IGrainFactory grains, TimeProvider clock)
    {
        _grains = grains;
        _clock = clock;
        _settings = new(IFleetRegistryGrain.Capacity, clock);
        _zones = new(IFleetRegistryGrain.Capacity, clock);
        _limits = new(IFleetRegistryGrain.Capacity, clock);
        _newest = new(VersionCapacity, clock);
        _versions = new(VersionCapacity, clock);
    }

    /// <inheritdoc/>
    public ValueTask<FleetSettings?> Settings(FleetId fleet) => _settings.GetOrAdd(fleet, static (id, self) =>
        new(() => self.Grain(id).Settings(CancellationToken.None), IFleetCatalog.MaxAge, self._clock), this).Get();

    /// <inheritdoc/>
    public ValueTask<FleetZones> Zones(FleetId fleet) => _zones.GetOrAdd(fleet, static (id, self) =>
        new(() => self.Grain(id).Zones(CancellationToken.None)!, IFleetCatalog.MaxAge, self._clock), this).Get()!;

    /// <inheritdoc/>
    public ValueTask<WatchLimits> Limits(FleetId fleet) => _limits.GetOrAdd(fleet, static (id, self) =>
        new(() => self.Grain(id).Limits(CancellationToken.None)!, IFleetCatalog.MaxAge, self._clock), this).Get()!;

    /// <inheritdoc/>
    public ValueTask<Tariff?> Tariff(FleetId fleet, TariffId tariff, int? version) => version is { } known
        ? _versions.GetOrAdd((fleet, tariff, known), static (id, self) =>
            new(() => self.Grain(id.Fleet).Tariff(id.Tariff, id.Version, CancellationToken.None), ForEver, self._clock), this).Get()
        : _newest.GetOrAdd((fleet, tariff), static (id, self) =>
            new(() => self.Grain(id.Fleet).Tariff(id.Tariff, null, CancellationToken.None), IFleetCatalog.MaxAge, self._clock), this).Get();

    private IFleetGrain Grain(FleetId fleet) => _grains.GetGrain<IFleetGrain>(fleet.Value);
}
