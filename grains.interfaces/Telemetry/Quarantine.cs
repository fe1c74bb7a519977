using System.Collections.Immutable;

namespace FleetActors.Telemetry;

/// <summary>Fixes of one car that were not believed since its shard started.</summary>
/// <param name="Counts">How many for each reason that occurred.</param>
/// <param name="Last">The last ones, oldest first; at most <see cref="MaxLast"/>.</param>
[GenerateSerializer, Immutable, Alias("CarQuarantine")]
public sealed record CarQuarantine(
    [property: Id(0)] ImmutableArray<QuarantineCount> Counts,
    [property: Id(1)] ImmutableArray<QuarantinedFix> Last)
{
    /// <summary>The most fixes kept of one car.</summary>
    public const int MaxLast = 4;
}

/// <summary>How many fixes were not believed for one reason.</summary>
[GenerateSerializer, Immutable, Alias("QuarantineCount")]
public readonly record struct QuarantineCount([property: Id(0)] QuarantineReason Reason, [property: Id(1)] long Fixes);

/// <summary>A fix that was not believed, as far as it can be read.</summary>
/// <param name="Reason">Why.</param>
/// <param name="SeenAt">When it came.</param>
/// <param name="TakenAt">When it says that it was taken; null when that is no time.</param>
/// <param name="Latitude">In degrees; may be no latitude on Earth.</param>
/// <param name="Longitude">In degrees; may be no longitude on Earth.</param>
/// <param name="SpeedKmh">Null when it could not be read.</param>
/// <param name="ChargePercent">Null when it could not be read.</param>
/// <param name="OdometerMetres">In metres.</param>
[GenerateSerializer, Immutable, Alias("QuarantinedFix")]
public sealed record QuarantinedFix(
    [property: Id(0)] QuarantineReason Reason,
    [property: Id(1)] DateTimeOffset SeenAt,
    [property: Id(2)] DateTimeOffset? TakenAt,
    [property: Id(3)] double Latitude,
    [property: Id(4)] double Longitude,
    [property: Id(5)] float? SpeedKmh,
    [property: Id(6)] float? ChargePercent,
    [property: Id(7)] long OdometerMetres);
