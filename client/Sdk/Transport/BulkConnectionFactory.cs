using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace FleetActors.Sdk;

/// <summary>Opens connections of the kind of <see cref="BulkConnection"/>.</summary>
internal sealed class BulkConnectionFactory : IConnectionFactory
{
    /// <inheritdoc/>
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = BulkConnection.Prepare(new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new BulkConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
