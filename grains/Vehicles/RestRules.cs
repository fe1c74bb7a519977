namespace FleetActors.Vehicles;

/// <summary>Which vehicles need not stay in memory.</summary>
public static class RestRules
{
    /// <summary>Who was not wanted for so long before a rental will not be wanted soon after it.</summary>
    public static readonly TimeSpan Seldom = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether a vehicle will hardly be wanted soon: it is free, nothing is booked or under way, and nothing had happened to it for
    /// <see cref="Seldom"/> when it was last set aside. Of a large fleet that is most vehicles. Where the record does not tell, because
    /// its history has begun a new page since, the answer is no.
    /// </summary>
    public static bool IsSeldomWanted(VehicleState vehicle)
    {
        if (vehicle.Current is not null || !vehicle.Calendar.IsEmpty || RemoteCommandRules.NextDue(vehicle) is not null) return false;
        var recent = vehicle.History.Recent.AsSpan();
        var held = recent.Length - 1;
        while (held >= 0 && recent[held] is not VehicleHeld) held--;
        return held switch
        {
            < 0 => false,
            0 => vehicle.History.FullPages == 0,
            _ => recent[held].Stamp.At - recent[held - 1].Stamp.At >= Seldom,
        };
    }
}
