using System.Collections.Immutable;
using System.Globalization;

namespace FleetActors.Api;

/// <summary>Reads which fixes an invoice line names: <c>fix:2026-05-01T08:00:00.000Z</c>.</summary>
public static class TrackEvidence
{
    private const string Prefix = "fix:";

    /// <summary>The times of the named fixes; other evidence is passed over.</summary>
    public static ImmutableArray<DateTimeOffset> Times(ImmutableArray<string> evidence) =>
    [
        .. evidence.Where(named => named.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(named => DateTimeOffset.ParseExact(named.AsSpan(Prefix.Length), "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
    ];
}
