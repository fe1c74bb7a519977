using System.Collections.Immutable;

namespace FleetActors.Vehicles;

/// <summary>What a fix can show that its vehicle must know. Append-only.</summary>
[GenerateSerializer, Alias("VehicleNotice")]
public enum VehicleNotice
{
    /// <summary>It came into a zone.</summary>
    ZoneEntered = 1,
    /// <summary>It left a zone, by more than its receiver's noise.</summary>
    ZoneLeft = 2,
    /// <summary>Faster than the fleet's limit.</summary>
    SpeedOverLimit = 3,
    /// <summary>Charge or fuel is at the fleet's limit, or lower.</summary>
    ChargeLow = 4,
    /// <summary>It drives, and nobody has hired it.</summary>
    MovingWithoutContract = 5,
}

/// <summary>One thing that a fix showed.</summary>
/// <param name="Notice">What.</param>
/// <param name="Zone">Which zone, for those of zones; else null.</param>
[GenerateSerializer, Immutable, Alias("NoticedFact")]
public readonly record struct NoticedFact([property: Id(0)] VehicleNotice Notice, [property: Id(1)] string? Zone);

/// <summary>A shard tells a vehicle what a fix showed. A repeat, or what is older than a report already stored, changes nothing.</summary>
/// <param name="Facts">At least one, at most two for each zone and one of each other kind.</param>
/// <param name="Evidence">The fix that shows it.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("ReportNotices")]
public sealed record ReportNotices(
    [property: Id(0)] ImmutableArray<NoticedFact> Facts,
    [property: Id(1)] Fix Evidence,
    [property: Id(2)] Stamp Stamp);

/// <summary>A fix showed something noteworthy.</summary>
/// <param name="Notice">What.</param>
/// <param name="Zone">Which zone, or null.</param>
/// <param name="Evidence">The fix that shows it.</param>
[GenerateSerializer, Immutable, Alias("VehicleNoticed")]
public sealed record VehicleNoticed(
    [property: Id(0)] VehicleNotice Notice,
    [property: Id(1)] string? Zone,
    [property: Id(2)] Fix Evidence) : VehicleEvent;
