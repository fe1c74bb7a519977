using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FleetActors.Api.Map;
using FleetActors.Tests.Client.MapHost;
using Microsoft.Extensions.Time.Testing;

namespace FleetActors.Tests.Client.Map;

public sealed class MapEndpointTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_may_load_nothing_from_elsewhere()
    {
        await using var host = await MapTestHost.Start(cars: 10, _time);
        using var http = new HttpClient { BaseAddress = host.Address };

        using var page = await http.GetAsync("/", Cancellation);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);

        var assets = typeof(MapPages).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Map/Assets/", StringComparison.Ordinal)).ToArray();
        Assert.True(assets.Length > 10);
        foreach (var asset in assets)
        {
            using var file = await http.GetAsync($"/map/{Path.GetFileName(asset)}", Cancellation);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            var text = await file.Content.ReadAsStringAsync(Cancellation);
            Assert.DoesNotContain("//", text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).Replace("// ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_network_is_sent_once_and_then_known()
    {
        await using var host = await MapTestHost.Start(cars: 10, _time);
        using var http = new HttpClient { BaseAddress = host.Address };

        using var first = await http.GetAsync("/v1/map/network", Cancellation);
        var plain = await first.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(MapNetworkEncoding.Magic, BinaryPrimitives.ReadUInt32LittleEndian(plain));

        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/map/network");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var known = await http.SendAsync(again, Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);

        using var zipped = new HttpRequestMessage(HttpMethod.Get, "/v1/map/network");
        zipped.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await http.SendAsync(zipped, Cancellation);
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        using var unzip = new GZipStream(await answer.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        using var unzipped = new MemoryStream();
        await unzip.CopyToAsync(unzipped, Cancellation);
        Assert.Equal(plain, unzipped.ToArray());
    }

    [Fact]
    public async Task Frames_come_once_a_second_with_the_cars_in_view()
    {
        await using var host = await MapTestHost.Start(cars: 500, _time);
        using var http = new HttpClient { BaseAddress = host.Address };
        await using var all = await http.GetStreamAsync("/v1/map/frames", Cancellation);
        await using var nowhere = await http.GetStreamAsync("/v1/map/frames?view=-10,-10,-9,-9", Cancellation);

        var first = await ReadFrame(all);
        Assert.Equal((500, 500), (Number(first, 20), Number(first, 24)));
        var empty = await ReadFrame(nowhere);
        Assert.Equal((500, 0), (Number(empty, 20), Number(empty, 24)));

        var next = ReadFrame(all);
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1_000, BinaryPrimitives.ReadInt64LittleEndian((await next).AsSpan(8)) - BinaryPrimitives.ReadInt64LittleEndian(first.AsSpan(8)));
    }

    [Fact]
    public async Task One_viewer_too_many_is_sent_away_until_another_leaves()
    {
        await using var host = await MapTestHost.Start(cars: 1, _time);
        using var http = new HttpClient { BaseAddress = host.Address };
        var viewers = await Task.WhenAll(Enumerable.Range(0, MapFrameEndpoint.MaxViewers).Select(_ => http.GetStreamAsync("/v1/map/frames", Cancellation)));

        using var refused = await http.GetAsync("/v1/map/frames", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("too-many-viewers", await Code(refused));

        foreach (var viewer in viewers)
            await viewer.DisposeAsync();
        HttpStatusCode status;
        do
        {
            using var later = await http.GetAsync("/v1/map/frames", HttpCompletionOption.ResponseHeadersRead, Cancellation);
            status = later.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task A_car_is_told_by_index_and_by_vehicle()
    {
        await using var host = await MapTestHost.Start(cars: 10, _time);
        using var http = new HttpClient { BaseAddress = host.Address };

        var byIndex = await http.GetStringAsync("/v1/map/cars/7", Cancellation);
        Assert.Equal(byIndex, await http.GetStringAsync("/v1/map/cars?vehicle=car-00007", Cancellation));
        var car = JsonNode.Parse(byIndex)!;
        Assert.Equal(("car-00007", AnimatedFleet.PlateOf(7), 7), ((string?)car["vehicle"], (string?)car["plate"], (int)car["index"]!));
        Assert.InRange((double)car["latitude"]!, 47, 48);
    }

    [Theory]
    [InlineData("/v1/map/cars/10", HttpStatusCode.NotFound, "car-not-on-map")]
    [InlineData("/v1/map/cars/-1", HttpStatusCode.NotFound, "car-not-on-map")]
    [InlineData("/v1/map/cars?vehicle=car-99999", HttpStatusCode.NotFound, "car-not-on-map")]
    [InlineData("/v1/map/cars?vehicle=%00", HttpStatusCode.BadRequest, "invalid-parameter")]
    [InlineData("/v1/map/cars", HttpStatusCode.BadRequest, "invalid-parameter")]
    [InlineData("/v1/map/frames?view=1,2,3", HttpStatusCode.BadRequest, "invalid-parameter")]
    public async Task What_cannot_be_answered_says_why(string path, HttpStatusCode status, string code)
    {
        await using var host = await MapTestHost.Start(cars: 10, _time);
        using var http = new HttpClient { BaseAddress = host.Address };

        using var answer = await http.GetAsync(path, Cancellation);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, await Code(answer));
    }

    [Theory]
    [InlineData("/v1/map/network")]
    [InlineData("/v1/map/frames")]
    [InlineData("/v1/map/cars/1")]
    [InlineData("/v1/map/cars?vehicle=car-00001")]
    public async Task Without_its_key_nothing_of_a_fleet_is_told(string path)
    {
        await using var host = await MapTestHost.Start(cars: 10, _time, key: "fa_secret");
        using var http = new HttpClient { BaseAddress = host.Address };

        using var answer = await http.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("key-missing", await Code(answer));
    }

    private static int Number(byte[] frame, int at) => BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(at));

    private static async Task<byte[]> ReadFrame(Stream frames)
    {
        var header = new byte[MapFrameEncoding.HeaderLength];
        await frames.ReadExactlyAsync(header, Cancellation);
        var frame = new byte[Number(header, 4)];
        header.CopyTo(frame, 0);
        await frames.ReadExactlyAsync(frame.AsMemory(header.Length), Cancellation);
        return frame;
    }

    private static async Task<string?> Code(HttpResponseMessage answer) => (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["code"];
}
