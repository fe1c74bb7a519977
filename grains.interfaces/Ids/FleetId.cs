using System.Diagnostics.CodeAnalysis;

namespace FleetActors;

/// <summary>One operator's fleet: the tenant. Every grain key begins with it. Obeys <see cref="IdText.Rule"/>.</summary>
[GenerateSerializer, Immutable, Alias("FleetId")]
public readonly record struct FleetId : IParsable<FleetId>
{
    /// <summary>Takes a checked text.</summary>
    /// <exception cref="FormatException">The text breaks <see cref="IdText.Rule"/>.</exception>
    public FleetId(string value) => Value = IdText.Require(value, "A fleet id");

    /// <summary>The id as text.</summary>
    [Id(0)] public string Value { get; }

    /// <summary>The start of every simulated fleet's id.</summary>
    public const string SimulatedPrefix = "sim-";

    /// <summary>
    /// Whether the fleet lives by the clock of a simulation run, which its commands carry, rather than by the system clock.
    /// Fixed at creation because it is part of the id.
    /// </summary>
    public bool IsSimulated => Value.StartsWith(SimulatedPrefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public static FleetId Parse(string s, IFormatProvider? provider) => new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FleetId result)
    {
        var valid = IdText.IsValid(s);
        result = valid ? new FleetId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
