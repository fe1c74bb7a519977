namespace FleetActors.Simulation;

/// <summary>Listens to nothing.</summary>
internal sealed class DeafObserver : IWorldObserver
{
    public static DeafObserver Instance { get; } = new();

    public void Requested(int request, TripRequest trip, long atMs)
    {
    }

    public void Started(int request, int car, long waitedMs, long atMs)
    {
    }

    public void Served(int request, int car, long atMs)
    {
    }

    public void Cancelled(int request, CancellationReason reason, string refusalCode, long atMs)
    {
    }

    public void Drove(int car, DrivePurpose purpose, long lengthMm, long energyMilliwattHours, long atMs)
    {
    }

    public void Plugged(int car, int station, long waitedMs, long atMs)
    {
    }

    public void Charged(int car, int station, long energyMilliwattHours, long costMicros, long atMs)
    {
    }

    public void WasIn(int car, CarActivity activity, long fromMs, long toMs)
    {
    }
}
