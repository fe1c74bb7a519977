using System.Globalization;
using Orleans.Storage;

namespace FleetActors.Tests.Telemetry.Splitting;

/// <summary>Storage in memory with ETags, for all grains of a silo, that can be told to fail at one of the next writes of one grain: before it, or after it has happened.</summary>
internal sealed class FailingStates : IGrainStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, GrainId), (object? State, long Etag)> _rows = [];
    private long _etags;
    private GrainId? _grain;
    private int _left;
    private bool _isLate;
    private (GrainId Grain, string StateName, Task Until)? _held;

    /// <summary>Whether the write that was to fail has failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>A write of a grain will fail.</summary>
    /// <param name="grain">Whose.</param>
    /// <param name="after">How many of its writes succeed before.</param>
    /// <param name="isLate">Whether the write happens all the same, and only its answer is lost.</param>
    public void Fail(GrainId grain, int after, bool isLate)
    {
        lock (_gate) (_grain, _left, _isLate, HasFailed) = (grain, after, isLate, false);
    }

    /// <summary>Writes of one grain to states whose names begin so wait.</summary>
    public void Hold(GrainId grain, string stateName, Task until) => _held = (grain, stateName, until);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            var known = _rows.TryGetValue((stateName, grainId), out var row);
            (grainState.RecordExists, grainState.ETag) = (known, known ? row.Etag.ToString(CultureInfo.InvariantCulture) : null);
            grainState.State = known ? (T)row.State! : Activator.CreateInstance<T>();
        }
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        if (_held is { } held && held.Grain == grainId && stateName.StartsWith(held.StateName, StringComparison.Ordinal)) await held.Until;
        lock (_gate)
        {
            var fails = grainId == _grain && !HasFailed && _left-- == 0;
            HasFailed |= fails;
            if (fails && !_isLate) throw new IOException("The write failed.");
            var stored = _rows.TryGetValue((stateName, grainId), out var row) ? row.Etag.ToString(CultureInfo.InvariantCulture) : null;
            if (stored != grainState.ETag) throw new InconsistentStateException("Another wrote.", stored, grainState.ETag);
            _rows[(stateName, grainId)] = (grainState.State, ++_etags);
            (grainState.ETag, grainState.RecordExists) = (_etags.ToString(CultureInfo.InvariantCulture), true);
            if (fails) throw new IOException("The write happened, and its answer was lost.");
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
