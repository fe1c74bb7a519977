using System.Text.Json;
using System.Text.Json.Serialization;

namespace FleetActors.Api.Json;

/// <summary>A place as <c>{"latitude":52.52,"longitude":13.405}</c>, in degrees of WGS 84.</summary>
public sealed class PlaceConverter : JsonConverter<GeoPoint>
{
    private const string Form = "A place is {\"latitude\":52.52,\"longitude\":13.405}, in degrees, latitude -90 to 90, longitude -180 to 180.";

    /// <inheritdoc/>
    public override GeoPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException(Form);
        double? latitude = null, longitude = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isLatitude = reader.ValueTextEquals("latitude"u8);
            var isLongitude = reader.ValueTextEquals("longitude"u8);
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var degrees)) throw new JsonException(Form);
            if (isLatitude && latitude is null) latitude = degrees;
            else if (isLongitude && longitude is null) longitude = degrees;
            else throw new JsonException(Form);
        }
        return latitude is { } north && longitude is { } east && GeoPoint.IsValid(north, east) ? new GeoPoint(north, east) : throw new JsonException(Form);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, GeoPoint value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("latitude"u8, value.Latitude);
        writer.WriteNumber("longitude"u8, value.Longitude);
        writer.WriteEndObject();
    }
}
