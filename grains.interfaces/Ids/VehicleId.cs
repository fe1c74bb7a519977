using System.Diagnostics.CodeAnalysis;

namespace FleetActors;

/// <summary>One vehicle within its fleet. Obeys <see cref="IdText.Rule"/>.</summary>
[GenerateSerializer, Immutable, Alias("VehicleId")]
public readonly record struct VehicleId : IParsable<VehicleId>
{
    /// <summary>Takes a checked text.</summary>
    /// <exception cref="FormatException">The text breaks <see cref="IdText.Rule"/>.</exception>
    public VehicleId(string value) => Value = IdText.Require(value, "A vehicle id");

    /// <summary>The id as text.</summary>
    [Id(0)] public string Value { get; }

    /// <inheritdoc/>
    public static VehicleId Parse(string s, IFormatProvider? provider) => new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out VehicleId result)
    {
        var valid = IdText.IsValid(s);
        result = valid ? new VehicleId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
