using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FleetActors.Api.Map;

/// <summary>Answers <c>GET /v1/map/network</c>: each network is encoded and compressed once, and a viewer that has it gets 304.</summary>
internal sealed class MapNetworkEndpoint
{
    private readonly ConditionalWeakTable<MapNetwork, EncodedNetwork> _encoded = [];

    /// <summary>401 without a key, 404 without roads, 304 when unchanged, else the bytes of <see cref="MapNetworkEncoding"/>.</summary>
    public async Task<IResult> Get(HttpContext request, IMapFleet fleets, IMapNetworkSource source)
    {
        if (fleets.Of(request) is not { } fleet)
            return MapProblem.KeyNeeded();
        if (await source.Network(fleet, request.RequestAborted) is not { } network)
            return MapProblem.NotFound("no-road-network", "This fleet has no road network.");

        var encoded = _encoded.GetValue(network, static roads => new EncodedNetwork(roads));
        var headers = request.Response.GetTypedHeaders();
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true, Private = true };
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var zip = request.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (zip)
            request.Response.Headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(zip ? encoded.Zipped : encoded.Plain, "application/octet-stream", entityTag: encoded.Tag);
    }

    private sealed class EncodedNetwork
    {
        public EncodedNetwork(MapNetwork network)
        {
            Plain = MapNetworkEncoding.Encode(network);
            using var zipped = new MemoryStream();
            using (var zip = new GZipStream(zipped, CompressionLevel.Optimal))
                zip.Write(Plain);
            Zipped = zipped.ToArray();
            // Weak: the zipped and the plain form share it.
            Tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Plain).AsSpan(0, 12))}\"", isWeak: true);
        }

        public byte[] Plain { get; }

        public byte[] Zipped { get; }

        public EntityTagHeaderValue Tag { get; }
    }
}
