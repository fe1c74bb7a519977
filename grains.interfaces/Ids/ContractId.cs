using System.Diagnostics.CodeAnalysis;

namespace FleetActors;

/// <summary>One contract within its fleet, chosen by whoever asks for the quote or the reservation, so that a repeat finds the same contract. Obeys <see cref="IdText.Rule"/>.</summary>
[GenerateSerializer, Immutable, Alias("ContractId")]
public readonly record struct ContractId : IParsable<ContractId>
{
    /// <summary>Takes a checked text.</summary>
    /// <exception cref="FormatException">The text breaks <see cref="IdText.Rule"/>.</exception>
    public ContractId(string value) => Value = IdText.Require(value, "A contract id");

    /// <summary>The id as text.</summary>
    [Id(0)] public string Value { get; }

    /// <inheritdoc/>
    public static ContractId Parse(string s, IFormatProvider? provider) => new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ContractId result)
    {
        var valid = IdText.IsValid(s);
        result = valid ? new ContractId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
