namespace FleetActors.Simulation;

/// <summary>What an intent tells about its car.</summary>
public static class WorldReadings
{
    /// <summary>The car's reading, or null when the intent carries none.</summary>
    public static CarReading? Of(Intent intent) => intent switch
    {
        StartTrip i => i.Reading,
        PauseTrip i => i.Reading,
        ResumeTrip i => i.Reading,
        EndTrip i => i.Reading,
        StartCharging i => i.Reading,
        StopCharging i => i.Reading,
        _ => null,
    };
}
