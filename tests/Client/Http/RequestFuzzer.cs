using System.Text;
using System.Text.Json.Nodes;

namespace FleetActors.Tests.Client.Http;

/// <summary>
/// Makes requests that must not change anything: to things that do not exist, with bodies that are torn, mistyped, padded
/// with unknown members, nested, or out of range. The same seed makes the same requests.
/// </summary>
public sealed class RequestFuzzer(int seed)
{
    private static readonly string[] Ids =
        ["nobody", "a%20b", "%0d%0a", "..%2f..", "%F0%9F%9A%97", new('x', 65), new('x', 2_000), "-1", "'--", "{}", "%25"];

    private static readonly string[] Queries =
        ["", "?near=", "?near=1", "?near=1,2,3", "?near=1e400,1", "?limit=-1", "?limit=x", "?q=", "?after=9.9.9", "?page=-5", "?page=x", "?from=never", "?vehicle=%00x", "?near=52,13&radius=Infinity"];

    private readonly Random _chance = new(seed);

    /// <summary>The next request.</summary>
    public (string Method, string Path, byte[]? Body) Next(IReadOnlyList<ApiRoute> routes)
    {
        var route = Pick(routes);
        var path = route.Path(Pick(Ids));
        if (route.Method == "GET") return (route.Method, path + Pick(Queries), null);
        return (route.Method, path, route.Example is null ? null : Spoil(route.Example));
    }

    private byte[] Spoil(string example) => _chance.Next(7) switch
    {
        0 => Encoding.UTF8.GetBytes(example)[..^_chance.Next(1, example.Length)],
        1 => Flip(Encoding.UTF8.GetBytes(example)),
        2 => Encoding.UTF8.GetBytes(example.Insert(1, $"\"unknown{_chance.Next(9)}\":{Pick(Weird)},")),
        3 => Encoding.UTF8.GetBytes($"[{example}]"),
        4 => Encoding.UTF8.GetBytes(example + example),
        5 => Encoding.UTF8.GetBytes(Pick(Weird)),
        _ => Mistype(example),
    };

    /// <summary>Every member becomes something that no member of the API is.</summary>
    private byte[] Mistype(string example)
    {
        var body = JsonNode.Parse(example)!.AsObject();
        foreach (var name in body.Select(member => member.Key).ToArray()) body[name] = JsonNode.Parse(Pick(Mistyped));
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    /// <summary>A byte that is invalid in UTF-8 and in JSON, somewhere.</summary>
    private byte[] Flip(byte[] bytes)
    {
        bytes[_chance.Next(bytes.Length)] = 0xFF;
        return bytes;
    }

    private static readonly string[] Weird =
        ["null", "0", "-1", "1e999", "\"\"", "[]", "true", "{\"a\":{\"a\":{}}}", "\"\\u0000\"", "99999999999999999999999999", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"];

    private static readonly string[] Mistyped = ["{\"no\":1}", "[1]", "\"\\u0000\"", "[[]]"];

    private T Pick<T>(IReadOnlyList<T> from) => from[_chance.Next(from.Count)];
}
