using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FleetActors.Cli.Http;

/// <summary>Talks to the HTTP API. A lost answer is asked for again under the same command id, which never acts twice.</summary>
public sealed class FleetHttp : IDisposable
{
    private const int Attempts = 3;
    private readonly HttpClient _http;

    /// <summary>Connects to a server, with a key or (in its development mode) without.</summary>
    public FleetHttp(Uri server, string? key, string? fleet)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (fleet is not null) _http.DefaultRequestHeaders.Add("X-Fleet", fleet);
    }

    /// <summary>Sends a call and reads the whole answer.</summary>
    /// <param name="call">What to ask.</param>
    /// <param name="commandId">The Idempotency-Key; the same in every attempt.</param>
    /// <param name="cancellation">The person gives up.</param>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<ApiAnswer> Send(ApiCall call, string commandId, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await Once(call, commandId, cancellation);
                if (answer.Status != 503 || attempt == Attempts) return answer;
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                // The answer was lost, or the server is just starting: the same id is safe to send again.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ApiAnswer> Once(ApiCall call, string commandId, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(call.Method, call.Path);
        if (call.Method != HttpMethod.Get) request.Headers.Add("Idempotency-Key", commandId);
        if (call.Body is not null) request.Content = new StringContent(call.Body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return new ApiAnswer((int)response.StatusCode, Parse(text));
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
