namespace FleetActors.Simulation.Emit;

/// <summary>Payloads that need no file.</summary>
public static class BuiltInTemplates
{
    /// <summary>The project's own <c>/v1/telemetry</c>.</summary>
    public const string FleetActors = "fleetactors";

    /// <summary>OsmAnd's and Traccar's query; it belongs into a URL.</summary>
    public const string OsmAndQuery = "?id={{vehicle}}&lat={{lat}}&lon={{lon}}&timestamp={{unix}}&speed={{speedKnots}}&bearing={{heading}}&batt={{charge}}";

    /// <summary>What a car answers to a command when nobody gives a template.</summary>
    public const string Reply = """{"vehicle":"{{vehicle}}","command":"{{command}}","outcome":"{{outcome}}","at":"{{time}}"}""";

    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        [FleetActors] = """{"fixes":[{{#fixes}}{"vehicle":"{{vehicle}}","at":"{{time}}","position":{"latitude":{{lat}},"longitude":{{lon}}},"speedKmh":{{speedKmh}},"headingDegrees":{{heading}},"chargePercent":{{charge}},"odometerMetres":{{odometerMetres}}}{{/fixes}}]}""",
        ["fix"] = """{"vehicle":"{{vehicle}}","at":"{{time}}","position":{"latitude":{{lat}},"longitude":{{lon}}},"speedKmh":{{speedKmh}},"headingDegrees":{{heading}},"chargePercent":{{charge}},"odometerMetres":{{odometerMetres}}}""",
        ["mds"] = """{"telemetry":[{{#fixes}}{"device_id":"{{uuid}}","telemetry_id":"{{fixUuid}}","provider_id":"00000000-0000-8000-8000-000000000000","timestamp":{{unixMs}},"trip_ids":[],"location":{"lat":{{lat}},"lng":{{lon}},"heading":{{heading}},"speed":{{speedMs}}},"location_type":"street","battery_percent":{{charge}}}{{/fixes}}]}""",
        ["traccar"] = """{"uniqueId":"{{vehicle}}","deviceTime":"{{time}}","fixTime":"{{time}}","valid":true,"latitude":{{lat}},"longitude":{{lon}},"altitude":0,"speed":{{speedKnots}},"course":{{heading}},"attributes":{"batteryLevel":{{charge}},"totalDistance":{{odometerMetres}},"index":{{number}}}}""",
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Texts.Keys;

    /// <summary>One of them by its name, or what a file holds. Throws <see cref="EmitException"/> when there is neither.</summary>
    public static PayloadTemplate Load(string nameOrPath)
    {
        if (Texts.TryGetValue(nameOrPath, out var text)) return PayloadTemplate.Parse(text, nameOrPath);
        try
        {
            return PayloadTemplate.Parse(File.ReadAllText(nameOrPath).TrimEnd('\r', '\n'), Path.GetFileName(nameOrPath));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new EmitException($"--template: '{nameOrPath}' is neither a file that can be read nor one of {string.Join(", ", Names)}.");
        }
    }
}
