using System.Diagnostics;
using System.Net.Http.Headers;

namespace FleetActors.Benchmarks.Http;

/// <summary>A closed model: so many callers on connections of their own, each of which sends its next request when the last one was answered.</summary>
internal sealed class HttpLoad(Uri address) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    /// <summary>Sends for a time. <paramref name="next"/> makes the n-th request of a caller.</summary>
    public async Task<HttpFigures> RunAsync(int atOnce, TimeSpan time, Func<int, int, HttpCall> next, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var callers = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(caller => Task.Run(() => CallAsync(caller, watch, time, next, cancellation), cancellation)));
        return new(watch.Elapsed, [.. callers.SelectMany(caller => caller.Took)], callers.Max(caller => caller.AnswerBytes));
    }

    /// <summary>Sends one request; answers the length of its answer's body. Throws when it was not answered well.</summary>
    public async Task<int> SendAsync(HttpCall call, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(call.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(address, call.Path));
        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var answer = await _http.SendAsync(request, cancellation);
        var content = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.IsSuccessStatusCode) return content.Length;
        throw new InvalidOperationException($"{request.Method} {call.Path}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(content)}");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(List<double> Took, int AnswerBytes)> CallAsync(int caller, Stopwatch watch, TimeSpan time, Func<int, int, HttpCall> next, CancellationToken cancellation)
    {
        var (took, bytes) = (new List<double>(), 0);
        for (var n = 0; watch.Elapsed < time; n++)
        {
            var began = watch.Elapsed;
            for (var call = next(caller, n); call is not null; call = call.Then) bytes = Math.Max(bytes, await SendAsync(call, cancellation));
            took.Add((watch.Elapsed - began).TotalMilliseconds);
        }
        return (took, bytes);
    }
}

/// <summary>A request, and those that follow it as one piece of work.</summary>
/// <param name="Path">Where to.</param>
/// <param name="Body">JSON of a POST; null for a GET.</param>
/// <param name="Then">What is sent next.</param>
internal sealed record HttpCall(string Path, ReadOnlyMemory<byte>? Body = null, HttpCall? Then = null);

/// <summary>What a round measured.</summary>
/// <param name="Took">How long it was.</param>
/// <param name="Ms">Milliseconds of each piece of work.</param>
/// <param name="AnswerBytes">The longest answer's body.</param>
internal sealed record HttpFigures(TimeSpan Took, IReadOnlyList<double> Ms, int AnswerBytes)
{
    /// <summary>Pieces of work a second.</summary>
    public double PerSecond => Ms.Count / Took.TotalSeconds;

    /// <summary>Milliseconds within which a share of them was done.</summary>
    public double Percentile(double share) => Ms.Order().ElementAt(Math.Min(Ms.Count - 1, (int)(share * Ms.Count)));
}
