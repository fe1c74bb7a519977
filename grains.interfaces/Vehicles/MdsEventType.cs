namespace FleetActors.Vehicles;

/// <summary>The event types of MDS 2.0 that car share uses. Append-only; the MDS name is in each summary.</summary>
[GenerateSerializer, Alias("MdsEventType")]
public enum MdsEventType
{
    /// <summary>charging_end</summary>
    ChargingEnd = 1,
    /// <summary>charging_start</summary>
    ChargingStart = 2,
    /// <summary>comms_lost</summary>
    CommsLost = 3,
    /// <summary>comms_restored</summary>
    CommsRestored = 4,
    /// <summary>customer_cancellation</summary>
    CustomerCancellation = 5,
    /// <summary>decommissioned</summary>
    Decommissioned = 6,
    /// <summary>driver_cancellation</summary>
    DriverCancellation = 7,
    /// <summary>fueling_end</summary>
    FuelingEnd = 8,
    /// <summary>fueling_start</summary>
    FuelingStart = 9,
    /// <summary>maintenance</summary>
    Maintenance = 10,
    /// <summary>maintenance_end</summary>
    MaintenanceEnd = 11,
    /// <summary>maintenance_pick_up</summary>
    MaintenancePickUp = 12,
    /// <summary>provider_cancellation</summary>
    ProviderCancellation = 13,
    /// <summary>recommissioned</summary>
    Recommissioned = 14,
    /// <summary>remote_end</summary>
    RemoteEnd = 15,
    /// <summary>remote_start</summary>
    RemoteStart = 16,
    /// <summary>reservation_start</summary>
    ReservationStart = 17,
    /// <summary>reservation_stop</summary>
    ReservationStop = 18,
    /// <summary>service_end</summary>
    ServiceEnd = 19,
    /// <summary>service_start</summary>
    ServiceStart = 20,
    /// <summary>trip_end</summary>
    TripEnd = 21,
    /// <summary>trip_enter_jurisdiction</summary>
    TripEnterJurisdiction = 22,
    /// <summary>trip_leave_jurisdiction</summary>
    TripLeaveJurisdiction = 23,
    /// <summary>trip_resume</summary>
    TripResume = 24,
    /// <summary>trip_start</summary>
    TripStart = 25,
    /// <summary>trip_stop</summary>
    TripStop = 26,
}
