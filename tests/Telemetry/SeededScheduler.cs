namespace FleetActors.Tests.Telemetry;

/// <summary>Runs what is ready on the caller's thread, one at a time and in an order drawn from a seed.</summary>
internal sealed class SeededScheduler(Random chance) : TaskScheduler
{
    private readonly List<Task> _ready = [];

    /// <summary>Starts something that runs here.</summary>
    public Task Start(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Runs one of those that are ready. False when there is none.</summary>
    public bool RunOne()
    {
        if (_ready.Count == 0) return false;
        var at = chance.Next(_ready.Count);
        var next = _ready[at];
        _ready.RemoveAt(at);
        return TryExecuteTask(next);
    }

    /// <summary>Runs until a task has ended.</summary>
    public void RunUntil(Task ended)
    {
        while (!ended.IsCompleted) Assert.True(RunOne(), "Nothing is ready, and what is awaited has not ended.");
        ended.GetAwaiter().GetResult();
    }

    /// <summary>What was under way never goes on.</summary>
    public void Crash() => _ready.Clear();

    protected override void QueueTask(Task task) => _ready.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
