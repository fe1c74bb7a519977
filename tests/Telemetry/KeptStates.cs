using System.Globalization;
using Orleans.Storage;

namespace FleetActors.Tests.Telemetry;

/// <summary>Storage in memory with ETags, that can be told to fail at one of the next writes: before it, or after it has happened.</summary>
internal sealed class KeptStates : IGrainStorage
{
    private readonly Dictionary<(string, GrainId), (object? State, long Etag)> _rows = [];
    private long _etags;

    /// <summary>Writes until one fails; below zero none does.</summary>
    public int FailsAfter { get; set; } = -1;

    /// <summary>Whether the write that fails has happened all the same.</summary>
    public bool FailsLate { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var known = _rows.TryGetValue((stateName, grainId), out var row);
        (grainState.RecordExists, grainState.ETag) = (known, known ? row.Etag.ToString(CultureInfo.InvariantCulture) : null);
        grainState.State = known ? (T)row.State! : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var fails = FailsAfter-- == 0;
        if (fails && !FailsLate) throw new IOException("The write failed.");
        var stored = _rows.TryGetValue((stateName, grainId), out var row) ? row.Etag.ToString(CultureInfo.InvariantCulture) : null;
        if (stored != grainState.ETag) throw new InconsistentStateException("Another wrote.", stored, grainState.ETag);
        _rows[(stateName, grainId)] = (grainState.State, ++_etags);
        (grainState.ETag, grainState.RecordExists) = (_etags.ToString(CultureInfo.InvariantCulture), true);
        return fails ? throw new IOException("The write happened, and its answer was lost.") : Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
