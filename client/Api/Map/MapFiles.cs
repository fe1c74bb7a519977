using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FleetActors.Api.Map;

/// <summary>The page's files, embedded in this assembly, each with an entity tag of its content.</summary>
internal sealed class MapFiles
{
    /// <summary>The file that is the page.</summary>
    public const string Page = "index.html";

    /// <summary>Nothing from elsewhere, nothing inline: also a plate or a name with markup in it cannot run.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'none'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Prefix = "Map/Assets/";

    private readonly FrozenDictionary<string, (byte[] Bytes, string Type, EntityTagHeaderValue Tag)> _files;

    private MapFiles(FrozenDictionary<string, (byte[], string, EntityTagHeaderValue)> files) => _files = files;

    /// <summary>Reads the embedded files.</summary>
    public static MapFiles Load()
    {
        var assembly = typeof(MapFiles).Assembly;
        return new MapFiles(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name =>
            {
                using var resource = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[resource.Length];
                resource.ReadExactly(bytes);
                var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"");
                return (bytes, TypeOf(name), tag);
            }));
    }

    /// <summary>The file with its security headers, 304 when the browser has it, 404 when there is none.</summary>
    public IResult Answer(HttpContext request, string name)
    {
        if (!_files.TryGetValue(name, out var file))
            return TypedResults.NotFound();
        var headers = request.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Bytes, file.Type, entityTag: file.Tag);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The map has no content type for {other} files."),
    };
}
