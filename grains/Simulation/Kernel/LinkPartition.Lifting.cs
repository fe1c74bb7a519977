namespace FleetActors.Simulation.Kernel;

/// <content>How cars that stood too long are carried past a jam.</content>
internal sealed unsafe partial class LinkPartition
{
    /// <summary>Carries a car over a segment in the time that it takes when nothing is in the way.</summary>
    private void Lift(int car, int over, int atMs)
    {
        Drive(car, over, atMs, atMs + _traits[over].FreeMs);
        _way[car].Phase = CarPhase.Lifted;
    }

    /// <summary>Cars that were carried to the end of a segment, in order of (time, car): down where there is room, else on.</summary>
    private void PutDownLifted()
    {
        if (_lifted.Count == 0)
            return;
        _lifted.Sort(ByTime);
        foreach (var lifted in _lifted)
        {
            var atMs = Math.Max(lifted.ExitMs, _stepEndMs - TrafficKernel.StepMs);
            if (lifted.NextLink < 0)
                EndTrip(lifted.Car, ~lifted.Link, atMs);
            else
                PutDown(lifted.Car, lifted.NextLink, atMs);
        }

        _lifted.Clear();
    }

    private void PutDown(int car, int to, int atMs)
    {
        ref var next = ref _links[to];
        var ahead = unchecked(next.Entered - next.LeftBefore);
        if (ahead < next.StorageCars && next.EntryBlockMs <= atMs)
            Enter(car, to, atMs, ahead);
        else
            Lift(car, to, atMs);
    }

    private static int ByTime(Emission a, Emission b) => a.ExitMs != b.ExitMs ? a.ExitMs.CompareTo(b.ExitMs) : a.Car.CompareTo(b.Car);
}
