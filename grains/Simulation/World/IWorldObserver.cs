namespace FleetActors.Simulation;

/// <summary>What a drive was for.</summary>
public enum DrivePurpose
{
    /// <summary>With a customer.</summary>
    Occupied = 0,

    /// <summary>Empty, to a customer.</summary>
    ToCustomer = 1,

    /// <summary>Empty, to a station.</summary>
    ToStation = 2,

    /// <summary>Empty, to where customers are expected.</summary>
    ToZone = 3,
}

/// <summary>Hears what happens in a <see cref="FleetWorld"/>. Times are milliseconds since the scenario's start.</summary>
public interface IWorldObserver
{
    /// <summary>A request was made.</summary>
    void Requested(int request, TripRequest trip, long atMs);

    /// <summary>A trip started, <paramref name="waitedMs"/> after its request.</summary>
    void Started(int request, int car, long waitedMs, long atMs);

    /// <summary>A trip ended and the request is served.</summary>
    void Served(int request, int car, long atMs);

    /// <summary>A request ended unserved.</summary>
    void Cancelled(int request, CancellationReason reason, string refusalCode, long atMs);

    /// <summary>A drive, or the part of it that was driven, ended at <paramref name="atMs"/>.</summary>
    void Drove(int car, DrivePurpose purpose, long lengthMm, long energyMilliwattHours, long atMs);

    /// <summary>A car reached a plug after <paramref name="waitedMs"/> in the queue, 0 when there was none.</summary>
    void Plugged(int car, int station, long waitedMs, long atMs);

    /// <summary>A charging ended at <paramref name="atMs"/>.</summary>
    void Charged(int car, int station, long energyMilliwattHours, long costMicros, long atMs);

    /// <summary>A car did one thing from one moment to another. Every moment of every car is told exactly once.</summary>
    void WasIn(int car, CarActivity activity, long fromMs, long toMs);
}
