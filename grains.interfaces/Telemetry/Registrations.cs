using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Registers vehicles, all of one shard. A repeat with the same data is accepted again.</summary>
/// <param name="Vehicles">1 to <see cref="MaxVehicles"/>.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("RegisterVehicles")]
public sealed record RegisterVehicles(
    [property: Id(0)] ImmutableArray<VehicleRegistration> Vehicles,
    [property: Id(1)] Stamp Stamp)
{
    /// <summary>The most vehicles of a batch.</summary>
    public const int MaxVehicles = 1_024;
}

/// <summary>The same as bytes: a small part of the work and of the memory, on both ends.</summary>
/// <param name="Cars">1 to <see cref="RegisterVehicles.MaxVehicles"/>.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("RegisterPacked")]
public sealed record RegisterPacked(
    [property: Id(0)] PackedRegistrations Cars,
    [property: Id(1)] Stamp Stamp);

/// <summary>What became of each car of a <see cref="RegisterPacked"/>.</summary>
/// <param name="Shard">The index of the shard that answers.</param>
/// <param name="Slots">For each car its slot, or -1 when it is refused.</param>
/// <param name="Generations">For each car its slot's generation, or 0.</param>
/// <param name="Refused">Why, for each that is refused, in the order of the cars.</param>
[GenerateSerializer, Immutable, Alias("PackedOutcomes")]
public sealed record PackedOutcomes(
    [property: Id(0)] int Shard,
    [property: Id(1)] ImmutableArray<int> Slots,
    [property: Id(2)] ImmutableArray<int> Generations,
    [property: Id(3)] ImmutableArray<Refused> Refused)
{
    /// <summary>For each car the index of the shard that has it; absent when it is the shard that answers for all of them.</summary>
    [Id(4)] public ImmutableArray<int> Shards { get; init; }

    /// <summary>Packs the outcomes of a shard, and of those to which it has passed some of the cars on.</summary>
    public static PackedOutcomes Of(int shard, ImmutableArray<Outcome<VehicleHandle>> outcomes) => new(
        shard,
        [.. outcomes.Select(outcome => outcome.IsAccepted ? outcome.Value.Slot : -1)],
        [.. outcomes.Select(outcome => outcome.IsAccepted ? outcome.Value.Generation : 0)],
        [.. outcomes.Where(outcome => !outcome.IsAccepted).Select(outcome => outcome.Refused!)])
    {
        Shards = outcomes.Any(outcome => outcome.IsAccepted && outcome.Value.Shard != shard)
            ? [.. outcomes.Select(outcome => outcome.IsAccepted ? outcome.Value.Shard : shard)]
            : default,
    };

    /// <summary>The outcomes as they were.</summary>
    public ImmutableArray<Outcome<VehicleHandle>> Unpack()
    {
        var outcomes = ImmutableArray.CreateBuilder<Outcome<VehicleHandle>>(Slots.Length);
        var refused = 0;
        for (var at = 0; at < Slots.Length; at++)
            outcomes.Add(Slots[at] < 0 ? Refused[refused++] : new VehicleHandle(Shards.IsDefaultOrEmpty ? Shard : Shards[at], Slots[at], Generations[at]));
        return outcomes.MoveToImmutable();
    }
}

/// <summary>Where a vehicle's fixes go. A stale handle is refused and looked up again.</summary>
/// <param name="Shard">The shard's index.</param>
/// <param name="Slot">The place in the shard's arrays.</param>
/// <param name="Generation">Whose place it is: another car in the same place has another generation.</param>
[GenerateSerializer, Immutable, Alias("VehicleHandle")]
public readonly record struct VehicleHandle(
    [property: Id(0)] int Shard,
    [property: Id(1)] int Slot,
    [property: Id(2)] int Generation);

/// <summary>A registration together with where its fixes go.</summary>
[GenerateSerializer, Immutable, Alias("RegisteredVehicle")]
public sealed record RegisteredVehicle(
    [property: Id(0)] VehicleRegistration Registration,
    [property: Id(1)] VehicleHandle Handle);

/// <summary>A part of a shard's vehicles.</summary>
/// <param name="Vehicles">In slot order.</param>
/// <param name="Next">Where to go on, or null at the end.</param>
[GenerateSerializer, Immutable, Alias("ShardPage")]
public sealed record ShardPage(
    [property: Id(0)] ImmutableArray<VehicleSighting> Vehicles,
    [property: Id(1)] int? Next);

/// <summary>A vehicle as its shard sees it.</summary>
/// <param name="Registration">What is known of the car.</param>
/// <param name="Handle">Where its fixes go.</param>
/// <param name="Summary">Its commercial state, as last told.</param>
/// <param name="Revision">The vehicle's revision of the summary.</param>
/// <param name="Fix">The latest fix, or null when it never sent one.</param>
/// <param name="DistanceMetres">From the asked place, or null when none was asked.</param>
[GenerateSerializer, Immutable, Alias("VehicleSighting")]
public sealed record VehicleSighting(
    [property: Id(0)] VehicleRegistration Registration,
    [property: Id(1)] VehicleHandle Handle,
    [property: Id(2)] VehicleSummary Summary,
    [property: Id(3)] long Revision,
    [property: Id(4)] Fix? Fix,
    [property: Id(5)] double? DistanceMetres);
