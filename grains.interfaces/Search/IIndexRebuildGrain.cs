namespace FleetActors.Search;

/// <summary>One step of building a fleet's indexes anew.</summary>
/// <param name="Vehicles">Registered vehicles whose VIN and plate were looked at in this step.</param>
/// <param name="Customers">Customers that were looked at in this step.</param>
/// <param name="Conflicts">Values that two of them have, from before values were reserved; for people.</param>
/// <param name="Next">Where to go on, or null at the end.</param>
[GenerateSerializer, Immutable, Alias("RebuildStep")]
public sealed record RebuildStep(
    [property: Id(0)] int Vehicles,
    [property: Id(1)] int Customers,
    [property: Id(2)] System.Collections.Immutable.ImmutableArray<string> Conflicts,
    [property: Id(3)] long? Next);

/// <summary>
/// Builds a fleet's indexes anew from shards and customers' records, step by step; safe at any time, and to be repeated. It wakes
/// no vehicle and no customer. Key: the <see cref="FleetId"/>.
/// </summary>
[Alias("IIndexRebuildGrain")]
public interface IIndexRebuildGrain : IGrainWithStringKey
{
    /// <summary>Does one step, of some thousands of records; the first is 0.</summary>
    [Alias("Step")] Task<Outcome<RebuildStep>> Step(long step, CancellationToken cancellation);
}
