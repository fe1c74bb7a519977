using FleetActors.Sdk;
using FleetActors.Silo.Hosting;
using FleetActors.Silo.Trust;

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
        builder.UseOrleans(silo =>
        {
            silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Memory, dataDirectory: ""));
            silo.AddFleetTrust(ClusterSecret.Create()); // nobody outside this process knows it
        });
        return builder.Build();
    }
}
