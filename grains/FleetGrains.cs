using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Fleets;
using FleetActors.Payments;
using FleetActors.Telemetry;
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
        services.TryAddSingleton<IFleetCatalog, FleetCatalog>();
        services.TryAddSingleton<ISecretSource, SystemSecretSource>();
        services.TryAddSingleton<TestPaymentOptions>();
        services.TryAddSingleton<IPaymentProvider, TestPaymentProvider>();
        services.TryAddSingleton<IDeviceLink, SimulatedDevices>();
        services.TryAddSingleton<ContractCourier>();
        services.TryAddSingleton<LocalShards>();
        services.TryAddSingleton<IVehicleFacts, ShardVehicleFacts>();
        return services;
    }
}
