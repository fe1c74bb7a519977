using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FleetActors.Simulation;
using FleetActors.Simulation.Emit;

namespace FleetActors.Benchmarks.Emit;

/// <summary>
/// What this machine gives when nothing is scheduled, filled in or measured: the same bytes again and again over plain sockets,
/// on each connection the next ones as soon as the last ones were answered.
/// </summary>
internal static class BareLoops
{
    private const int DiallingAtOnce = 64;
    private static readonly TemplateFields Sample = new(new("car-000001"), 1_777_629_600_123, new(new MapPoint(525_000_000, 134_000_000), 50, 270, 800, 123_456), 1_000_000);

    /// <summary>Fixes a second into a broker at level 1, one under way on each of <paramref name="connections"/>.</summary>
    public static async Task<double> PublishAsync(int port, int connections, TimeSpan time, CancellationToken cancellation)
    {
        var payload = new ArrayBufferWriter<byte>();
        BuiltInTemplates.Load("fix").Write(payload, [Sample]);
        var packet = new byte[512];
        var message = packet.AsMemory(0, MqttPackets.WritePublish(packet, "fleet/car-000001/telemetry"u8, payload.WrittenSpan, packetId: 1));
        return await LoopAsync(port, connections, message, time, async (socket, car) =>
        {
            await socket.SendAsync(MqttPackets.Connect(string.Create(CultureInfo.InvariantCulture, $"bare-{car}"), "", "", keepAliveSeconds: 60), cancellation);
            await ReadAsync(socket, new byte[4], answer => answer.Length == 4);
        }, answer => answer.Length == 4, cancellation);
    }

    /// <summary>Fixes a second as POSTs of <paramref name="batch"/> each, one under way on each of <paramref name="connections"/>.</summary>
    public static async Task<double> PostAsync(int port, int connections, int batch, TimeSpan time, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>();
        BuiltInTemplates.Load(BuiltInTemplates.FleetActors).Write(body, Enumerable.Repeat(Sample, batch).ToArray());
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /v1/telemetry HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {body.WrittenCount}\r\n\r\n"));
        byte[] request = [.. head, .. body.WrittenSpan];
        return batch * await LoopAsync(port, connections, request, time, (_, _) => Task.CompletedTask, answer => answer.EndsWith("\r\n\r\n"u8), cancellation);
    }

    private static async Task<double> LoopAsync(int port, int connections, ReadOnlyMemory<byte> message, TimeSpan time, Func<Socket, int, Task> greet, Func<ReadOnlySpan<byte>, bool> isWhole, CancellationToken cancellation)
    {
        var sockets = new Socket[connections];
        try
        {
            await Parallel.ForAsync(0, connections, new ParallelOptions { MaxDegreeOfParallelism = DiallingAtOnce, CancellationToken = cancellation }, async (car, stop) =>
            {
                sockets[car] = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await sockets[car].ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
                await greet(sockets[car], car);
            });
            var (answers, began) = (0L, Stopwatch.GetTimestamp());
            await Task.WhenAll(sockets.Select(socket => Task.Run(async () =>
            {
                var answer = new byte[128];
                while (Stopwatch.GetElapsedTime(began) < time)
                {
                    await socket.SendAsync(message, cancellation);
                    await ReadAsync(socket, answer, isWhole);
                    Interlocked.Increment(ref answers);
                }
            }, cancellation)));
            return answers / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            foreach (var socket in sockets) socket?.Dispose();
        }
    }

    private static async Task ReadAsync(Socket socket, byte[] buffer, Func<ReadOnlySpan<byte>, bool> isWhole)
    {
        var filled = 0;
        while (!isWhole(buffer.AsSpan(0, filled)))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0) throw new IOException("The target closed a connection of the bare loop.");
            filled += read;
        }
    }
}
