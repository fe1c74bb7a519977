using System.Diagnostics.CodeAnalysis;

namespace FleetActors;

/// <summary>One attempt to change something, chosen by the caller. A repeat of the same id does not act again while its answer is kept, and where money moves never. Obeys <see cref="IdText.Rule"/>.</summary>
[GenerateSerializer, Immutable, Alias("CommandId")]
public readonly record struct CommandId : IParsable<CommandId>
{
    /// <summary>Takes a checked text.</summary>
    /// <exception cref="FormatException">The text breaks <see cref="IdText.Rule"/>.</exception>
    public CommandId(string value) => Value = IdText.Require(value, "A command id");

    /// <summary>The id as text.</summary>
    [Id(0)] public string Value { get; }

    /// <inheritdoc/>
    public static CommandId Parse(string s, IFormatProvider? provider) => new(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CommandId result)
    {
        var valid = IdText.IsValid(s);
        result = valid ? new CommandId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
