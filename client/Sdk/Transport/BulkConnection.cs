using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace FleetActors.Sdk;

/// <summary>
/// A TCP connection that moves up to <see cref="BlockBytes"/> with each call of the system. The one that comes with Orleans
/// moves 4 KiB, twelve calls and as many thread switches for a batch of fixes.
/// </summary>
internal sealed class BulkConnection : DefaultConnectionContext
{
    /// <summary>What is sent or received at once, at most; a few batches of fixes.</summary>
    public const int BlockBytes = 256 * 1024;

    private const int LeastReadBytes = 16 * 1024;
    private const int KeepAliveSeconds = 90;

    private readonly Socket _socket;

    /// <summary>Takes over a socket that is connected.</summary>
    public BulkConnection(Socket socket)
    {
        _socket = socket;
        (LocalEndPoint, RemoteEndPoint) = (socket.LocalEndPoint, socket.RemoteEndPoint);
        var stream = new NetworkStream(socket, ownsSocket: false);
        Transport = new Pipes(
            PipeReader.Create(stream, new(bufferSize: BlockBytes, minimumReadSize: LeastReadBytes, leaveOpen: true, useZeroByteReads: true)),
            PipeWriter.Create(stream, new(minimumBufferSize: BlockBytes, leaveOpen: true)));
    }

    /// <summary>A socket as both ends want it: nothing waits to be sent, a dead peer is found out, and closing waits for nobody.</summary>
    public static Socket Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.LingerState = new(enable: true, seconds: 0);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        return socket;
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        _socket.Dispose(); // ends what reads or writes
        base.Abort(abortReason);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return base.DisposeAsync();
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
