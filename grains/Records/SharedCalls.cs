using System.Collections.Immutable;

namespace FleetActors.Records;

/// <summary>One item's part of a shared call.</summary>
/// <param name="Answer">The answer to the whole call.</param>
/// <param name="Place">Where the item stands among the call's items.</param>
public readonly record struct SharedCall<TAnswer>(Task<TAnswer> Answer, int Place);

/// <summary>
/// Carries what many grains of a silo ask of the same grain in calls that they share: whatever gathers until the thread pool
/// gets round to it goes as one. A contract, say, then pays for a place in a list instead of for a message and its answer.
/// </summary>
/// <param name="call">The call, by the key of the grain that is asked. What it throws, every one of its items gets.</param>
/// <param name="pause">Ends when the next call to the same grain may go; begun with each call that is not full. Without it calls go at once.</param>
public sealed class SharedCalls<TItem, TAnswer>(Func<string, ImmutableArray<TItem>, Task<TAnswer>> call, Func<Task>? pause = null)
{
    /// <summary>The most items of one call.</summary>
    public const int MaxItems = 1_024;

    /// <summary>The most calls to one grain that are under way; further items gather meanwhile.</summary>
    public const int MaxUnderWay = 4;

    /// <summary>The most calls to one grain that wait; further items are refused by an exception.</summary>
    public const int MaxWaiting = 64;

    private readonly Func<string, ImmutableArray<TItem>, Task<TAnswer>> _call = call;
    private readonly Func<Task>? _pause = pause;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Destination> _destinations = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds an item to the next call to a grain. Where too many calls to that grain wait already, the answer is an
    /// <see cref="InvalidOperationException"/>: never thrown here, so that who does not wait for answers is not hindered.
    /// </summary>
    public SharedCall<TAnswer> Join(string grain, TItem item)
    {
        lock (_gate)
        {
            if (!_destinations.TryGetValue(grain, out var destination))
                _destinations.Add(grain, destination = new(this, grain));
            return destination.Add(item);
        }
    }

    private sealed class Gathering() : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public ImmutableArray<TItem>.Builder Items { get; } = ImmutableArray.CreateBuilder<TItem>();
    }

    /// <summary>One grain's calls. Its fields are touched under the gate only.</summary>
    private sealed class Destination(SharedCalls<TItem, TAnswer> all, string grain) : IThreadPoolWorkItem
    {
        private readonly Queue<Gathering> _waiting = new();
        private Gathering? _last;
        private int _underWay;
        private bool _isScheduled;
        private bool _isPausing;

        public SharedCall<TAnswer> Add(TItem item)
        {
            if (_last is null || _last.Items.Count == MaxItems)
            {
                if (_waiting.Count == MaxWaiting)
                    return new(Task.FromException<TAnswer>(new InvalidOperationException($"More than {MaxWaiting} calls to {grain} wait.")), 0);
                _waiting.Enqueue(_last = new());
            }
            _last.Items.Add(item);
            Schedule();
            return new(_last.Task, _last.Items.Count - 1);
        }

        public void Execute()
        {
            Gathering next;
            bool isPausing;
            lock (all._gate)
            {
                next = _waiting.Dequeue();
                if (_waiting.Count == 0) _last = null;
                _underWay++;
                _isScheduled = false;
                _isPausing = isPausing = all._pause is not null && next.Items.Count < MaxItems;
                Schedule();
            }
            if (isPausing) _ = GoOnAfterPause(all._pause!());
            _ = Send(next);
        }

        private async Task GoOnAfterPause(Task pause)
        {
            await pause;
            lock (all._gate)
            {
                _isPausing = false;
                GoOn();
            }
        }

        private async Task Send(Gathering items)
        {
            try
            {
                items.SetResult(await all._call(grain, items.Items.DrainToImmutable()));
            }
            catch (Exception failure)
            {
                items.SetException(failure);
            }
            lock (all._gate)
            {
                _underWay--;
                GoOn();
            }
        }

        private void GoOn()
        {
            Schedule();
            if (_underWay == 0 && _waiting.Count == 0 && !_isPausing) all._destinations.Remove(grain);
        }

        private void Schedule()
        {
            if (_isScheduled || _isPausing || _waiting.Count == 0 || _underWay == MaxUnderWay) return;
            _isScheduled = true;
            // Unsafe, so that the call is nobody's in particular: the first caller's request context must not travel with it.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
