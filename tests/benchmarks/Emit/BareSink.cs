using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FleetActors.Benchmarks.Emit;

/// <summary>
/// An HTTP server in a process of its own that does the least a server can do: it reads each request to its end and answers 204.
/// Killed when disposed.
/// </summary>
internal sealed class BareSink : IDisposable
{
    private const string Name = "bare-sink";
    private const int BufferBytes = 64 << 10;
    private const string Ready = "READY";

    private readonly ChildProcess _child;

    private BareSink(ChildProcess child) => _child = child;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => int.Parse(_child.Said, CultureInfo.InvariantCulture);

    /// <summary>The server.</summary>
    public Process Process => _child.Process;

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<BareSink> StartAsync(CancellationToken cancellation) =>
        new(await ChildProcess.StartAsync(Ready, [Name], cancellation));

    /// <inheritdoc/>
    public void Dispose() => _child.Dispose();

    /// <summary>The command of the child.</summary>
    public static Command Command()
    {
        var command = new Command(Name, "The sink of a benchmark; started by it.") { Hidden = true };
        command.SetAction((_, cancellation) => ServeAsync(cancellation));
        return command;
    }

    private static async Task<int> ServeAsync(CancellationToken cancellation)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1_024);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Ready} {((IPEndPoint)listener.LocalEndPoint!).Port}"));
        _ = AcceptAsync(listener);
        await Console.In.ReadToEndAsync(cancellation);
        return 0;
    }

    private static async Task AcceptAsync(Socket listener)
    {
        while (true) _ = AnswerAsync(await listener.AcceptAsync());
    }

    private static async Task AnswerAsync(Socket socket)
    {
        using var closing = socket;
        socket.NoDelay = true;
        ReadOnlyMemory<byte> answer = Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\n\r\n");
        var buffer = new byte[BufferBytes];
        var (filled, bodyLeft) = (0, 0L);
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var read)
            {
                filled += read;
                var at = 0;
                while (at < filled)
                {
                    if (bodyLeft == 0)
                    {
                        if (!TryReadHead(buffer.AsSpan(at, filled - at), out var headBytes, out bodyLeft)) break;
                        at += headBytes;
                    }

                    var taken = (int)Math.Min(bodyLeft, filled - at);
                    (at, bodyLeft) = (at + taken, bodyLeft - taken);
                    if (bodyLeft == 0) await socket.SendAsync(answer);
                }

                buffer.AsSpan(at, filled - at).CopyTo(buffer);
                filled -= at;
            }
        }
        catch (SocketException)
        {
            // The client went away.
        }
    }

    /// <summary>Whether a whole head is there; its length, and that of the body that follows.</summary>
    private static bool TryReadHead(ReadOnlySpan<byte> bytes, out int headBytes, out long bodyBytes)
    {
        (headBytes, bodyBytes) = (bytes.IndexOf("\r\n\r\n"u8) + 4, 0);
        if (headBytes < 4) return false;
        var head = bytes[..headBytes];
        foreach (var line in head.Split("\r\n"u8))
        {
            var field = head[line];
            var colon = field.IndexOf((byte)':');
            if (colon > 0 && Ascii.EqualsIgnoreCase(field[..colon], "content-length"u8)) bodyBytes = long.Parse(field[(colon + 1)..].Trim((byte)' '), CultureInfo.InvariantCulture);
        }

        return true;
    }
}
