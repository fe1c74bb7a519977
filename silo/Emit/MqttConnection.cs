using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>
/// One car's connection to a broker. Publishing never waits: what cannot be written now is kept, up to a bound, and written
/// when it can be; also after a lost connection. What was under way when the connection was lost has failed.
/// </summary>
internal sealed class MqttConnection(int car, EmitSettings settings, LoadMeter meter, Dialling dialling, CancellationToken closing)
{
    /// <summary>The most fixes of a car without an acknowledgement, kept ones included. A power of two, one bit of a word each.</summary>
    public const int MostOpen = 64;

    private const int KeepAliveSeconds = 60;
    private const int ReadBytes = 256;
    private const int LongestPauseMs = 30_000;

    private readonly Lock _gate = new();
    private readonly Queue<Packet> _kept = new();
    private readonly long[] _dueUs = new long[MostOpen];
    private readonly ushort[] _ids = new ushort[MostOpen];
    private ulong _keptBits;
    private Socket? _socket;
    private Stream? _stream;
    private int _epoch;
    private bool _isWriting;
    private bool _isDialling;
    private ushort _lastId;
    private long _lastWriteUs;

    /// <summary>Whose it is.</summary>
    public int Car => car;

    /// <summary>Connects and says who the car is. Throws when the target cannot be reached or refuses.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, closing);
        limit.CancelAfter(settings.Timeout);
        try
        {
            var (socket, stream) = await dialling.ConnectAsync(limit.Token);
            try
            {
                var device = settings.Devices[car];
                await stream.WriteAsync(MqttPackets.Connect(device.Id, device.User, device.Password, KeepAliveSeconds), limit.Token);
                var answer = new byte[4];
                await stream.ReadExactlyAsync(answer, limit.Token);
                if (answer[0] >> 4 != MqttPackets.ConnAck) throw new EmitException("it does not speak MQTT 3.1.1");
                if (answer[3] != 0) throw new EmitException($"the broker refused {device.Id}: {MqttPackets.RefusalText(answer[3])}");
            }
            catch
            {
                await stream.DisposeAsync();
                throw;
            }

            Opened(socket, stream, Stopwatch.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !closing.IsCancellationRequested)
        {
            throw new TimeoutException("no answer within the time-out");
        }
    }

    /// <summary>Sends a fix, or keeps it until it can be sent.</summary>
    public void Publish(long dueUs, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        meter.Sent(dueUs);
        lock (_gate)
        {
            var id = settings.Qos == 0 ? (ushort)0 : NextId();
            var slot = id & (MostOpen - 1);
            if (id == 0 ? _kept.Count >= MostOpen : _ids[slot] != 0)
            {
                meter.Failed(EmitError.NotSent, dueUs);
                return;
            }

            if (id != 0) (_ids[slot], _dueUs[slot], _keptBits) = (id, dueUs, _keptBits | 1ul << slot);
            var bytes = new byte[MqttPackets.PublishLength(topic.Length, payload.Length)];
            _kept.Enqueue(new(bytes.AsMemory(0, MqttPackets.WritePublish(bytes, topic, payload, id)), id, dueUs, IsFix: true));
            Pump();
        }
    }

