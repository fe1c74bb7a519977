namespace FleetActors;

/// <summary>Who asks. Stored with every event that the command causes.</summary>
/// <param name="Name">The API key's name, or the part of the platform that acts by itself.</param>
/// <param name="Role">What it may do.</param>
[GenerateSerializer, Immutable, Alias("Caller")]
public sealed record Caller([property: Id(0)] string Name, [property: Id(1)] Role Role)
{
    /// <summary>A contract that acts because of its deadline or its saga.</summary>
    public static Caller Platform { get; } = new("platform", Role.System);
}
