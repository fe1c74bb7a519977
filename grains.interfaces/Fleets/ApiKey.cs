using System.Diagnostics.CodeAnalysis;

namespace FleetActors.Fleets;

/// <summary>A key that was just made.</summary>
/// <param name="KeyId">Its public part: names it in lists and when it is revoked.</param>
/// <param name="Text">The whole key as its bearer presents it; null when this is a repeat of the command.</param>
[GenerateSerializer, Immutable, Alias("NewApiKey")]
public sealed record NewApiKey([property: Id(0)] string KeyId, [property: Id(1)] string? Text);

/// <summary>A key in force, without its secret.</summary>
/// <param name="KeyId">Its public part.</param>
/// <param name="Name">Names the caller in every stored event.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Created">When and by whom it was made.</param>
[GenerateSerializer, Immutable, Alias("ApiKeyView")]
public sealed record ApiKeyView(
    [property: Id(0)] string KeyId,
    [property: Id(1)] string Name,
    [property: Id(2)] Role Role,
    [property: Id(3)] Stamp Created);

/// <summary>
/// The text of an API key: <c>fa_{fleet}_{key id}_{secret}</c>. No part can contain an underscore, so the fleet can be
/// found before the key is verified.
/// </summary>
/// <param name="Fleet">Whose key it claims to be.</param>
/// <param name="KeyId">Its public part.</param>
/// <param name="Secret">Its secret part.</param>
public sealed record ApiKeyText(FleetId Fleet, string KeyId, string Secret)
{
    /// <summary>The longest text that is looked at, in characters.</summary>
    public const int MaxLength = 256;

    private const string Prefix = "fa_";

    /// <summary>Takes a presented text apart; says nothing about whether the key is in force.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKeyText? key)
    {
        key = null;
        if (text is null || text.Length > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var parts = text[Prefix.Length..].Split('_');
        if (parts.Length != 3 || !FleetId.TryParse(parts[0], null, out var fleet)) return false;
        if (!IdText.IsValid(parts[1]) || !IdText.IsValid(parts[2])) return false;
        key = new(fleet, parts[1], parts[2]);
        return true;
    }

    /// <summary>The text as its bearer presents it. A secret: never logged.</summary>
    public string Reveal() => $"{Prefix}{Fleet.Value}_{KeyId}_{Secret}";

    /// <summary>The text without its secret, safe to log.</summary>
    public override string ToString() => $"{Prefix}{Fleet.Value}_{KeyId}_…";
}
