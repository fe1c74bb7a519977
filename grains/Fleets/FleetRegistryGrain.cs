using System.Collections.Immutable;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Fleets;

/// <summary>The fleets of this cluster.</summary>
/// <param name="Fleets">Sorted by id, ordinally.</param>
[GenerateSerializer, Immutable, Alias("FleetRegistryState")]
public sealed record FleetRegistryState([property: Id(0)] ImmutableArray<FleetId> Fleets)
{
    /// <summary>No fleet yet.</summary>
    public static FleetRegistryState Blank { get; } = new([]);
}

/// <inheritdoc cref="IFleetRegistryGrain"/>
[GrainType("fleet-registry")]
public sealed class FleetRegistryGrain(
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage,
    TimeProvider clock) : RecordGrain<FleetRegistryState>(storage, FleetRegistryGrain.StateName, FleetRegistryState.Blank, clock), IFleetRegistryGrain
{
    /// <summary>The name of the registry's record in storage.</summary>
    public const string StateName = "fleet-registry";

    private static readonly Comparer<FleetId> ById = Comparer<FleetId>.Create(static (a, b) => string.CompareOrdinal(a.Value, b.Value));

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Add(FleetId fleet, CancellationToken cancellation)
    {
        var place = State.Fleets.BinarySearch(fleet, ById);
        if (place >= 0) return default(Done);
        if (State.Fleets.Length >= IFleetRegistryGrain.Capacity)
            return new Refused(Refusal.FleetLimitReached, $"At most {IFleetRegistryGrain.Capacity} fleets.");
        await Persist(new(State.Fleets.Insert(~place, fleet)));
        return default(Done);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FleetId>> List(CancellationToken cancellation) => Task.FromResult(State.Fleets);
}