    /// <summary>Ends the connection without a word and connects again at once.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            if (_stream is null) return;
            Lose(EmitError.CutByStorm);
        }

        _ = ReconnectAsync(firstPauseMs: 0);
    }

    /// <summary>Connects some time later, again and again.</summary>
    public void ReconnectLater() => _ = ReconnectAsync(firstPauseMs: 500 + FaultRules.Draw(settings.Seed, 5, car, _epoch) / 1_000);

    /// <summary>Gives up what is too old, and keeps the connection alive.</summary>
    public void Sweep()
    {
        var nowUs = meter.NowUs;
        lock (_gate)
        {
            for (var slot = 0; slot < MostOpen; slot++)
            {
                if (_ids[slot] == 0 || nowUs - _dueUs[slot] < settings.Timeout.TotalMicroseconds) continue;
                _ids[slot] = 0;
                meter.Failed(_stream is null ? EmitError.NotConnected : EmitError.TimedOut, _dueUs[slot]);
            }

            // At level 0 nothing but a broken connection keeps a fix here.
            while (settings.Qos == 0 && _kept.TryPeek(out var first) && first.IsFix && nowUs - first.DueUs >= settings.Timeout.TotalMicroseconds)
            {
                _kept.Dequeue();
                meter.Failed(_stream is null ? EmitError.NotConnected : EmitError.TimedOut, first.DueUs);
            }

            if (_stream is not null && nowUs - _lastWriteUs > KeepAliveSeconds * 500_000L) SendOwn(MqttPackets.PingReq);
        }
    }

    /// <summary>Says goodbye.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_stream is null) return;
            if (!_isWriting) SendOwn(MqttPackets.Disconnect);
            _epoch++;
            _stream.Dispose();
            _stream = null;
        }
    }

    private ushort NextId() => _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);

    private void Opened(Socket socket, Stream stream, TimeSpan took)
    {
        lock (_gate)
        {
            (_socket, _stream, _isWriting) = (socket, stream, false);
            _epoch++;
            meter.Connected((long)took.TotalMicroseconds);
            if (settings.CommandTopic is { } filter) SendFirst(MqttPackets.Subscribe(ushort.MaxValue, filter.Text(new(settings.Devices[car], 0, default, car))));
            Pump();
            _ = ReadAsync(stream, _epoch);
        }
    }

    private void SendFirst(ReadOnlyMemory<byte> packet)
    {
        var later = _kept.ToArray();
        _kept.Clear();
        _kept.Enqueue(new(packet, 0, 0, IsFix: false));
        foreach (var one in later) _kept.Enqueue(one);
    }

    private void SendOwn(ReadOnlyMemory<byte> packet)
    {
        _kept.Enqueue(new(packet, 0, 0, IsFix: false));
        Pump();
    }

    /// <summary>Writes what is kept, as far as the connection takes it. Inside the gate.</summary>
    private void Pump()
    {
        while (_stream is not null && !_isWriting && _kept.TryDequeue(out var packet))
        {
            if (packet.Id != 0)
            {
                var slot = packet.Id & (MostOpen - 1);
                if (_ids[slot] != packet.Id) continue; // given up meanwhile
                _keptBits &= ~(1ul << slot);
            }

            _lastWriteUs = meter.NowUs;
            var writing = _stream.WriteAsync(packet.Bytes, CancellationToken.None);
            if (writing.IsCompletedSuccessfully) Written(packet);
            else
            {
                _isWriting = true;
                _ = FinishAsync(writing, packet, _epoch);
            }
        }
    }

    private void Written(Packet packet)
    {
        // At level 0 nobody acknowledges: what the system's network layer took has to do.
        if (packet is { IsFix: true, Id: 0 }) meter.Answered(packet.DueUs);
    }

    private async Task FinishAsync(ValueTask writing, Packet packet, int epoch)
    {
        try
        {
            await writing;
            lock (_gate)
            {
                Written(packet);
                if (epoch != _epoch) return;
                _isWriting = false;
                Pump();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or SocketException)
        {
            if (packet is { IsFix: true, Id: 0 }) meter.Failed(EmitError.Disconnected, packet.DueUs);
            Ended(epoch);
        }
    }

    private async Task ReadAsync(Stream stream, int epoch)
    {
        var buffer = new byte[ReadBytes];
        var filled = 0;
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (read == 0) break;
                filled += read;
                var used = 0;
                while (MqttPackets.TryReadFrame(buffer.AsSpan(used, filled - used), out var first, out var bodyAt, out var length))
                {
                    Take(first, buffer.AsSpan(used + bodyAt, length - bodyAt));
                    used += length;
                }

                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or SocketException or InvalidDataException or ArgumentOutOfRangeException)
        {
            // Whatever ended it, the connection is over.
        }

        Ended(epoch);
    }

    private void Take(byte first, ReadOnlySpan<byte> body)
    {
        switch (first >> 4)
        {
            case MqttPackets.PubAck:
                var id = (ushort)(body[0] << 8 | body[1]);
                long dueUs;
                lock (_gate)
                {
                    var slot = id & (MostOpen - 1);
                    if (_ids[slot] != id || (_keptBits >> slot & 1) != 0) return; // given up before
                    (_ids[slot], dueUs) = (0, _dueUs[slot]);
                }

                meter.Answered(dueUs);
                return;
            case MqttPackets.Publish:
                MqttPackets.ReadPublish(first, body, out _, out var packetId, out var payload);
                lock (_gate)
                {
                    if (packetId != 0) SendOwn(MqttPackets.Acknowledge(packetId));
                }

                if (settings.ReplyTopic is not null) _ = ReplyAsync(CommandText.IdOf(payload));
                return;
        }
    }

    private async Task ReplyAsync(string command)
    {
        if (settings.ReplyDelay > TimeSpan.Zero) await Task.Delay(settings.ReplyDelay, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isFailed = FaultRules.Draw(settings.Seed, 6, car, command.Aggregate(17L, (hash, sign) => unchecked(hash * 31 + sign))) < settings.ReplyFailPpm;
        var fields = new TemplateFields(settings.Devices[car], meter.UnixMsAt(meter.NowUs), default, 0, command, isFailed ? "failed" : "done");
        var (topic, payload) = (Encoding.UTF8.GetBytes(settings.ReplyTopic!.Text(fields)), Encoding.UTF8.GetBytes(settings.Reply!.Text(fields)));
        var bytes = new byte[MqttPackets.PublishLength(topic.Length, payload.Length)];
        lock (_gate)
        {
            if (_stream is null || _kept.Count >= MostOpen) return;
            SendOwn(bytes.AsMemory(0, MqttPackets.WritePublish(bytes, topic, payload, packetId: 0)));
        }

        meter.Replied();
    }

    private void Ended(int epoch)
    {
        lock (_gate)
        {
            if (epoch != _epoch || _stream is null) return;
            Lose(EmitError.Disconnected);
        }

        if (!closing.IsCancellationRequested) ReconnectLater();
    }

    /// <summary>The connection is gone, and with it what was under way. Inside the gate.</summary>
    private void Lose(EmitError error)
    {
        _epoch++;
        _socket!.Close(0);
        _stream!.Dispose();
        (_stream, _socket, _isWriting) = (null, null, false);
        meter.Lost();
        for (var slot = 0; slot < MostOpen; slot++)
        {
            if (_ids[slot] == 0 || (_keptBits >> slot & 1) != 0) continue;
            _ids[slot] = 0;
            meter.Failed(error, _dueUs[slot]);
        }
    }

    private async Task ReconnectAsync(int firstPauseMs)
    {
        lock (_gate)
        {
            if (_isDialling) return;
            _isDialling = true;
        }

        try
        {
            for (var pauseMs = firstPauseMs; !closing.IsCancellationRequested; pauseMs = Math.Clamp(pauseMs * 2, 500, LongestPauseMs))
            {
                if (pauseMs > 0) await Task.Delay(pauseMs, closing);
                try
                {
                    await ConnectAsync(closing);
                    return;
                }
                catch (Exception error) when (error is SocketException or IOException or AuthenticationException or EmitException or TimeoutException)
                {
                    // The next try comes after a longer pause; what falls due meanwhile is kept or fails as not connected.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        finally
        {
            lock (_gate) _isDialling = false;
        }
    }

    private readonly record struct Packet(ReadOnlyMemory<byte> Bytes, ushort Id, long DueUs, bool IsFix);
}
