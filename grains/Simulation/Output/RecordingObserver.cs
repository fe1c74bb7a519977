namespace FleetActors.Simulation;

/// <summary>Hears the world for the figures and, when a run writes its results, for the files.</summary>
internal sealed class RecordingObserver(KpiCollector kpis, RunOutput? output) : IWorldObserver
{
    /// <summary>The world that is heard; set as soon as it is made.</summary>
    public FleetWorld? World { get; set; }

    public void Requested(int request, TripRequest trip, long atMs)
    {
        kpis.Requested(request, trip, atMs);
        output?.Requested(request, trip, atMs);
    }

    public void Started(int request, int car, long waitedMs, long atMs)
    {
        kpis.Started(request, car, waitedMs, atMs);
        output?.Started(request, waitedMs, atMs);
    }

    public void Served(int request, int car, long atMs)
    {
        kpis.Served(request, car, atMs);
        output?.Ended(request, car, "served", "", atMs);
    }

    public void Cancelled(int request, CancellationReason reason, string refusalCode, long atMs) => kpis.Cancelled(request, reason, refusalCode, atMs);

    public void Drove(int car, DrivePurpose purpose, long lengthMm, long energyMilliwattHours, long atMs) => kpis.Drove(car, purpose, lengthMm, energyMilliwattHours, atMs);

    public void Plugged(int car, int station, long waitedMs, long atMs) => kpis.Plugged(car, station, waitedMs, atMs);

    public void Charged(int car, int station, long energyMilliwattHours, long costMicros, long atMs) => kpis.Charged(car, station, energyMilliwattHours, costMicros, atMs);

    public void WasIn(int car, CarActivity activity, long fromMs, long toMs)
    {
        kpis.WasIn(car, activity, fromMs, toMs);
        output?.WasIn(car, activity, fromMs, toMs, World!.ReadingAt(car, toMs));
    }
}
