using System.Text.Json;

namespace FleetActors.Simulation;

/// <summary>Reads the node-link JSON that OSMnx and NetworkX write: nodes with x, y and id, links with source, target, length in metres, and travel_time in seconds or speed_kmph.</summary>
public static class NodeLinkRoads
{
    /// <summary>A faster link is a slip in the data (its telemetry would be quarantined as impossible) and is slowed down to this.</summary>
    public const int MaxSpeedKmh = 130;

    private const int DefaultSpeedKmh = 40;

    /// <summary>Loads a file. Anything doubtful is added to <paramref name="notes"/>; what cannot be used throws <see cref="ScenarioException"/> naming the file and the entry.</summary>
    public static RoadNetwork Load(string path, ICollection<string> notes)
    {
        using var document = Parse(path);
        var root = document.RootElement;
        var nodes = new List<MapPoint>();
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in Entries(path, root, "nodes"))
        {
            var where = $"nodes[{nodes.Count}]";
            var lat = Number(path, node, where, "y");
            var lon = Number(path, node, where, "x");
            if (!MapPoint.IsOnEarth(lat, lon))
                throw new ScenarioException(path, where, $"{lat}, {lon} is not a place on Earth");
            if (!indexes.TryAdd(Id(path, node, where, "id"), nodes.Count))
                throw new ScenarioException(path, where, "its id is used twice");
            nodes.Add(MapPoint.FromDegrees(lat, lon));
        }

        if (nodes.Count == 0)
            throw new ScenarioException(path, "nodes", "a road network needs at least one node");
        var links = new List<RoadLink>();
        var slowedDown = 0;
        foreach (var link in Entries(path, root, "links"))
        {
            var where = $"links[{links.Count}]";
            var parsed = ReadLink(path, link, where, NodeOf(path, link, where, "source", indexes), NodeOf(path, link, where, "target", indexes));
            var fastestMs = RoadLink.AtSpeed(parsed.From, parsed.To, parsed.LengthMm, MaxSpeedKmh).TravelMs;
            if (parsed.TravelMs < fastestMs)
                slowedDown++;
            links.Add(parsed with { TravelMs = Math.Max(parsed.TravelMs, fastestMs) });
        }

        if (slowedDown > 0)
            notes.Add($"{Path.GetFileName(path)}: {slowedDown} link(s) faster than {MaxSpeedKmh} km/h were slowed down to it.");
        return new RoadNetwork(nodes, links);
    }

    private static RoadLink ReadLink(string path, JsonElement link, string where, int from, int to)
    {
        var lengthMm = Math.Round(Number(path, link, where, "length") * 1_000);
        if (lengthMm is < 0 or > int.MaxValue)
            throw new ScenarioException(path, where, "length must be from 0 to 2,000 km, in metres");
        lengthMm = Math.Max(1, lengthMm);
        if (link.TryGetProperty("travel_time", out var seconds) && seconds.ValueKind == JsonValueKind.Number)
        {
            var travelMs = Math.Round(seconds.GetDouble() * 1_000);
            if (travelMs is < 0 or > int.MaxValue)
                throw new ScenarioException(path, where, "travel_time must be from 0 to 500 hours, in seconds");
            return new RoadLink(from, to, (int)lengthMm, (int)Math.Max(1, travelMs));
        }

        var speedKmh = link.TryGetProperty("speed_kmph", out _) ? Number(path, link, where, "speed_kmph") : DefaultSpeedKmh;
        return RoadLink.AtSpeed(from, to, (long)lengthMm, Math.Clamp((int)Math.Round(speedKmh), 1, MaxSpeedKmh));
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new ScenarioException(path, $"line {error.LineNumber + 1}", "this is not well-formed JSON");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(path, "", $"the file cannot be read: {error.Message}");
        }
    }

    private static JsonElement.ArrayEnumerator Entries(string path, JsonElement root, string field) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(field, out var entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray()
            : throw new ScenarioException(path, field, "a node-link file needs this list");

    private static double Number(string path, JsonElement entry, string where, string field) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : throw new ScenarioException(path, $"{where}.{field}", "a number is needed here");

    private static string Id(string path, JsonElement entry, string where, string field) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(field, out var value)
            ? value.ToString()
            : throw new ScenarioException(path, $"{where}.{field}", "an id is needed here");

    private static int NodeOf(string path, JsonElement link, string where, string field, Dictionary<string, int> indexes) =>
        indexes.TryGetValue(Id(path, link, where, field), out var node)
            ? node
            : throw new ScenarioException(path, $"{where}.{field}", "there is no node with this id");
}
