using FleetActors.Telemetry;

namespace FleetActors.Tracks;

/// <summary>
/// Where cars were: an append-only store by time, of one silo. A car is known by its id, so that it may move to another shard.
/// Safe for concurrent use.
/// </summary>
public interface ITrackStore
{
    /// <summary>
    /// Opens the way in for the fixes of one shard, or answers null when the fleet keeps no tracks. May read files: not for a grain's turn
    /// that must be short, but for its activation.
    /// </summary>
    /// <param name="fleet">Whose shard.</param>
    /// <param name="vehicleOf">Which car has a slot. Asked at a slot's first fix, within <see cref="ITrackWriter.Append"/>; must always answer the same.</param>
    ITrackWriter? OpenShard(FleetId fleet, Func<int, VehicleId> vehicleOf);

    /// <summary>
    /// Keeps a fix on which money depends, whatever sampling and load say. Never waits; who acts on the fix alone awaits <see cref="Durable"/>
    /// first. Does nothing when the fleet keeps no tracks. A fix that is there already is not stored twice.
    /// </summary>
    void Keep(FleetId fleet, VehicleId vehicle, in Fix fix);

    /// <summary>Counts fixes as dropped that came while their shard's way in could not be opened.</summary>
    void Missed(int fixes);

    /// <summary>Completes when everything that was appended or kept before the call is on the disk.</summary>
    /// <exception cref="IOException">It may not be there.</exception>
    Task Durable(CancellationToken cancellation);

    /// <summary>
    /// The points of a car with <paramref name="fromMs"/> ≤ time ≤ <paramref name="toMs"/>, oldest first, at most
    /// <paramref name="limit"/>; what is still buffered is among them. Reads files: not within a grain's turn.
    /// </summary>
    /// <exception cref="InvalidDataException">A part of the track is damaged.</exception>
    IReadOnlyList<TrackPoint> Read(FleetId fleet, VehicleId vehicle, long fromMs, long toMs, int limit, CancellationToken cancellation);

    /// <summary>Whether a fleet's tracks are kept.</summary>
    bool Keeps(FleetId fleet);

    /// <summary>What the store did since it was opened.</summary>
    TrackStatistics Statistics { get; }
}

/// <summary>The way in for the fixes of one shard. Used by one caller at a time; disposed when the shard goes away.</summary>
public interface ITrackWriter : IDisposable
{
    /// <summary>
    /// Takes fixes that were applied. Never waits: what the disk cannot follow is left out and counted. Not durable when it returns.
    /// </summary>
    /// <param name="slots">The car of each fix.</param>
    /// <param name="fixes">As many as <paramref name="slots"/>.</param>
    void Append(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes);
}

/// <summary>What a track store did since it was opened.</summary>
/// <param name="Kept">Points taken in.</param>
/// <param name="Sampled">Fixes left out by the fleet's sampling.</param>
/// <param name="Dropped">Fixes left out because memory was full: the disk did not follow.</param>
/// <param name="Buffered">Points that are not yet in their final place.</param>
/// <param name="Syncs">Times that buffered points were made durable.</param>
/// <param name="Failures">Writes or syncs that failed.</param>
public sealed record TrackStatistics(long Kept, long Sampled, long Dropped, long Buffered, long Syncs, long Failures);
