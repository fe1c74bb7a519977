using FleetActors.Silo.Hosting;

namespace FleetActors.Silo.Simulations;

/// <summary>A silo of its own for one run, in this process and in memory: nothing of it touches a live fleet, and all of it goes when it stops.</summary>
public static class RunHost
{
    /// <summary>Puts it together without starting it.</summary>
    public static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Orleans.Runtime.SiloLifecycleSubject", LogLevel.Error); // how long stopping takes is of no interest here
        builder.UseOrleans(silo => silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Memory, dataDirectory: "")));
        return builder.Build();
    }
}
