using System.Globalization;
using Orleans.Storage;

namespace FleetActors.Tests.Telemetry;

/// <summary>Storage in memory with ETags, whose calls take their effect some steps after they began, and end some steps later.</summary>
internal sealed class SlowStates(Random chance) : IGrainStorage
{
    private readonly Dictionary<(string, GrainId), (object? State, long Etag)> _rows = [];
    private long _etags;

    /// <summary>Whether a write that knows an older ETag is refused.</summary>
    public bool ComparesETags { get; init; } = true;

    /// <summary>Removes rows, as if an earlier version had never written them.</summary>
    public void Forget(Func<string, bool> stateName)
    {
        foreach (var key in _rows.Keys.Where(key => stateName(key.Item1)).ToArray()) _rows.Remove(key);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Steps();
        var known = _rows.TryGetValue((stateName, grainId), out var row);
        (grainState.RecordExists, grainState.ETag) = (known, known ? row.Etag.ToString(CultureInfo.InvariantCulture) : null);
        grainState.State = known ? (T)row.State! : Activator.CreateInstance<T>();
        await Steps();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (state, etag) = (grainState.State, grainState.ETag);
        await Steps();
        var stored = _rows.TryGetValue((stateName, grainId), out var row) ? row.Etag.ToString(CultureInfo.InvariantCulture) : null;
        if (stored != etag && ComparesETags) throw new InconsistentStateException("Another wrote.", stored, etag);
        _rows[(stateName, grainId)] = (state, ++_etags);
        var written = _etags.ToString(CultureInfo.InvariantCulture);
        await Steps();
        (grainState.ETag, grainState.RecordExists) = (written, true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    private async Task Steps()
    {
        for (var left = chance.Next(3); left > 0; left--) await Task.Yield();
    }
}
