using FleetActors.Customers;
using FleetActors.Deadlines;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Silo.Storage.Embedded;
using FleetActors.Vehicles;
using Orleans.Storage;

namespace FleetActors.Silo.Hosting;

/// <summary>
/// What a silo takes up again when it starts: deadlines that came due while it was down, and holds that nobody made firm.
/// Reminders and rivals would get to them in time; this does it at once.
/// </summary>
public static partial class HoldRecovery
{
    private const int AtOnce = 256;

    /// <summary>The same beside the requests that already come in; a failure is logged, and left to reminders and rivals.</summary>
    public static async void Begin(IServiceProvider services, CancellationToken cancellation)
    {
        try
        {
            await Run(services, cancellation);
        }
        catch (Exception failure)
        {
            RecoveryFailed(services.GetRequiredService<ILogger<SiloReadiness>>(), failure);
        }
    }

    /// <summary>Runs due deadlines and wakes every vehicle and customer with a tentative hold, which then asks its contract.</summary>
    public static async Task Run(IServiceProvider services, CancellationToken cancellation)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var fleets = await grains.GetGrain<IFleetRegistryGrain>(IFleetRegistryGrain.Key).List(cancellation);
        foreach (var fleet in fleets.Where(fleet => !fleet.IsSimulated))
            grains.GetGrain<IDeadlinePumpGrain>(fleet.Value).RunDue(now, cancellation).Ignore();
        if (services.GetService<EmbeddedStore>() is not { } store) return;
        var storage = services.GetRequiredKeyedService<IGrainStorage>(FleetStorage.Provider);
        foreach (var some in Keys(store, VehicleGrain.TypeName, VehicleGrain.StateName).Chunk(AtOnce))
            await Task.WhenAll(some.Select(id => WakeVehicle(grains, storage, id, now, cancellation)));
        foreach (var some in Keys(store, CustomerGrain.TypeName, CustomerGrain.StateName).Chunk(AtOnce))
            await Task.WhenAll(some.Select(id => WakeCustomer(grains, storage, id, cancellation)));
    }

    private static IEnumerable<GrainId> Keys(EmbeddedStore store, string type, string stateName) => store
        .Scan(StoreKey.GrainPrefix(type))
        .Select(row => StoreKey.ReadGrain(row.Key))
        .Where(row => row.StateName == stateName)
        .Select(row => row.Grain);

    private static async Task WakeVehicle(IGrainFactory grains, IGrainStorage storage, GrainId id, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await VehicleGrain.Record(storage, id).Read() is { } vehicle && !HoldRules.Tentative(vehicle).IsEmpty)
            await grains.GetGrain<IVehicleGrain>(id.Key.ToString()!).View(now, cancellation);
    }

    private static async Task WakeCustomer(IGrainFactory grains, IGrainStorage storage, GrainId id, CancellationToken cancellation)
    {
        if (await CustomerGrain.Record(storage, id).Read() is { } customer && CustomerRules.HasTentativeHold(customer))
            await grains.GetGrain<ICustomerGrain>(id.Key.ToString()!).Get(cancellation);
    }

    [LoggerMessage(1, LogLevel.Error, "Taking up deadlines and holds of before the start failed; reminders and rivals will get to them.")]
    private static partial void RecoveryFailed(ILogger logger, Exception failure);
}
