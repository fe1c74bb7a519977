using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace FleetActors.Sdk;

/// <summary>Accepts connections of the kind of <see cref="BulkConnection"/>.</summary>
internal sealed class BulkConnectionListener : IConnectionListener
{
    private const int Backlog = 512;

    private readonly Socket _socket;

    private BulkConnectionListener(Socket socket) => _socket = socket;

    /// <inheritdoc/>
    public EndPoint EndPoint => _socket.LocalEndPoint!;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    public static BulkConnectionListener Bind(EndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (endpoint is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return new(socket);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return new BulkConnection(BulkConnection.Prepare(await _socket.AcceptAsync(cancellationToken)));
            }
            catch (Exception failure) when (failure is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null; // nobody listens any more
            }
            catch (SocketException)
            {
                // It was gone before it was accepted; there will be others.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }

    /// <summary>Makes listeners.</summary>
    public sealed class Factory : IConnectionListenerFactory
    {
        /// <inheritdoc/>
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(Bind(endpoint));
    }
}
