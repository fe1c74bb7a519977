using FleetActors.Cells;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Deadlines;
using FleetActors.Fleets;
using FleetActors.Invoices;
using FleetActors.Payments;
using FleetActors.Search;
using FleetActors.Simulation.Traffic;
using FleetActors.Telemetry;
using FleetActors.Telemetry.Watching;
using FleetActors.Tracks;
using FleetActors.Vehicles.Devices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FleetActors;

/// <summary>Registers what grains ask for. The host chooses clock, storage and configuration.</summary>
public static class FleetGrains
{
    /// <summary>Adds the collaborators of all grains; what the host registered before stays.</summary>
    public static IServiceCollection AddFleetGrains(this IServiceCollection services)
    {
        services.TryAddSingleton<ContentHash>();
        services.TryAddSingleton<CellCourier>();
        services.TryAddSingleton<CellDirectory>();
        services.TryAddSingleton<UniqueReservations>();
        services.TryAddSingleton<CustomerNews>();
        services.TryAddSingleton<IUniqueOwners, RegisteredOwners>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IShardWatch, CellWatch>());
        services.TryAddSingleton<IFleetCatalog, FleetCatalog>();
        services.TryAddSingleton<ISecretSource, SystemSecretSource>();
        services.TryAddSingleton<TestPaymentOptions>();
        services.TryAddSingleton<IPaymentProvider, TestPaymentProvider>();
        services.TryAddSingleton<IDeviceLink, SimulatedDevices>();
        services.TryAddSingleton<DeadlineCourier>();
        services.TryAddSingleton<InvoiceCourier>();
        services.TryAddSingleton<ShardNews>();
        services.TryAddSingleton<ContractCourier>();
        services.TryAddSingleton<LocalShards>();
        services.TryAddSingleton<IVehicleFacts, ShardVehicleFacts>();
        services.TryAddSingleton<ITrafficRoads, GeneratedRoads>();
        services.TryAddSingleton<WatchDigests>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IShardWatch, RuleWatch>());
        services.TryAddSingleton<ITrackStore, MemoryTrackStore>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IShardWatch, TrackWatch>());
        return services;
    }
}
