using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>
/// The available cars of a map square. A cache: it keeps nothing, asks the shards when it starts, compares itself with them
/// from time to time, and who wants a car confirms by reserving it. Key: <see cref="CellKey"/>.
/// </summary>
[Alias("ICellGrain")]
public interface ICellGrain : IGrainWithStringKey
{
    /// <summary>Takes what a shard says of its cars here. Repeats and older versions change nothing.</summary>
    [Alias("File")] Task File(CellFiling filing, CancellationToken cancellation);

    /// <summary>The same of several shards, which together name at most <see cref="FilingLimits.MaxCars"/>.</summary>
    [Alias("FileAll")] Task FileAll(ImmutableArray<CellFiling> filings, CancellationToken cancellation);

    /// <summary>
    /// The nearest cars of this square that fit, nearest first, or null while it has not heard from every shard.
    /// </summary>
    [Alias("Nearest")] Task<ImmutableArray<NearbyCar>?> Nearest(Nearby question, CancellationToken cancellation);
}

/// <summary>Part of what a shard has in a cell.</summary>
/// <param name="Shard">The shard's index.</param>
/// <param name="Incarnation">Changes when the shard restarts.</param>
/// <param name="Sequence">Counts the shard's filings in this incarnation; parts of one listing share theirs.</param>
/// <param name="Kind">Whether it is a change or a listing.</param>
/// <param name="Cars">Cars that are here; at most <see cref="FilingLimits.MaxCars"/>.</param>
/// <param name="Gone">Cars that are not here any more; at most <see cref="FilingLimits.MaxCars"/>.</param>
[GenerateSerializer, Immutable, Alias("CellFiling2")]
public sealed record CellFiling(
    [property: Id(0)] int Shard,
    [property: Id(1)] long Incarnation,
    [property: Id(2)] long Sequence,
    [property: Id(3)] FilingKind Kind,
    [property: Id(4)] ImmutableArray<CellCar> Cars,
    [property: Id(5)] ImmutableArray<GoneCar> Gone)
{
    /// <summary>The sum over the shard's cars here when this has been taken in, or null when it is not to be compared.</summary>
    [Id(6)] public CellDigest? Expected { get; init; }

    /// <summary>How many cars it names.</summary>
    public int Count => Cars.Length + Gone.Length;

    /// <summary>Whether it names as many cars as fit, so that more may wait.</summary>
    public bool IsFull => Count >= FilingLimits.MaxCars;
}

/// <summary>What a filing says of the cars that it does not name. Append-only.</summary>
[GenerateSerializer, Alias("FilingKind")]
public enum FilingKind
{
    /// <summary>Nothing: they are as they were.</summary>
    Change = 1,
    /// <summary>A part of a listing; more follows.</summary>
    ListingPart = 2,
    /// <summary>The last part of a listing: cars of this shard that no part named are not here.</summary>
    ListingEnd = 3,
}

/// <summary>A sum over a shard's cars in a cell, to see whether both know the same.</summary>
/// <param name="Cars">How many.</param>
/// <param name="Sum">Exclusive-or of the hashes of cars and versions.</param>
[GenerateSerializer, Immutable, Alias("CellDigest")]
public readonly record struct CellDigest(
    [property: Id(0)] int Cars,
    [property: Id(1)] ulong Sum);
