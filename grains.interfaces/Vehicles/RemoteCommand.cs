namespace FleetActors.Vehicles;

/// <summary>What a car can be told from afar. Append-only.</summary>
[GenerateSerializer, Alias("RemoteCommandKind")]
public enum RemoteCommandKind
{
    /// <summary>Lock the doors.</summary>
    Lock = 1,
    /// <summary>Unlock the doors.</summary>
    Unlock = 2,
    /// <summary>Send a fix at once.</summary>
    Locate = 3,
    /// <summary>Horn and lights, to be found.</summary>
    HonkAndFlash = 4,
    /// <summary>Prevent the next start of the drive. Refused unless the car stands still.</summary>
    Immobilise = 5,
    /// <summary>Undo <see cref="Immobilise"/>.</summary>
    Mobilise = 6,
    /// <summary>Begin to charge at the plug.</summary>
    StartCharging = 7,
    /// <summary>Stop charging and free the plug.</summary>
    StopCharging = 8,
}

/// <summary>How far a remote command has come. The last three are final. Append-only.</summary>
[GenerateSerializer, Alias("RemoteCommandStage")]
public enum RemoteCommandStage
{
    /// <summary>Stored; not yet handed to the device or its gateway.</summary>
    Queued = 1,
    /// <summary>Handed over; whether it was executed is unknown.</summary>
    Sent = 2,
    /// <summary>The device executed it.</summary>
    Acknowledged = 3,
    /// <summary>The device refused, or it may not be executed any more.</summary>
    Failed = 4,
    /// <summary>No answer in time. The device refuses to execute it after its due time.</summary>
    TimedOut = 5,
}

/// <summary>One remote command and its life. A device executes each id once at most, and none past <paramref name="DueAt"/>.</summary>
/// <param name="Id">The id of the command that asked for it; the device tells repeats by it.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Tenancy">The tenancy it belongs to, or null for the operator's own.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="By">Who asked.</param>
/// <param name="QueuedAt">When it was stored.</param>
/// <param name="DueAt">When it times out.</param>
/// <param name="ChangedAt">When it reached its stage.</param>
/// <param name="Detail">What the device said, at most <see cref="MaxDetailLength"/> characters.</param>
[GenerateSerializer, Immutable, Alias("RemoteCommand")]
public sealed record RemoteCommand(
    [property: Id(0)] CommandId Id,
    [property: Id(1)] RemoteCommandKind Kind,
    [property: Id(2)] long? Tenancy,
    [property: Id(3)] RemoteCommandStage Stage,
    [property: Id(4)] Caller By,
    [property: Id(5)] DateTimeOffset QueuedAt,
    [property: Id(6)] DateTimeOffset DueAt,
    [property: Id(7)] DateTimeOffset ChangedAt,
    [property: Id(8)] string? Detail)
{
    /// <summary>The longest detail kept; longer ones are cut.</summary>
    public const int MaxDetailLength = 200;

    /// <summary>Whether it still waits for an answer.</summary>
    public bool IsOpen => Stage is RemoteCommandStage.Queued or RemoteCommandStage.Sent;
}
