using FleetActors.Api;
using FleetActors.Silo.Hosting;

namespace FleetActors.Silo.Simulations;

/// <summary>Lets a silo run simulations that are created over HTTP.</summary>
public static class SimulationHosting
{
    /// <summary>Adds the runs. They lie in the data directory, or with memory storage in a folder that is new at each start.</summary>
    public static IServiceCollection AddSimulations(this IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(_ => Folders(settings));
        services.AddSingleton<SimulationRuns>();
        services.AddSingleton<ISimulationRuns>(provider => provider.GetRequiredService<SimulationRuns>());
        services.AddHostedService(provider => provider.GetRequiredService<SimulationRuns>());
        return services;
    }

    private static SimulationFolders Folders(SiloSettings settings)
    {
        var scenarios = Path.Combine(settings.DataDirectory, "scenarios");
        return settings.Storage == StorageKind.Memory
            ? new(Directory.CreateTempSubdirectory("fleetactors-simulations-").FullName, scenarios)
            : new(Path.Combine(settings.DataDirectory, "simulations"), scenarios);
    }
}
