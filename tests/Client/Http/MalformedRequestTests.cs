using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FleetActors.Api.Problems;

namespace FleetActors.Tests.Client.Http;

/// <summary>Requests that the server cannot parse, and so never hands to the application: 4xx with a code all the same.</summary>
[Collection(ApiCollection.Name)]
public sealed class MalformedRequestTests(ApiHost host)
{
    public static TheoryData<string, int> Requests { get; } = new()
    {
        { "GET /v1/vehicles/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400 },
        { "GET /v1/vehicles/car%00-1?x=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400 },
        { "GET v1/vehicles HTTP/1.1\r\nHost: localhost\r\n\r\n", 400 },
        { "GET /v1/vehicles HTTP/1.1\r\n\r\n", 400 },
        { "GET /v1/vehicles HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere\r\n\r\n", 400 },
        { "GET /v1/vehicles HTTP/1.1\r\nHost: localhost\r\nBroken header\r\n\r\n", 400 },
        { "POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400 },
        { "POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: nonsense\r\n\r\n", 400 },
        { "rubbish\r\n\r\n", 400 },
        { "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n", 400 }, // a TLS greeting to a port that speaks plain HTTP
        { $"GET /{new string('a', 9_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414 },
        { $"GET /v1/vehicles HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('a', 40_000)}\r\n\r\n", 431 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_is_no_request_gets_a_problem_with_a_code(string request, int status)
    {
        var (told, head, body) = await Exchange(request);
        Assert.Equal(status, told);
        Assert.Contains("Content-Type: application/problem+json", head, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"), head + "\r\n", StringComparison.Ordinal);
        var problem = JsonNode.Parse(body)!;
        Assert.Equal((status, "bad-request"), (problem["status"]!.GetValue<int>(), problem["code"]!.GetValue<string>()));
        Assert.False(string.IsNullOrEmpty(problem["traceId"]!.GetValue<string>()));
        Assert.False(string.IsNullOrEmpty(problem["detail"]!.GetValue<string>()));
    }

    [Fact]
    public void Only_a_bare_answer_that_ends_its_connection_is_completed()
    {
        const string Bare = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        Assert.NotNull(BareAnswers.Completed(Encoding.ASCII.GetBytes(Bare), "trace"));
        string[] others =
        [
            "", "HTTP/1.1", Bare + "more", Bare.Replace(" 400", " 200", StringComparison.Ordinal), Bare.Replace("Length: 0", "Length: 7", StringComparison.Ordinal),
            Bare.Replace("close", "keep-alive", StringComparison.Ordinal), new string('a', 4_000) + Bare,
        ];
        foreach (var other in others) Assert.Null(BareAnswers.Completed(Encoding.ASCII.GetBytes(other), "trace"));
    }

    private async Task<(int Status, string Head, string Body)> Exchange(string request)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var connection = new TcpClient();
        await connection.ConnectAsync(host.Address.Host, host.Address.Port, cancellation);
        await using var stream = connection.GetStream();
        var all = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellation);
            await stream.CopyToAsync(all, cancellation);
        }
        catch (IOException)
        {
            // The server closed while the rest of the request was still on its way; what it said has arrived.
        }
        var text = Encoding.UTF8.GetString(all.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"no answer: '{text}'");
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
