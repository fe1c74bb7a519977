namespace FleetActors.Contracts;

/// <summary>An agreed time of hire, from (inclusive) to (exclusive); <paramref name="To"/> lies after <paramref name="From"/>.</summary>
[GenerateSerializer, Immutable, Alias("RentalPeriod")]
public sealed record RentalPeriod([property: Id(0)] DateTimeOffset From, [property: Id(1)] DateTimeOffset To)
{
    /// <summary>Whether the two share a moment once both are widened by <paramref name="buffer"/> between them.</summary>
    public bool Overlaps(RentalPeriod other, TimeSpan buffer) => From < other.To + buffer && other.From < To + buffer;
}
