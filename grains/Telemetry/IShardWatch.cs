namespace FleetActors.Telemetry;

/// <summary>
/// Something that goes along with every shard of this silo: cells, tracks. All that the container has take part; a shard asks
/// each for a watcher of its own when it has loaded.
/// </summary>
public interface IShardWatch
{
    /// <summary>A shard has loaded and takes its first call after this one. Its cars may be read at once.</summary>
    IShardWatcher Watch(WatchedShard shard);
}

/// <summary>
/// Goes along with one activation of a shard. Every method is called in the shard's own turn: it may read the shard's slots,
/// must not block, await or keep the spans, and what it throws ends the shard's call.
/// </summary>
public interface IShardWatcher
{
    /// <summary>
    /// Fixes became the newest of their cars, in the order in which they were applied. The same slot may come more than once;
    /// the slots already hold the last one.
    /// </summary>
    void Applied(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes);

    /// <summary>Fixes that are right but not newer than what was known: late, or sent twice. They moved nothing.</summary>
    void CameLate(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes);

    /// <summary>A car was registered, or its registration or summary is another now, or it has gone to another shard (<see cref="ShardSlots.IsGone"/>).</summary>
    void Changed(int slot);

    /// <summary>The activation ends; nothing is called after this. Only for letting go: it may never come.</summary>
    void Unloading();
}

/// <summary>A loaded shard as its watchers see it.</summary>
/// <param name="key">Which.</param>
/// <param name="slots">Its cars. To be read only, and in the shard's turns only.</param>
/// <param name="incarnation">Grows with each activation of this shard.</param>
/// <param name="every">Runs a task in turns of the shard, first after the period, until the shard unloads.</param>
public sealed class WatchedShard(ShardKey key, ShardSlots slots, long incarnation, Action<TimeSpan, Func<CancellationToken, Task>> every)
{
    /// <summary>Which.</summary>
    public ShardKey Key => key;

    /// <summary>Its cars. To be read only, and in the shard's turns only.</summary>
    public ShardSlots Slots => slots;

    /// <summary>Grows with each activation of this shard.</summary>
    public long Incarnation => incarnation;

    /// <summary>
    /// Runs a task in turns of the shard, first after <paramref name="period"/>, then a period after each end, until the shard
    /// unloads. What takes longer than a millisecond without an await delays the shard's fixes.
    /// </summary>
    public void Every(TimeSpan period, Func<CancellationToken, Task> task) => every(period, task);
}
