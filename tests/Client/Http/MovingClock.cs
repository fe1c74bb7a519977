namespace FleetActors.Tests.Client.Http;

/// <summary>The system's clock, moved ahead: hours pass for a silo at once, while its timers go on as they are.</summary>
internal sealed class MovingClock : TimeProvider
{
    private long _aheadTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _aheadTicks, time.Ticks);
}
