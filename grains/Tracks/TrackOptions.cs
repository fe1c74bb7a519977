namespace FleetActors.Tracks;

/// <summary>Tracks of a silo's fleets. Bound from <c>FleetActors:Tracks</c>; read once.</summary>
public sealed class TrackOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "FleetActors:Tracks";

    /// <summary>What holds for a fleet that has no settings of its own: on for live fleets, off for simulated ones.</summary>
    public FleetTrackSettings Default { get; set; } = new();

    /// <summary>Settings of single fleets, by id; they replace <see cref="Default"/> as a whole.</summary>
    public Dictionary<string, FleetTrackSettings> Fleets { get; } = new(StringComparer.Ordinal);

    /// <summary>Memory for fixes that are not yet in their final place, in bytes. Half of it is filled while the other half is written away.</summary>
    public long BufferBytes { get; set; } = 256L << 20;

    /// <summary>The most that a power cut takes of fixes on which nobody waits.</summary>
    public TimeSpan SyncEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long fixes stay buffered at most before they are written to their final place.</summary>
    public TimeSpan SealEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The settings in force for a fleet, or null when it keeps no tracks.</summary>
    public FleetTrackSettings? For(FleetId fleet) =>
        SettingsOf(fleet) is var settings && (settings.Enabled ?? (settings != Default || !fleet.IsSimulated)) ? settings : null;

    /// <summary>A fleet's settings, whether it keeps tracks or not: what it has kept is deleted in time all the same.</summary>
    public FleetTrackSettings SettingsOf(FleetId fleet) => Fleets.GetValueOrDefault(fleet.Value, Default);
}

/// <summary>What one fleet keeps of where its cars were.</summary>
public sealed class FleetTrackSettings
{
    /// <summary>Whether tracks are kept; absent: on, except for simulated fleets without settings of their own.</summary>
    public bool? Enabled { get; set; }

    /// <summary>How long they are kept. At least an hour.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Which fixes are kept.</summary>
    public TrackSampling Sampling { get; set; } = TrackSampling.Sensible;
}
