using System.Text.Json;

namespace FleetActors.Api;

/// <summary>A track as GeoJSON (RFC 7946): one feature with the line, and the time and readings of each of its points.</summary>
public static class TrackGeoJson
{
    /// <summary>UTF-8 text. A single point is a Point, none is a feature without geometry.</summary>
    public static byte[] Write(TrackBody track)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            WriteGeometry(json, track);
            json.WriteStartObject("properties");
            json.WriteString("vehicle", track.Vehicle.Value);
            WriteAll(json, "times", track, (writer, fix) => writer.WriteStringValue(fix.At.UtcDateTime));
            WriteAll(json, "speedsKmh", track, (writer, fix) => writer.WriteNumberValue(fix.SpeedKmh));
            WriteAll(json, "headingsDegrees", track, (writer, fix) => writer.WriteNumberValue(fix.HeadingDegrees));
            WriteAll(json, "chargesPercent", track, (writer, fix) => writer.WriteNumberValue(fix.ChargePercent));
            WriteAll(json, "odometersMetres", track, (writer, fix) => writer.WriteNumberValue(fix.OdometerMetres));
            if (track.Next is { } next) json.WriteString("next", next.UtcDateTime);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static void WriteGeometry(Utf8JsonWriter json, TrackBody track)
    {
        if (track.Fixes.IsEmpty)
        {
            json.WriteNull("geometry");
            return;
        }
        json.WriteStartObject("geometry");
        json.WriteString("type", track.Fixes.Length == 1 ? "Point" : "LineString");
        if (track.Fixes.Length == 1)
        {
            json.WritePropertyName("coordinates");
            WritePlace(json, track.Fixes[0]);
        }
        else
        {
            WriteAll(json, "coordinates", track, WritePlace);
        }
        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, string name, TrackBody track, Action<Utf8JsonWriter, Fix> write)
    {
        json.WriteStartArray(name);
        foreach (var fix in track.Fixes) write(json, fix);
        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, Fix fix)
    {
        json.WriteStartArray();
        json.WriteNumberValue(fix.Position.Longitude);
        json.WriteNumberValue(fix.Position.Latitude);
        json.WriteEndArray();
    }
}
