using FleetActors.Tracks;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Puts the tracks of a silo's fleets into files.</summary>
public static class TrackStorageHosting
{
    private const string Subdirectory = "tracks";

    /// <summary>
    /// Adds the store, in a directory of its own beneath the one that holds everything; it is closed when the silo stops, after its grains.
    /// Configuration section <see cref="TrackOptions.Section"/> is read.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="dataDirectory">Held by one silo alone.</param>
    public static ISiloBuilder AddEmbeddedTracks(this ISiloBuilder silo, string dataDirectory)
    {
        silo.AddTrackOptions();
        silo.Services.AddSingleton<ITrackStore>(services => new EmbeddedTrackStore(
            Path.Combine(dataDirectory, Subdirectory),
            services.GetRequiredService<IOptions<TrackOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<EmbeddedTrackStore>>()));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, StoreLifetime>();
        return silo;
    }

    /// <summary>Adds a store that keeps nothing beyond the process.</summary>
    public static ISiloBuilder AddMemoryTracks(this ISiloBuilder silo)
    {
        silo.AddTrackOptions();
        silo.Services.AddSingleton<ITrackStore, MemoryTrackStore>();
        return silo;
    }

    private static void AddTrackOptions(this ISiloBuilder silo) =>
        silo.Services.AddOptions<TrackOptions>().Bind(silo.Configuration.GetSection(TrackOptions.Section));

    private sealed class StoreLifetime(ITrackStore store) : ILifecycleParticipant<ISiloLifecycle>
    {
        private const int AfterStorageIsOpen = ServiceLifecycleStage.First + 1;

        public void Participate(ISiloLifecycle lifecycle) =>
            lifecycle.Subscribe(nameof(EmbeddedTrackStore), AfterStorageIsOpen, Open, Close);

        private Task Open(CancellationToken cancellation)
        {
            ((EmbeddedTrackStore)store).Start();
            return Task.CompletedTask;
        }

        private Task Close(CancellationToken cancellation) => Task.Run(() => ((IDisposable)store).Dispose(), CancellationToken.None);
    }
}
