using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace FleetActors.Fleets;

/// <summary>An API key as it is stored: without its secret, which has 256 random bits and so needs no slow hash.</summary>
/// <param name="View">What may be shown of it.</param>
/// <param name="Salt"><see cref="SaltBytes"/> random bytes.</param>
/// <param name="Hash">SHA-256 of salt and secret.</param>
[GenerateSerializer, Immutable, Alias("ApiKey")]
public sealed record ApiKey(
    [property: Id(0)] ApiKeyView View,
    [property: Id(1)] ImmutableArray<byte> Salt,
    [property: Id(2)] ImmutableArray<byte> Hash)
{
    /// <summary>Random bytes of a salt.</summary>
    public const int SaltBytes = 16;

    /// <summary>Random bytes of a secret.</summary>
    public const int SecretBytes = 32;

    /// <summary>Random bytes of a key's public part.</summary>
    public const int KeyIdBytes = 8;

    /// <summary>Makes what is stored of a secret.</summary>
    public static ApiKey Of(ApiKeyView view, string secret, ImmutableArray<byte> salt) => new(view, salt, [.. HashOf(salt, secret)]);

    /// <summary>Whether this is the secret; takes the same time wherever the two differ.</summary>
    public bool IsSecret(string secret) => CryptographicOperations.FixedTimeEquals(HashOf(Salt, secret), Hash.AsSpan());

    private static byte[] HashOf(ImmutableArray<byte> salt, string secret) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(secret)]);
}

/// <summary>Where random secrets come from: the operating system in production, a seed in tests.</summary>
public interface ISecretSource
{
    /// <summary>Fills the span with unpredictable bytes.</summary>
    void Fill(Span<byte> bytes);
}

/// <summary>The operating system's cryptographic random numbers.</summary>
public sealed class SystemSecretSource : ISecretSource
{
    /// <inheritdoc/>
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
