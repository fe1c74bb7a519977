using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FleetActors.Api.Json;

/// <summary>Money as <c>{"amount":"12.34","currency":"EUR"}</c>: exact, with no more digits than the currency has.</summary>
public sealed class MoneyConverter : JsonConverter<Money>
{
    private const string Form = "Money is {\"amount\":\"12.34\",\"currency\":\"EUR\"}, with no more decimals than the currency has.";

    /// <inheritdoc/>
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException(Form);
        string? amount = null, currency = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAmount = reader.ValueTextEquals("amount"u8);
            var isCurrency = reader.ValueTextEquals("currency"u8);
            if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw new JsonException(Form);
            if (isAmount && amount is null) amount = reader.GetString();
            else if (isCurrency && currency is null) currency = reader.GetString();
            else throw new JsonException(Form);
        }
        return Parse(amount, currency);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("amount"u8, value.Major.ToString("F" + value.Currency.MinorDigits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        writer.WriteString("currency"u8, value.Currency.Code);
        writer.WriteEndObject();
    }

    private static Money Parse(string? amount, string? code)
    {
        if (!Currency.IsKnown(code)
            || !decimal.TryParse(amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var major)
            || Math.Abs(major) > MaxMajor) throw new JsonException(Form);
        var money = Money.Round(major, new Currency(code!));
        return money.Major == major ? money : throw new JsonException(Form);
    }

    /// <summary>The largest amount that is taken, in major units: far above any rental, far below overflow.</summary>
    public const decimal MaxMajor = 1_000_000_000m;
}
