namespace FleetActors.Simulation.Emit;

/// <summary>One fix of the run: its number, whose it is, and when it should be sent.</summary>
/// <param name="Number">From 0, over all cars and workers.</param>
/// <param name="Car">From 0.</param>
/// <param name="DueUs">Microseconds after the start; decided before the run, whatever the target answers.</param>
public readonly record struct DueFix(long Number, int Car, long DueUs);

/// <summary>
/// What one worker has to send, and when. Cars take turns, so that each sends at even distances; a worker has every
/// <c>workers</c>-th car. The schedule never waits: it only tells what is due.
/// </summary>
public sealed class LoadSchedule
{
    private readonly RateProfile _profile;
    private readonly int _cars;
    private readonly int _workers;
    private readonly int _worker;
    private long _round;
    private int _car;
    private DueFix _next;

    /// <summary>The part of worker <paramref name="worker"/> (from 0) of <paramref name="workers"/>; there are no more workers than cars.</summary>
    public LoadSchedule(RateProfile profile, int cars, int worker = 0, int workers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cars, workers);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(worker, workers);
        (_profile, _cars, _workers, _worker, _car) = (profile, cars, workers, worker, worker);
        _next = At(worker);
    }

    /// <summary>Fixes handed out so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Whether everything was handed out.</summary>
    public bool IsFinished => _next.Number >= _profile.Total;

    /// <summary>When the next fix is due; meaningless once finished.</summary>
    public long NextDueUs => _next.DueUs;

    /// <summary>The next fix, when it is due.</summary>
    public bool TryTake(long nowUs, out DueFix due)
    {
        due = _next;
        if (IsFinished || _next.DueUs > nowUs) return false;
        Taken++;
        _car += _workers;
        if (_car >= _cars) (_round, _car) = (_round + 1, _worker);
        _next = At(_round * _cars + _car);
        return true;
    }

    /// <summary>How many of this worker's fixes are due up to a moment, taken or not.</summary>
    public long DueCount(long nowUs)
    {
        // A fix is due once the area under the line has reached its number, so the first one is due at once.
        var reached = Math.Min(_profile.Total, (long)Math.Floor(_profile.CountAt(Math.Min(nowUs, _profile.DurationUs)) + 1e-6) + 1);
        var (rounds, rest) = Math.DivRem(reached, _cars);
        return rounds * CountBelow(_cars) + CountBelow(rest);
    }

    private long CountBelow(long cars) => (cars - _worker + _workers - 1) / _workers;

    private DueFix At(long number) => new(number, _car, _profile.DueUs(number));
}
