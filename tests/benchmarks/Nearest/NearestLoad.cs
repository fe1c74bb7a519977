using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using FleetActors.Cells;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Benchmarks.Nearest;

/// <summary>Asks what is near: as fast as answers come, at a fixed rate, or of the bare trees.</summary>
public sealed class NearestLoad(FleetHandle fleet, CellDirectory cells, int limit, double radiusMetres)
{
    private const int QuestionCount = 16_384;

    [ThreadStatic] private static CellTree[]? _trees;

    private readonly Nearby[] _questions = MakeQuestions(limit, radiusMetres);

    /// <summary>One of the questions.</summary>
    public Nearby Question(int number) => _questions[number % QuestionCount];

    /// <summary>Asks one.</summary>
    public async Task<ImmutableArray<NearbyCar>> Ask(Nearby question, CancellationToken cancellation) =>
        (await fleet.Vehicles.Nearest(question, cancellation)).Accepted;

    /// <summary>Questions a second through the client and the grains, so many at once.</summary>
    public async Task<double> Closed(int atOnce, TimeSpan time, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var asked = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(worker => Task.Run(async () =>
        {
            long count = 0;
            for (var at = worker * 97; clock.Elapsed < time; at++, count++) await Ask(Question(at), cancellation);
            return count;
        }, cancellation)));
        return asked.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Latencies in milliseconds through the client and the grains at a fixed rate, sorted.</summary>
    public Task<double[]> Open(double perSecond, TimeSpan time, CancellationToken cancellation) =>
        Open(question => Ask(question, cancellation), perSecond, time, cancellation);

    /// <summary>The same trees searched at the same rate without client and grains: what remains is of the machine, the writers and this load itself.</summary>
    public Task<double[]> BareOpen(double perSecond, TimeSpan time, CancellationToken cancellation)
    {
        var known = cells.Of(fleet.Id);
        return Open(
            question =>
            {
                Search(known, question);
                return Task.CompletedTask;
            },
            perSecond, time, cancellation);
    }

    /// <summary>
    /// Each latency counts from the moment at which its question was due. A question that has been answered leaves nothing behind
    /// but its latency: what the load keeps alive, the silo's collections would have to move.
    /// </summary>
    private async Task<double[]> Open(Func<Nearby, Task> ask, double perSecond, TimeSpan time, CancellationToken cancellation)
    {
        var count = (int)(perSecond * time.TotalSeconds);
        var tookMs = new double[count];
        var (left, allAnswered) = (count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var clock = Stopwatch.StartNew();
        // A thread of its own that waits by the precise clock: timers of tasks come in steps of some milliseconds.
        await Task.Factory.StartNew(() =>
        {
            using var never = new ManualResetEventSlim();
            for (var sent = 0; sent < count;)
            {
                for (var due = Math.Min(count, (int)(clock.Elapsed.TotalSeconds * perSecond)); sent < due; sent++)
                    ThreadPool.UnsafeQueueUserWorkItem(number => _ = One(number), sent, preferLocal: false);
                never.Wait(TimeSpan.FromMilliseconds(1), cancellation);
            }
        }, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await allAnswered.Task;
        Array.Sort(tookMs);
        return tookMs;

        async Task One(int number)
        {
            try
            {
                await ask(Question(number));
                tookMs[number] = clock.Elapsed.TotalMilliseconds - number * 1_000 / perSecond;
                if (Interlocked.Decrement(ref left) == 0) allAnswered.SetResult();
            }
            catch (Exception failure)
            {
                allAnswered.TrySetException(failure);
            }
        }
    }

    /// <summary>The limit: the same trees searched in a loop, one thread a core, without client and grains in the way.</summary>
    public async Task<double> Bare(int threads, TimeSpan time)
    {
        var known = cells.Of(fleet.Id);
        var clock = Stopwatch.StartNew();
        var asked = await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(() =>
        {
            long count = 0;
            for (var at = thread * 97; (count & 63) != 0 || clock.Elapsed < time; at++, count++) Search(known, Question(at));
            return count;
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return asked.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static void Search(ConcurrentDictionary<CellId, PublishedCell> known, Nearby question)
    {
        Span<CellId> cells = stackalloc CellId[INearbyGrain.MaxCells];
        cells = cells[..CellCoverRules.Find(question, cells)];
        var trees = _trees ??= new CellTree[INearbyGrain.MaxCells];
        for (var at = 0; at < cells.Length; at++)
            trees[at] = known[cells[at]].Read() ?? throw new InvalidOperationException($"Nobody has asked cell {cells[at]} for a while.");
        NearbySearch.Of(question, default, trees.AsSpan(0, cells.Length));
    }

    private static Nearby[] MakeQuestions(int limit, double radiusMetres)
    {
        var chance = new Random(11);
        return [.. Enumerable.Range(0, QuestionCount).Select(_ =>
            new Nearby(NearestFleet.SomePlace(chance), radiusMetres, limit, VehicleStatus.Available, null, 0))];
    }
}
