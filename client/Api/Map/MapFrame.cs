namespace FleetActors.Api.Map;

/// <summary>
/// Where every car of a fleet is at one moment: parallel arrays of equal length, in which a car's position is its index.
/// Never changed while somebody reads it, because many viewers encode it at once; its maker may use its memory again for a
/// later frame when nobody does, which is what <see cref="TryOpen"/> and <see cref="TryWithdraw"/> are for.
/// </summary>
public sealed class MapFrame
{
    private const int Withdrawn = -1;

    private readonly Lock _indexing = new();
    private MapFrameIndex? _index;
    private MapFrameIndex? _spare;
    private int _readers;

    /// <summary>The moment shown, by the fleet's own clock; its offset is the local time that the page shows.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether <see cref="Time"/> is the clock of a simulation run rather than the system clock.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Seconds of the fleet's clock in one second of the viewer's: 1 for a live fleet, 0 for a run that stands still.</summary>
    public float Pace { get; init; } = 1;

    /// <summary>Changes whenever an index comes to mean another car. Viewers then forget what they knew by index.</summary>
    public uint TableVersion { get; init; }

    /// <summary>Degrees north times 1,000,000.</summary>
    public required ReadOnlyMemory<int> LatitudesE6 { get; init; }

    /// <summary>Degrees east times 1,000,000.</summary>
    public required ReadOnlyMemory<int> LongitudesE6 { get; init; }

    /// <summary>Clockwise from north in 256ths of a turn; <see cref="HeadingOf"/> makes one.</summary>
    public required ReadOnlyMemory<byte> Headings { get; init; }

    /// <summary>Speed in km/h, 255 for anything faster.</summary>
    public required ReadOnlyMemory<byte> SpeedsKmh { get; init; }

    /// <summary>State of charge or fuel in percent, 0 to 100, or <see cref="UnknownCharge"/>.</summary>
    public required ReadOnlyMemory<byte> ChargesPercent { get; init; }

    /// <summary>State of each car; <see cref="MapCarState.None"/> where an index is free.</summary>
    public required ReadOnlyMemory<MapCarState> States { get; init; }

    /// <summary>Stands for a charge that nobody has reported.</summary>
    public const byte UnknownCharge = 255;

    /// <summary>Takes over what a withdrawn frame of the same fleet needed beside its arrays. Before the frame is handed out.</summary>
    public void TakeOver(MapFrame withdrawn) => _spare = withdrawn._index ?? withdrawn._spare;

    /// <summary>The cars by place, made when it is first asked for. Only while the frame is open.</summary>
    internal MapFrameIndex Index
    {
        get
        {
            if (Volatile.Read(ref _index) is { } made) return made;
            lock (_indexing)
            {
                _index ??= new(this, _spare);
                _spare = null;
                return _index;
            }
        }
    }

    /// <summary>
    /// Begins to read. False when the memory serves a later frame already, which is then to be asked for. After true,
    /// <see cref="Close"/> must follow, soon: no waiting in between.
    /// </summary>
    public bool TryOpen()
    {
        for (var readers = Volatile.Read(ref _readers); readers != Withdrawn;)
        {
            var seen = Interlocked.CompareExchange(ref _readers, readers + 1, readers);
            if (seen == readers) return true;
            readers = seen;
        }
        return false;
    }

    /// <summary>Ends reading.</summary>
    public void Close() => Interlocked.Decrement(ref _readers);

    /// <summary>Takes the frame away from later readers, so that its memory can be used again. False while somebody reads.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _readers, Withdrawn, 0) == 0;

    /// <summary>Degrees clockwise from north, any turn, as the byte of <see cref="Headings"/>.</summary>
    public static byte HeadingOf(double degrees) => (byte)((int)Math.Round(degrees * 256 / 360) & 0xFF);
}
