using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace FleetActors.Tests.Customers;

/// <summary>Storage in memory that serializes as real storage does, compares ETags and counts its writes.</summary>
public sealed class CountingStorage(Serializer serializer) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (byte[] Bytes, string ETag)> _records = new();
    private int _version;

    /// <summary>Every write, in order: the state name.</summary>
    public ConcurrentQueue<string> Writes { get; } = new();

    /// <summary>State names beginning so fail on write.</summary>
    public string? FailingPrefix { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_records.TryGetValue((stateName, grainId), out var record))
            (grainState.State, grainState.ETag, grainState.RecordExists) = (serializer.Deserialize<T>(record.Bytes), record.ETag, true);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (FailingPrefix is { } failing && stateName.StartsWith(failing, StringComparison.Ordinal)) throw new IOException("This write fails, as the test asks.");
        var key = (stateName, grainId);
        var known = _records.TryGetValue(key, out var record) ? record.ETag : null;
        if (known != grainState.ETag) throw new InconsistentStateException($"{key} has {known}, not {grainState.ETag}.");
        var eTag = Interlocked.Increment(ref _version).ToString(System.Globalization.CultureInfo.InvariantCulture);
        _records[key] = (serializer.SerializeToArray(grainState.State), eTag);
        (grainState.ETag, grainState.RecordExists) = (eTag, true);
        Writes.Enqueue(stateName);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _records.TryRemove((stateName, grainId), out _);
        return Task.CompletedTask;
    }
}
