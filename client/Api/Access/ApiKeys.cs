using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using FleetActors.Api.Problems;
using FleetActors.Fleets;
using FleetActors.Sdk;
using Microsoft.Extensions.Options;

namespace FleetActors.Api.Access;

/// <summary>
/// Knows whom a key stands for. Asks the key's fleet and remembers the answer, good or bad, for <see cref="MaxAge"/>: so
/// long a revoked key may still open. Bounded, so that a flood of invented keys costs neither memory nor grain calls.
/// </summary>
public sealed class ApiKeys(FleetClient client, IOptions<FleetApiOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>How long an answer is used.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(3);

    /// <summary>The most answers kept.</summary>
    public const int MaxKept = 20_000;

    /// <summary>The name of whoever shows the platform's key.</summary>
    public const string PlatformName = "platform-admin";

    private readonly ConcurrentDictionary<string, (KeyHolder? Holder, long CheckedAt)> _known = new(StringComparer.Ordinal);
    private readonly byte[]? _platformKey = options.Value.PlatformKey is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;
    private readonly FleetId _defaultFleet = new(options.Value.DefaultFleet);

    private readonly PartitionedRateLimiter<IPAddress> _checks = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Value.KeyChecksPerSecond,
            TokensPerPeriod = options.Value.KeyChecksPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    /// <summary>Whom a shown key stands for, or null when it opens nothing.</summary>
    /// <exception cref="BadInputException">This address shows too many unknown keys.</exception>
    public async ValueTask<KeyHolder?> Find(string shown, IPAddress? from, CancellationToken cancellation)
    {
        if (_known.TryGetValue(shown, out var known) && clock.GetElapsedTime(known.CheckedAt) < MaxAge) return known.Holder;
        if (IsPlatformKey(shown)) return Platform(PlatformName);
        if (!ApiKeyText.TryParse(shown, out var key)) return null;
        using var permit = _checks.AttemptAcquire(from ?? IPAddress.None);
        if (!permit.IsAcquired)
            throw new BadInputException(StatusCodes.Status429TooManyRequests, ProblemCode.RateLimited, "Too many unknown keys from this address.");
        var checkedAt = clock.GetTimestamp();
        var caller = await client.Fleet(key.Fleet).VerifyKey(shown, cancellation);
        var holder = caller is null ? null : new KeyHolder(key.Fleet, caller, key.KeyId);
        if (_known.Count >= MaxKept) _known.Clear();
        _known[shown] = (holder, checkedAt);
        return holder;
    }

    /// <summary>Whether the key that a long answer began with still opens it.</summary>
    /// <exception cref="BadInputException">This address shows too many unknown keys.</exception>
    public async ValueTask<bool> StillOpens(HttpContext http) =>
        AccessMiddleware.Shown(http.Request) is not { } shown || await Find(shown, http.Connection.RemoteIpAddress, http.RequestAborted) is not null;

    /// <summary>Whom a request from this machine without a key stands for in development mode.</summary>
    public KeyHolder Development() => Platform("development");

    /// <inheritdoc/>
    public void Dispose() => _checks.Dispose();

    private KeyHolder Platform(string name) => new(_defaultFleet, new Caller(name, Role.Admin), name, IsPlatform: true);

    private bool IsPlatformKey(string shown) =>
        _platformKey is not null
        && shown.Length <= ApiKeyText.MaxLength
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), _platformKey);
}
