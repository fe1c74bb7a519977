using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Activators;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// Grain states in an <see cref="EmbeddedStore"/>. Every write is a compare-and-swap on the state's ETag: a null ETag
/// inserts, another that is not the stored one ends in <see cref="InconsistentStateException"/>. Any other exception
/// from a write means that its outcome is unknown. Cancellation is not observed: a queued write cannot be taken back.
/// </summary>
internal sealed class EmbeddedGrainStorage : IGrainStorage
{
    private const int SmallEtags = 1_024;
    private const int LargestStackKeyBytes = 512;
    private static readonly string[] EtagTexts = [.. Enumerable.Range(0, SmallEtags).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    private readonly EmbeddedStore _store;
    private readonly IActivatorProvider _activators;
    private readonly ConcurrentDictionary<Type, object> _activatorOf = new();
    private readonly StateCodec _codec;

    public EmbeddedGrainStorage(EmbeddedStore store, IGrainStorageSerializer serializer, Serializer orleans, IActivatorProvider activators)
    {
        (_store, _activators) = (store, activators);
        _codec = new StateCodec(serializer, orleans);
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Span<byte> key = stackalloc byte[LargestStackKeyBytes];
        key = KeyOf(key, grainId, stateName);
        var hash = KeyHash.Of(key);
        if (_store.MayBeQueued(hash))
            return ReadAfterQueuedWritesAsync(hash, key.ToArray(), grainState);
        ReadCommitted(key, grainState);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Span<byte> key = stackalloc byte[LargestStackKeyBytes];
        key = KeyOf(key, grainId, stateName);
        var write = new GrainWrite<T>(grainState, stateName, grainId, clears: false);
        var valueOffset = PendingWrite.ValueOffset(key.Length);
        var buffer = _codec.Serialize(grainState.State, valueOffset, out var valueLength);
        _store.RefuseTooLarge(valueLength);
        write.LayOutPut(buffer, key, valueOffset, valueLength);
        return _store.EnqueueAsync(write);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Span<byte> key = stackalloc byte[LargestStackKeyBytes];
        key = KeyOf(key, grainId, stateName);
        var write = new GrainWrite<T>(grainState, stateName, grainId, clears: true) { Empty = Create<T>() };
        write.LayOutDelete(key);
        return _store.EnqueueAsync(write);
    }

    private async Task ReadAfterQueuedWritesAsync<T>(ulong hash, byte[] key, IGrainState<T> grainState)
    {
        await _store.AfterQueuedWritesAsync(hash);
        ReadCommitted(key, grainState);
    }

    private void ReadCommitted<T>(ReadOnlySpan<byte> key, IGrainState<T> grainState)
    {
        using var row = _store.GetCommitted(key);
        if (row.Exists)
        {
            grainState.State = _codec.Deserialize<T>(row.Bytes[StoredRow.EtagBytes..]);
            grainState.ETag = EtagText(BinaryPrimitives.ReadInt64LittleEndian(row.Bytes));
            grainState.RecordExists = true;
        }
        else
        {
            grainState.State = Create<T>();
            grainState.ETag = null;
            grainState.RecordExists = false;
        }
    }

    // Most first reads find nothing, and Orleans builds a generic type each time that it is asked for an activator.
    private T Create<T>() =>
        ((IActivator<T>)_activatorOf.GetOrAdd(typeof(T), static (_, activators) => activators.GetActivator<T>(), _activators)).Create();

    private static Span<byte> KeyOf(Span<byte> onStack, GrainId grainId, string stateName)
    {
        var bound = StoreKey.GrainBound(grainId, stateName);
        var target = bound <= onStack.Length ? onStack : new byte[bound];
        return target[..StoreKey.WriteGrain(target, grainId, stateName)];
    }

    private static string EtagText(long etag) => etag < SmallEtags ? EtagTexts[etag] : etag.ToString(CultureInfo.InvariantCulture);

    private sealed class GrainWrite<T>(IGrainState<T> state, string stateName, GrainId grainId, bool clears)
        : PendingWrite(ExpectedOf(state.ETag))
    {
        public T? Empty { get; init; }

        protected override void OnCommitted()
        {
            state.ETag = clears ? null : EtagText(Etag);
            state.RecordExists = !clears;
            if (clears)
                state.State = Empty!;
        }

        protected override Exception Refusal() => new InconsistentStateException(
            $"State '{stateName}' of {grainId} was written by another activation.",
            RefusedBy == Absent ? "none" : EtagText(RefusedBy),
            state.ETag ?? "none");

        // A text that is no number of ours can never be stored: it expects a row that cannot exist.
        private static long ExpectedOf(string? etag) =>
            etag is null ? Absent
            : long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : long.MaxValue;
    }
}
