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
    /// How long after one call has been heard the next to the same grain goes at the earliest. The first goes at once; where much
    /// happens, a call then carries what has gathered since, instead of being one of thousands.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private readonly SharedCalls<TItem, Done> _telling;
    private readonly Func<string, ImmutableArray<TItem>, Task> _tell;
    private readonly Action<string, int, Exception> _notHeard;
    private readonly TimeProvider _clock;

    /// <summary>News of one kind.</summary>
    /// <param name="tell">The call, by the key of the grain that is told.</param>
    /// <param name="notHeard">Hears of each failed call that is tried again: which grain, how many pieces of news, and why.</param>
    /// <param name="clock">The time.</param>
    public RepeatedNews(Func<string, ImmutableArray<TItem>, Task> tell, Action<string, int, Exception> notHeard, TimeProvider clock)
    {
        (_tell, _notHeard, _clock) = (tell, notHeard, clock);
        _telling = new(TellUntilHeard, maxUnderWay: 1);
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
                if (items.Length < SharedCalls<TItem, Done>.MaxItems) await Task.Delay(Pause, _clock);
                return default;
            }
            catch (Exception failure) when (tries < MaxTries)
            {
                _notHeard(grain, items.Length, failure);
                await Task.Delay(FirstWait * (1 << (tries - 1)), _clock);
            }
        }
    }
}
