using System.Diagnostics.CodeAnalysis;

namespace FleetActors;

/// <summary>One tariff within its fleet; its versions are numbered from 1. Obeys <see cref="IdText.Rule"/>.</summary>
[GenerateSerializer, Immutable, Alias("TariffId")]
public readonly record struct TariffId : IParsable<TariffId>
{
    /// <summary>Takes a checked text.</summary>
    /// <exception cref="FormatException">The text breaks <see cref="IdText.Rule"/>.</exception>
    public TariffId(string value) => Value = IdText.Require(value, "A tariff id");

    /// <summary>The id as text.</summary>
    [Id(0)] public string Value { get; }

    /// <inheritdoc/>
    public static TariffId Parse(string s, IFormatProvider? provider) => new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TariffId result)
    {
        var valid = IdText.IsValid(s);
        result = valid ? new TariffId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
