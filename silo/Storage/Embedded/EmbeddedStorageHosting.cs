using System.Runtime.InteropServices;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>Puts grain states and reminders of a silo into an <see cref="EmbeddedStore"/>.</summary>
public static partial class EmbeddedStorageHosting
{
    private const int IoErrorExitCode = 74;

    /// <summary>
    /// Opens the store when the silo starts, before anything else of it, and closes it after everything else. A store that
    /// cannot be opened fails the start with an <see cref="EmbeddedStoreException"/>.
    /// </summary>
    /// <param name="silo">The silo; its configuration section <see cref="EmbeddedStorageOptions.Section"/> is read.</param>
    /// <param name="configure">Applied after the configuration.</param>
    /// <param name="failFast">Ends the process when the store can no longer keep its word; by default it prints the message and exits at once with code 74.</param>
    public static ISiloBuilder AddEmbeddedStorage(
        this ISiloBuilder silo, Action<EmbeddedStorageOptions>? configure = null, Action<string>? failFast = null)
    {
        var services = silo.Services;
        services.AddOptions<EmbeddedStorageOptions>()
            .Bind(silo.Configuration.GetSection(EmbeddedStorageOptions.Section))
            .Configure(options => configure?.Invoke(options));
        services.AddSingleton(provider => EmbeddedStore.Open(
            provider.GetRequiredService<IOptions<EmbeddedStorageOptions>>().Value,
            failFast ?? PrintAndExit,
            provider.GetRequiredService<ILogger<EmbeddedStore>>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, StoreLifetime>();
        services.TryAddKeyedSingleton<IGrainStorageSerializer>(
            FleetStorage.Provider, (provider, _) => new OrleansGrainStorageSerializer(provider.GetRequiredService<Serializer>()));
        services.AddSingleton(provider => new EmbeddedGrainStorage(
            provider.GetRequiredService<EmbeddedStore>(),
            provider.GetRequiredKeyedService<IGrainStorageSerializer>(FleetStorage.Provider),
            provider.GetRequiredService<Serializer>(),
            provider.GetRequiredService<IActivatorProvider>()));
        services.AddGrainStorage(FleetStorage.Provider, static (provider, _) => provider.GetRequiredService<EmbeddedGrainStorage>());
        services.AddGrainStorage("Default", static (provider, _) => provider.GetRequiredService<EmbeddedGrainStorage>());
        silo.AddReminders();
        services.AddSingleton<IReminderTable>(provider => new EmbeddedReminderTable(provider.GetRequiredService<EmbeddedStore>()));
        return silo;
    }

    private static void PrintAndExit(string message)
    {
        Console.Error.WriteLine(message);
        // An orderly exit would wait for grains whose writes can no longer end.
        if (OperatingSystem.IsWindows())
            Environment.FailFast(message);
        ExitNow(IoErrorExitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    private sealed class StoreLifetime(IServiceProvider services) : ILifecycleParticipant<ISiloLifecycle>
    {
        private EmbeddedStore? _opened;

        public void Participate(ISiloLifecycle lifecycle) =>
            lifecycle.Subscribe(nameof(EmbeddedStore), ServiceLifecycleStage.First, OpenAsync, CloseAsync);

        private Task OpenAsync(CancellationToken cancellation) =>
            Task.Run(() => _opened = services.GetRequiredService<EmbeddedStore>(), cancellation);

        // Also when stopping is hurried: what is queued was promised to be written.
        private Task CloseAsync(CancellationToken cancellation) => Task.Run(() => _opened?.Dispose(), CancellationToken.None);
    }
}
