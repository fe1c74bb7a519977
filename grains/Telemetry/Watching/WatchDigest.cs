using System.Collections.Immutable;
using FleetActors.Fleets;

namespace FleetActors.Telemetry.Watching;

/// <summary>A fleet's limits and zones, prepared so that most fixes need a few comparisons only. Shared by the shards of a silo.</summary>
public sealed class WatchDigest
{
    private readonly WatchBand[] _bands;

    /// <summary>Prepares limits and zones; takes milliseconds for many zones.</summary>
    public WatchDigest(WatchLimits limits, FleetZones zones)
    {
        (Limits, Zones) = (limits, zones);
        _bands = [.. Enumerable.Range(0, WatchBand.Count).Select(flags => WatchBand.Of((WatchFlags)flags, limits))];
        Watched = limits.Zones && !zones.Zones.IsDefault ? zones.Zones : [];
        Grid = new(Watched);
        // Never 0, and another one whenever the sets of zones may mean something else.
        Epoch = (byte)(1 + (2 * zones.Version + (limits.Zones ? 1 : 0)) % byte.MaxValue);
    }

    /// <summary>The limits.</summary>
    public WatchLimits Limits { get; }

    /// <summary>The zones, in their version.</summary>
    public FleetZones Zones { get; }

    /// <summary>The zones whose borders are watched; a car's sets have one bit for each, in this order.</summary>
    public ImmutableArray<Zone> Watched { get; }

    /// <summary>Which zones a place is in.</summary>
    public ZoneGrid Grid { get; }

    /// <summary>Tells sets of these zones from those of others.</summary>
    public byte Epoch { get; }

    /// <summary>Between which readings nothing happens to a car of which this is remembered.</summary>
    public ref readonly WatchBand Band(WatchFlags flags) => ref _bands[(int)flags & (WatchBand.Count - 1)];
}
