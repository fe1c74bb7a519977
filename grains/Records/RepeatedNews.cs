using System.Collections.Immutable;

namespace FleetActors.Records;

/// <summary>
/// Tells grains what nobody waits for, the news of many in one call, and again when they do not answer.
/// </summary>
/// <typeparam name="TItem">One piece of news; telling it twice changes nothing.</typeparam>
public sealed class RepeatedNews<TItem>
{
    /// <summary>How often a grain is told the same, with doubled waits between; after that only its next activation repairs it.</summary>
    public const int MaxTries = 6;

    /// <summary>
    /// Between two calls to the same grain. The first goes at once; where much happens, a call then carries what has gathered
    /// since, instead of being one of thousands. Of real time, also in simulated fleets: nothing in their course is decided by news.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private readonly SharedCalls<TItem, Done> _telling;
    private readonly Func<string, ImmutableArray<TItem>, Task> _tell;
    private readonly Action<string, int, bool, Exception> _notHeard;
    private readonly TimeProvider _clock;

    /// <summary>News of one kind.</summary>
    /// <param name="tell">The call, by the key of the grain that is told.</param>
    /// <param name="notHeard">Hears of each failed call: which grain, how many pieces of news, whether they are told again, and why not.</param>
    /// <param name="clock">The time.</param>
    public RepeatedNews(Func<string, ImmutableArray<TItem>, Task> tell, Action<string, int, bool, Exception> notHeard, TimeProvider clock)
    {
        (_tell, _notHeard, _clock) = (tell, notHeard, clock);
        _telling = new(TellUntilHeard, () => Task.Delay(Pause, clock));
    }

    /// <summary>Adds a piece of news to the next call to a grain.</summary>
    public void Tell(string grain, TItem item) => _telling.Join(grain, item).Answer.Ignore();

    private async Task<Done> TellUntilHeard(string grain, ImmutableArray<TItem> items)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await _tell(grain, items);
                return default;
            }
            catch (Exception failure)
            {
                _notHeard(grain, items.Length, tries < MaxTries, failure);
                if (tries == MaxTries) throw;
                await Task.Delay(FirstWait * (1 << (tries - 1)), _clock);
            }
        }
    }
}
