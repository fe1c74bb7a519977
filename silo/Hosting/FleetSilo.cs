using System.Net;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Records;
using FleetActors.Sdk;
using FleetActors.Silo.Storage.Embedded;
using FleetActors.Silo.Storage.Tracks;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace FleetActors.Silo.Hosting;

/// <summary>Composes a silo: clustering, storage, reminders, grains. The one place that chooses the clock.</summary>
public static class FleetSilo
{
    /// <summary>The service id of every deployment; part of each storage key, so it never changes.</summary>
    public const string ServiceId = "fleetactors";

    /// <summary>Adds everything that grains need to a silo.</summary>
    public static ISiloBuilder AddFleetSilo(this ISiloBuilder silo, SiloSettings settings)
    {
        var siloPort = settings.SiloPort == 0 ? LoopbackPort.Free() : settings.SiloPort;
        var gatewayPort = settings.GatewayPort == 0 ? LoopbackPort.Free() : settings.GatewayPort;
        silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: ServiceId, clusterId: ServiceId);
        silo.Configure<EndpointOptions>(endpoint => endpoint.AdvertisedIPAddress = IPAddress.Loopback);
        silo.AddFleetStorage(settings);
        silo.Services.UseBulkTransport();
        silo.Services.AddFleetGrains();
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionQuantum = TimeSpan.FromSeconds(30);
            collection.CollectionAge = TimeSpan.FromMinutes(5);
            // Each rental wakes one of each, which is then idle until the rental's end.
            foreach (var type in (Type[])[typeof(RentalContractGrain), typeof(VehicleGrain), typeof(CustomerGrain)])
                collection.ClassSpecificCollectionAge[type.FullName!] = TimeSpan.FromMinutes(2);
        });
        return silo;
    }

    private static void AddFleetStorage(this ISiloBuilder silo, SiloSettings settings)
    {
        switch (settings.Storage)
        {
            case StorageKind.Memory:
                silo.AddMemoryGrainStorage(FleetStorage.Provider);
                silo.Services.AddOptions<MemoryGrainStorageOptions>(FleetStorage.Provider)
                    .Configure<Serializer>((options, serializer) => options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer));
                silo.UseInMemoryReminderService();
                silo.Configure<TelemetryOptions>(telemetry => telemetry.KeepsFixes = false);
                silo.AddMemoryTracks();
                break;
            case StorageKind.Embedded:
                silo.AddEmbeddedStorage(options => options.Directory = settings.DataDirectory);
                silo.AddEmbeddedTracks(settings.DataDirectory);
                break;
            default:
                throw new InvalidOperationException($"There is no storage '{settings.Storage}'.");
        }
    }
}
