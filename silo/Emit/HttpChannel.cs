using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>Fixes as HTTP requests. A request that is due is sent whether earlier ones were answered or not, up to a bound.</summary>
public sealed class HttpChannel : IEmitChannel
{
    /// <summary>The most requests without an answer.</summary>
    public const int MostOpen = 10_000;

    /// <summary>The most bytes of payload in requests without an answer.</summary>
    public const long MostOpenBytes = 256L << 20;

    private readonly EmitSettings _settings;
    private readonly LoadMeter _meter;
    private readonly HttpClient _client;
    private readonly Uri? _sameForAll;
    private int _open;
    private long _openBytes;

    /// <summary>Nothing is sent before the first fix.</summary>
    public HttpChannel(EmitSettings settings, LoadMeter meter)
    {
        (_settings, _meter) = (settings, meter);
        var dialling = new Dialling(settings);
        _client = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = settings.Connections,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            SslOptions = dialling.Tls,
            ConnectCallback = async (context, cancellation) => new System.Net.Sockets.NetworkStream(await dialling.ConnectTcpAsync(context.DnsEndPoint, cancellation), ownsSocket: true),
        })
        {
            Timeout = settings.Timeout,
        };
        if (settings.Path!.IsSameForAll) _sameForAll = UriOf(default);
    }

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        try
        {
            using var socket = await new Dialling(_settings).ConnectTcpAsync(new(_settings.Target.Host, _settings.Target.Port), cancellation);
        }
        catch (Exception error) when (error is System.Net.Sockets.SocketException or IOException)
        {
            throw new EmitException($"{_settings.Target.Shown} cannot be reached: {error.Message}.");
        }
    }

    /// <inheritdoc/>
    public void Send(int car, long dueUs, ReadOnlySpan<TemplateFields> fixes)
    {
        _meter.Sent(dueUs, fixes.Length);
        if (Volatile.Read(ref _open) >= MostOpen || Volatile.Read(ref _openBytes) >= MostOpenBytes)
        {
            _meter.Failed(EmitError.NotSent, dueUs, fixes.Length);
            return;
        }

        var isQuery = _settings.Target.Protocol == EmitProtocol.OsmAnd;
        var request = new HttpRequestMessage(isQuery ? HttpMethod.Get : HttpMethod.Post, _sameForAll ?? UriOf(fixes[0]));
        foreach (var (name, value) in _settings.Headers) request.Headers.TryAddWithoutValidation(name, value.Text(fixes[0]));
        var bytes = 0;
        if (!isQuery)
        {
            var body = new ArrayBufferWriter<byte>(256 * fixes.Length);
            _settings.Payload.Write(body, fixes);
            bytes = body.WrittenCount;
            request.Content = new ReadOnlyMemoryContent(body.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        Interlocked.Increment(ref _open);
        Interlocked.Add(ref _openBytes, bytes);
        _ = ExchangeAsync(request, dueUs, fixes.Length, bytes);
    }

    /// <inheritdoc/>
    public void Cut(Storm storm) => throw new InvalidOperationException("Storms need connections that belong to cars.");

    /// <inheritdoc/>
    public void Sweep()
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private Uri UriOf(TemplateFields fields) => new(_settings.Target.HttpRoot + _settings.Path!.Text(fields));

    private async Task ExchangeAsync(HttpRequestMessage request, long dueUs, int fixes, int bytes)
    {
        try
        {
            using (request)
            using (var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead))
            {
                var status = (int)response.StatusCode;
                if (status is >= 500) _meter.Failed(EmitError.ServerError, dueUs, fixes);
                else if (status is < 200 or >= 300) _meter.Failed(EmitError.Refused, dueUs, fixes);
                else
                {
                    var unknown = Math.Min(fixes, await UnknownAsync(response));
                    if (unknown > 0) _meter.Failed(EmitError.UnknownVehicle, dueUs, unknown);
                    if (unknown < fixes) _meter.Answered(dueUs, fixes - unknown);
                }
            }
        }
        catch (OperationCanceledException)
        {
            _meter.Failed(EmitError.TimedOut, dueUs, fixes);
        }
        catch (HttpRequestException error)
        {
            var isConnecting = error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            _meter.Failed(isConnecting ? EmitError.NotConnected : EmitError.Disconnected, dueUs, fixes);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            Interlocked.Add(ref _openBytes, -bytes);
        }
    }

    /// <summary>This project's own API takes a batch and says which of its vehicles it does not know.</summary>
    private async Task<int> UnknownAsync(HttpResponseMessage response)
    {
        if (_settings.Payload.Name != BuiltInTemplates.FleetActors || response.Content.Headers.ContentLength == 0) return 0;
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (answer.AsSpan().IndexOf("\"unknown\":["u8) < 0) return 0;
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.TryGetProperty("unknown", out var unknown) ? unknown.GetArrayLength() : 0;
        }
        catch (JsonException)
        {
            return 0; // another platform's answer
        }
    }
}
