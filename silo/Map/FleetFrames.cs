using FleetActors.Api.Map;

namespace FleetActors.Silo.Map;

/// <summary>
/// The newest frame of a fleet, and the one before it, in whose memory the next one is written as soon as nobody reads it.
/// To be used by whoever holds <see cref="Making"/>, apart from <see cref="Newest"/>.
/// </summary>
internal sealed class FleetFrames
{
    private MapFrame? _before;
    private FrameArrays? _arraysBefore;
    private FrameArrays? _arraysNewest;
    private FrameArrays? _arraysNext;
    private volatile MapFrame? _newest;
    private MapFrame? _withdrawn;

    /// <summary>Held by the one who makes the next frame.</summary>
    public SemaphoreSlim Making { get; } = new(1);

    /// <summary>The newest frame, or null before the first.</summary>
    public MapFrame? Newest => _newest;

    /// <summary>Arrays for the next frame: those of the frame before the newest, or new ones while somebody still reads it.</summary>
    public FrameArrays Begin()
    {
        // What a maker that failed had begun is simply begun again.
        if (_arraysNext is null && _before is { } before && before.TryWithdraw()) (_arraysNext, _withdrawn) = (_arraysBefore, before);
        _arraysNext ??= new();
        _arraysNext.Begin();
        return _arraysNext;
    }

    /// <summary>Makes a frame the newest one.</summary>
    public MapFrame Publish(MapFrame frame)
    {
        if (_withdrawn is { } withdrawn) frame.TakeOver(withdrawn);
        (_before, _arraysBefore) = (_newest, _arraysNewest);
        (_arraysNewest, _arraysNext, _withdrawn) = (_arraysNext, null, null);
        _newest = frame;
        return frame;
    }
}
