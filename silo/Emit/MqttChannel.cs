using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>Fixes as MQTT messages, each car over a connection of its own.</summary>
public sealed class MqttChannel : IEmitChannel
{
    /// <summary>The most connections that are being made at once, outside of storms.</summary>
    public const int MostDialling = 256;

    private readonly EmitSettings _settings;
    private readonly LoadMeter _meter;
    private readonly Dialling _dialling;
    private readonly MqttConnection?[] _connections;
    private readonly ArrayBufferWriter<byte> _payload = new(1024);
    private readonly ArrayBufferWriter<byte> _topic = new(128);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>The cars of one worker.</summary>
    public MqttChannel(EmitSettings settings, LoadMeter meter)
    {
        (_settings, _meter, _dialling) = (settings, meter, new(settings));
        _connections = new MqttConnection?[settings.Devices.Length];
    }

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        using var gate = new SemaphoreSlim(MostDialling);
        Exception? problem = null;
        var made = 0;
        var cars = Enumerable.Range(0, _connections.Length).Where(car => car % _settings.Workers == _settings.Worker).ToList();
        foreach (var car in cars) _connections[car] = new MqttConnection(car, _settings, _meter, _dialling, _closing.Token);
        await Task.WhenAll(cars.Select(OpenOneAsync));
        if (made == 0) throw new EmitException($"{_settings.Target.Shown} cannot be used: {problem!.Message.TrimEnd('.')}.");

        async Task OpenOneAsync(int car)
        {
            await gate.WaitAsync(cancellation);
            try
            {
                // When nothing was ever reached and many tried, the rest need not wait for their time-outs too.
                if (made == 0 && problem is not null and not SocketException { SocketErrorCode: SocketError.ConnectionReset }) return;
                await _connections[car]!.ConnectAsync(cancellation);
                Interlocked.Increment(ref made);
            }
            catch (Exception error) when (error is SocketException or IOException or AuthenticationException or EmitException or TimeoutException)
            {
                problem = error;
                _connections[car]!.ReconnectLater();
            }
            finally
            {
                gate.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Send(int car, long dueUs, ReadOnlySpan<TemplateFields> fixes)
    {
        _topic.ResetWrittenCount();
        _payload.ResetWrittenCount();
        _settings.Topic!.Write(_topic, fixes[..1]);
        _settings.Payload.Write(_payload, fixes);
        _connections[car]!.Publish(dueUs, _topic.WrittenSpan, _payload.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Cut(Storm storm)
    {
        foreach (var connection in _connections)
        {
            if (connection is not null && storm.Hits(_settings.Seed, connection.Car)) connection.Cut();
        }
    }

    /// <inheritdoc/>
    public void Sweep()
    {
        foreach (var connection in _connections) connection?.Sweep();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        foreach (var connection in _connections) connection?.Close();
        _closing.Dispose();
    }
}
