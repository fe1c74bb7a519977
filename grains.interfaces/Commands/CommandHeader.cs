namespace FleetActors;

/// <summary>What every command carries.</summary>
/// <param name="Id">Chosen by the caller; a repeat with the same id and content gets the stored answer, with other content a refusal.</param>
/// <param name="By">Who asks.</param>
/// <param name="IssuedAt">
/// When the caller first issued it. In a simulated fleet this is the run's clock and is the time at which the command acts;
/// in a live fleet the server's clock decides, and this only tells how old a repeat is.
/// </param>
[GenerateSerializer, Immutable, Alias("CommandHeader")]
public sealed record CommandHeader(
    [property: Id(0)] CommandId Id,
    [property: Id(1)] Caller By,
    [property: Id(2)] DateTimeOffset IssuedAt);
