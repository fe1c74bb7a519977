namespace FleetActors.Records;

/// <summary>A grain's record as storage sees it. Absent until the first write.</summary>
/// <typeparam name="TState">An immutable state.</typeparam>
[GenerateSerializer, Alias("Stored`1")]
public sealed class Stored<TState> where TState : class
{
    /// <summary>The state, or null when nothing was ever written.</summary>
    [Id(0)] public TState? State { get; set; }
}
