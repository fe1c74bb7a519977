using System.Net;
using System.Net.Sockets;

namespace FleetActors.Silo.Hosting;

/// <summary>Finds ports for servers that take none by themselves.</summary>
public static class LoopbackPort
{
    /// <summary>A port on loopback that was free a moment ago; whoever is first gets it.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
