namespace FleetActors.Silo.Simulations;

/// <summary>How far a run's clock may be by now. Counts from the first question, so a new pace begins where the run is.</summary>
internal sealed class RunPace(double? factor, TimeProvider clock)
{
    private DateTimeOffset? _from;
    private long _since;

    /// <summary>The moment up to which the run may play, or null for as far as it likes.</summary>
    public DateTimeOffset? Until(DateTimeOffset now)
    {
        if (factor is not { } speed) return null;
        if (_from is not { } from)
        {
            (_from, _since) = (now, clock.GetTimestamp());
            return now;
        }
        return from + clock.GetElapsedTime(_since) * speed;
    }
}
