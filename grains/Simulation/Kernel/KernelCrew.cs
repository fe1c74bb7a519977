namespace FleetActors.Simulation.Kernel;

/// <summary>
/// The threads that work on a step. Work is numbered pieces that any of them takes in any order; a call returns when all
/// are done. With one thread everything runs on the caller's.
/// </summary>
internal sealed class KernelCrew : IDisposable
{
    private readonly Thread[] _helpers;
    private readonly ManualResetEventSlim[] _begin;
    private readonly ManualResetEventSlim[] _done;
    private readonly Exception?[] _failures;
    private Action<int, int> _work = (_, _) => { };
    private int _pieces;
    private int _nextPiece;
    private bool _isOver;

    /// <summary>Starts all threads but the caller's.</summary>
    public KernelCrew(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Threads = threads;
        _begin = [.. Enumerable.Range(1, threads - 1).Select(_ => new ManualResetEventSlim(false))];
        _done = [.. Enumerable.Range(1, threads - 1).Select(_ => new ManualResetEventSlim(false))];
        _failures = new Exception?[threads];
        _helpers = [.. Enumerable.Range(1, threads - 1).Select(worker => new Thread(() => Help(worker)) { IsBackground = true, Name = $"kernel-{worker}" })];
        foreach (var helper in _helpers)
            helper.Start();
    }

    /// <summary>How many threads work, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Does every piece once: <paramref name="work"/> gets the number of the worker and of the piece.</summary>
    public void Do(int pieces, Action<int, int> work)
    {
        (_work, _pieces, _nextPiece) = (work, pieces, 0);
        foreach (var begin in _begin)
            begin.Set();
        TakePieces(0);
        foreach (var done in _done)
        {
            done.Wait();
            done.Reset();
        }

        for (var worker = 0; worker < _failures.Length; worker++)
        {
            if (_failures[worker] is { } failure)
                throw new InvalidOperationException($"Worker {worker} of the kernel failed; its state can no longer be used.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver = true;
        foreach (var begin in _begin)
            begin.Set();
        foreach (var helper in _helpers)
            helper.Join();
        foreach (var signal in _begin.Concat(_done))
            signal.Dispose();
    }

    private void Help(int worker)
    {
        while (true)
        {
            _begin[worker - 1].Wait();
            _begin[worker - 1].Reset();
            if (_isOver)
                return;
            TakePieces(worker);
            _done[worker - 1].Set();
        }
    }

    private void TakePieces(int worker)
    {
        try
        {
            while (true)
            {
                var piece = Interlocked.Increment(ref _nextPiece) - 1;
                if (piece >= _pieces)
                    return;
                _work(worker, piece);
            }
        }
#pragma warning disable CA1031 // the caller's thread throws it on
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failures[worker] = failure;
        }
    }
}
