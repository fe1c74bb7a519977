using System.Collections.Immutable;

namespace FleetActors.Telemetry;

/// <summary>A fix for a place in a shard's arrays.</summary>
[GenerateSerializer, Immutable, Alias("SlotFix")]
public readonly record struct SlotFix(
    [property: Id(0)] int Slot,
    [property: Id(1)] int Generation,
    [property: Id(2)] Fix Fix);

/// <summary>A fix for a vehicle by its id.</summary>
[GenerateSerializer, Immutable, Alias("VehicleFix")]
public readonly record struct VehicleFix(
    [property: Id(0)] VehicleId Vehicle,
    [property: Id(1)] Fix Fix);

/// <summary>Why a fix was not believed. Append-only.</summary>
[GenerateSerializer, Alias("QuarantineReason")]
public enum QuarantineReason
{
    /// <summary>More than <see cref="QuarantineLimits.MaxAhead"/> ahead of the server.</summary>
    AheadOfServer = 1,
    /// <summary>At 0,0: a receiver without position.</summary>
    NullIsland = 2,
    /// <summary>A reading outside its range, or not a number.</summary>
    OutOfRange = 3,
    /// <summary>From the fix before, nobody could have come so far.</summary>
    ImpossibleSpeed = 4,
    /// <summary>The odometer would go back.</summary>
    OdometerDecreases = 5,
    /// <summary>From the fix before, nobody could have driven so far.</summary>
    OdometerLeaps = 6,
}

/// <summary>What a fix may be at most, to be believed.</summary>
public static class QuarantineLimits
{
    /// <summary>How far a device's clock may be ahead of the server.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(60);

    /// <summary>The fastest speed, reported or between two fixes, in km/h.</summary>
    public const float MaxSpeedKmh = 500;

    /// <summary>How far GNSS noise may move a standing car between two fixes, in metres.</summary>
    public const double NoiseMetres = 200;

    /// <summary>For how long a car must tell of another odometer, and of nothing else, to be believed.</summary>
    public static readonly TimeSpan Insistence = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How far an odometer may be behind the car, in metres: many count whole kilometres or miles, or are read once a minute.
    /// </summary>
    public const double OdometerStepMetres = 2_000;
}

/// <summary>What became of a batch of fixes.</summary>
/// <param name="Applied">Became the newest of their car.</param>
/// <param name="Older">Not newer than what was known; right, but nothing moved.</param>
/// <param name="Quarantined">Not believed; see <see cref="ShardCounts.Quarantined"/> for why.</param>
/// <param name="Unknown">Positions in the batch whose handle is stale or whose vehicle is not registered here.</param>
/// <param name="Incarnation">Changes when the shard restarts: it has then forgotten what was not durable.</param>
[GenerateSerializer, Immutable, Alias("FixReceipt")]
public sealed record FixReceipt(
    [property: Id(0)] int Applied,
    [property: Id(1)] int Older,
    [property: Id(2)] int Quarantined,
    [property: Id(3)] ImmutableArray<int> Unknown,
    [property: Id(4)] long Incarnation)
{
    /// <summary>The number of this batch in the shard's incarnation.</summary>
    [Id(5)] public long Sequence { get; init; }

    /// <summary>Every batch of this incarnation up to this number is durable.</summary>
    [Id(6)] public long DurableSequence { get; init; }

    /// <summary>Positions in the batch that were quarantined.</summary>
    [Id(7)] public ImmutableArray<int> QuarantinedAt { get; init; } = [];
}

/// <summary>How many of each a shard has.</summary>
/// <param name="Vehicles">Registered.</param>
/// <param name="ByStatus">By commercial state, indexed by <see cref="Vehicles.VehicleStatus"/>.</param>
/// <param name="WithFix">That have a fix.</param>
/// <param name="WithoutContact">Without contact, as their records say.</param>
/// <param name="Quarantined">Fixes not believed since the shard started, indexed by <see cref="QuarantineReason"/>.</param>
[GenerateSerializer, Immutable, Alias("ShardCounts")]
public sealed record ShardCounts(
    [property: Id(0)] int Vehicles,
    [property: Id(1)] ImmutableArray<int> ByStatus,
    [property: Id(2)] int WithFix,
    [property: Id(3)] int WithoutContact,
    [property: Id(4)] ImmutableArray<long> Quarantined);
