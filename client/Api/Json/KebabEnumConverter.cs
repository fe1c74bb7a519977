using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using FleetActors.Api.Problems;

namespace FleetActors.Api.Json;

/// <summary>Enums as their name in kebab-case; numbers and unknown names are not taken.</summary>
public sealed class KebabEnumConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    /// <summary>The names of an enum as they are written.</summary>
    public static IReadOnlyList<string> Names(Type type) =>
        [.. Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    /// <summary>A value's name as it is written.</summary>
    public static string Name<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>Reads a query parameter; null when it is absent.</summary>
    /// <exception cref="BadInputException">Not one of the names.</exception>
    public static TEnum? Parse<TEnum>(string parameter, string? text) where TEnum : struct, Enum
    {
        if (text is null) return null;
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (Name(value) == text) return value;
        }
        throw BadInputException.Parameter(parameter, $"one of {string.Join(", ", Names(typeof(TEnum)))}.");
    }

    /// <summary>The converter of one enum.</summary>
    private sealed class Of<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
    {
        private static readonly FrozenDictionary<string, TEnum> ByName = Enum.GetValues<TEnum>()
            .ToFrozenDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()), StringComparer.Ordinal);

        private static readonly FrozenDictionary<TEnum, string> ByValue = ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && ByName.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new JsonException($"Expected one of: {string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal))}.");

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            writer.WriteStringValue(ByValue.TryGetValue(value, out var name) ? name : value.ToString());
    }
}
