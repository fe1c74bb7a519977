using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FleetActors.Trust;

/// <summary>
/// What a gateway puts into the request context to prove that it belongs to the cluster and speaks for one fleet:
/// <c>fleet~expiry~signature</c>, signed with HMAC-SHA256 under the cluster's secret. Valid for one fleet until it expires.
/// </summary>
public static class GatewayToken
{
    /// <summary>The request context entry that carries it.</summary>
    public const string ContextKey = "fleet-token";

    /// <summary>The least length of a cluster secret, in bytes.</summary>
    public const int MinSecretBytes = 32;

    private const char Separator = '~';
    private const int MaxLength = 160;

    /// <summary>A token for one fleet.</summary>
    /// <param name="secret">The cluster's secret, at least <see cref="MinSecretBytes"/> long.</param>
    /// <param name="fleet">The only fleet that it opens.</param>
    /// <param name="expiresAt">From this second on it opens nothing.</param>
    public static string Sign(ReadOnlySpan<byte> secret, FleetId fleet, DateTimeOffset expiresAt)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{fleet.Value}{Separator}{expiresAt.ToUnixTimeSeconds()}");
        return signed + Separator + Signature(secret, signed);
    }

    /// <summary>Whether the token is genuine and not expired, and for which fleet and until when.</summary>
    public static bool TryVerify(ReadOnlySpan<byte> secret, string? token, DateTimeOffset now, out FleetId fleet, out DateTimeOffset expiresAt)
    {
        fleet = default;
        expiresAt = default;
        if (token is null || token.Length > MaxLength) return false;
        var first = token.IndexOf(Separator, StringComparison.Ordinal);
        var last = token.LastIndexOf(Separator);
        if (first <= 0 || last <= first) return false;
        var genuine = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(token[(last + 1)..]),
            Encoding.UTF8.GetBytes(Signature(secret, token.AsSpan(0, last))));
        if (!genuine
            || !FleetId.TryParse(token[..first], CultureInfo.InvariantCulture, out fleet)
            || !long.TryParse(token.AsSpan(first + 1, last - first - 1), CultureInfo.InvariantCulture, out var expiry)) return false;
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(expiry);
        return now < expiresAt;
    }

    private static string Signature(ReadOnlySpan<byte> secret, ReadOnlySpan<char> signed)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(signed, text);
        HMACSHA256.HashData(secret, text[..length], hash);
        return Base64Url.EncodeToString(hash);
    }
}
