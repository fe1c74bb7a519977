using System.Collections.Immutable;
using FleetActors.Vehicles;
using Orleans.Concurrency;

namespace FleetActors.Telemetry;

/// <summary>
/// Registration and latest fix of some thousands of vehicles in contiguous arrays. Key: <see cref="ShardKey"/>; which shard has
/// a vehicle is said by <see cref="ShardMap"/>.
/// </summary>
/// <remarks>
/// What names a vehicle is passed on to the shard to which it has gone when this one was split. Such calls come between others, for
/// they may wait for that shard, which may wait for this one.
/// </remarks>
[Alias("IVehicleShardGrain")]
public interface IVehicleShardGrain : IGrainWithStringKey
{
    /// <summary>The longest page of <see cref="Page"/> and <see cref="Search"/>.</summary>
    const int MaxPage = 1_024;

    /// <summary>The most fixes of one call.</summary>
    const int MaxFixes = 4_096;

    /// <summary>
    /// Registers vehicles; durable when answered. Each gets its own outcome, in the order asked: a car that is registered with
    /// other data is refused (<see cref="Refusal.VehicleAlreadyRegistered"/>) without hindering the others.
    /// </summary>
    [AlwaysInterleave, Alias("Register")] Task<Outcome<ImmutableArray<Outcome<VehicleHandle>>>> Register(RegisterVehicles command, CancellationToken cancellation);

    /// <summary>The same with registrations as bytes; what <c>FleetVehicles</c> uses.</summary>
    [AlwaysInterleave, Alias("RegisterPacked")] Task<Outcome<PackedOutcomes>> RegisterPacked(RegisterPacked command, CancellationToken cancellation);

    /// <summary>What is registered under an id, or null.</summary>
    [AlwaysInterleave, Alias("Registration")] Task<RegisteredVehicle?> Registration(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>A vehicle with summary and latest fix, or null when it is not registered here.</summary>
    [AlwaysInterleave, Alias("Sighting")] Task<VehicleSighting?> Sighting(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>All that the shard knows of a vehicle, or null when it is not registered here.</summary>
    [AlwaysInterleave, Alias("Vehicle")] Task<ShardVehicle?> Vehicle(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>The latest fix of a vehicle, or null.</summary>
    [AlwaysInterleave, Alias("LatestFix")] Task<Fix?> LatestFix(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>A vehicle's fixes that were not believed since the shard started, or null when there are none.</summary>
    [AlwaysInterleave, Alias("Quarantine")] Task<CarQuarantine?> Quarantine(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>Takes up to <see cref="MaxFixes"/> fixes by handle. An older fix never moves a car back.</summary>
    [Alias("Apply")] Task<Outcome<FixReceipt>> Apply(ImmutableArray<SlotFix> fixes, CancellationToken cancellation);

    /// <summary>
    /// The same as one block of bytes; what <c>TelemetryWriter</c> uses. An empty block asks for incarnation and durable sequence.
    /// </summary>
    [Alias("ApplyBlock")] Task<Outcome<FixReceipt>> ApplyBlock(FixBlock block, CancellationToken cancellation);

    /// <summary>The same with 40 bytes a fix, as simulated runs and writers of earlier versions send them.</summary>
    [Alias("ApplyPacked")] Task<Outcome<FixReceipt>> ApplyPacked(FixBatch batch, CancellationToken cancellation);

    /// <summary>
    /// Where the fixes of up to <see cref="MaxPage"/> vehicles go, in the order asked; generation 0 for one that is not
    /// registered here.
    /// </summary>
    [AlwaysInterleave, Alias("Handles")] Task<ImmutableArray<VehicleHandle>> Handles(ImmutableArray<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>Takes up to <see cref="MaxFixes"/> fixes by vehicle id.</summary>
    [AlwaysInterleave, Alias("ApplyById")] Task<Outcome<FixReceipt>> ApplyById(ImmutableArray<VehicleFix> fixes, CancellationToken cancellation);

    /// <summary>The state of vehicles changed. Revisions not newer than the known one are ignored.</summary>
    [AlwaysInterleave, Alias("ChangedMany")] Task Changed(ImmutableArray<VehicleChange> changes, CancellationToken cancellation);

    /// <summary>
    /// Vehicles are about to write their records, which they must not do before this has been answered: from then on a restarted
    /// shard reads their records, until they rest (<see cref="VehicleChange.Rests"/>). Durable when answered.
    /// </summary>
    [AlwaysInterleave, Alias("Announce")] Task Announce(ImmutableArray<ComingChange> changes, CancellationToken cancellation);

    /// <summary>A vehicle's registration changed. Kept durably; revisions not newer than the known one are ignored.</summary>
    [AlwaysInterleave, OneWay, Alias("Updated")] Task Updated(VehicleRegistration registration, long revision, CancellationToken cancellation);

    /// <summary>Vehicles near a place, nearest first, by exact distance.</summary>
    [Alias("Near")] Task<Outcome<ImmutableArray<VehicleSighting>>> Near(Nearby question, CancellationToken cancellation);

    /// <summary>The vehicles that fit, by id.</summary>
    [Alias("Find")] Task<ImmutableArray<VehicleSighting>> Find(VehicleSearch search, CancellationToken cancellation);

    /// <summary>Vehicles whose id, VIN or plate begins with the text, by id; at most <paramref name="limit"/>.</summary>
    [Alias("Search")] Task<ImmutableArray<VehicleSighting>> Search(string text, int limit, CancellationToken cancellation);

    /// <summary>Vehicles in slot order from a slot on; at most <paramref name="limit"/>, and fewer, also before the end, where vehicles have gone to another shard.</summary>
    [Alias("Page")] Task<ShardPage> Page(int from, int limit, CancellationToken cancellation);

    /// <summary>All vehicles with a fix, <see cref="MapDot"/> by <see cref="MapDot"/>.</summary>
    [Alias("Frame")] Task<ReadOnlyMemory<byte>> Frame(CancellationToken cancellation);

    /// <summary>How many of each.</summary>
    [Alias("Counts")] Task<ShardCounts> Counts(CancellationToken cancellation);
}
