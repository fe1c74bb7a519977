using System.Diagnostics.CodeAnalysis;

namespace FleetActors;

/// <summary>One customer within its fleet. Obeys <see cref="IdText.Rule"/>.</summary>
[GenerateSerializer, Immutable, Alias("CustomerId")]
public readonly record struct CustomerId : IParsable<CustomerId>
{
    /// <summary>Takes a checked text.</summary>
    /// <exception cref="FormatException">The text breaks <see cref="IdText.Rule"/>.</exception>
    public CustomerId(string value) => Value = IdText.Require(value, "A customer id");

    /// <summary>The id as text.</summary>
    [Id(0)] public string Value { get; }

    /// <inheritdoc/>
    public static CustomerId Parse(string s, IFormatProvider? provider) => new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CustomerId result)
    {
        var valid = IdText.IsValid(s);
        result = valid ? new CustomerId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
