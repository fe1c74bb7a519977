using System.Collections.Frozen;

namespace FleetActors;

/// <summary>A currency by its ISO 4217 code, with the digits of its minor unit (EUR 2, JPY 0, KWD 3).</summary>
[GenerateSerializer, Immutable, Alias("Currency")]
public readonly record struct Currency
{
    private static readonly FrozenDictionary<string, int> MinorDigitsByCode = new Dictionary<string, int>
    {
        ["AED"] = 2, ["AUD"] = 2, ["BHD"] = 3, ["BRL"] = 2, ["CAD"] = 2, ["CHF"] = 2, ["CLP"] = 0, ["CNY"] = 2,
        ["CZK"] = 2, ["DKK"] = 2, ["EUR"] = 2, ["GBP"] = 2, ["HKD"] = 2, ["HUF"] = 2, ["INR"] = 2, ["ISK"] = 0,
        ["JPY"] = 0, ["KRW"] = 0, ["KWD"] = 3, ["MXN"] = 2, ["NOK"] = 2, ["NZD"] = 2, ["OMR"] = 3, ["PLN"] = 2,
        ["RON"] = 2, ["SEK"] = 2, ["SGD"] = 2, ["TND"] = 3, ["TRY"] = 2, ["USD"] = 2, ["ZAR"] = 2,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Takes one of the known codes.</summary>
    /// <exception cref="FormatException">The code is not a known currency.</exception>
    public Currency(string code) => Code = IsKnown(code)
        ? code
        : throw new FormatException($"'{code}' is not one of the currencies {string.Join(' ', MinorDigitsByCode.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>Three capital letters of ISO 4217.</summary>
    [Id(0)] public string Code { get; }

    /// <summary>Digits after the decimal point: 0 to 3.</summary>
    public int MinorDigits => MinorDigitsByCode[Code];

    /// <summary>Whether the code is one that money can be held in.</summary>
    public static bool IsKnown(string? code) => code is not null && MinorDigitsByCode.ContainsKey(code);

    /// <inheritdoc/>
    public override string ToString() => Code;
}
