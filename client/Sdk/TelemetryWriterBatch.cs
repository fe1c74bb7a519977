using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>Fixes of one shard that are gathered, or under way. Used again once its call has been answered, not after one that failed.</summary>
internal sealed class TelemetryWriterBatch(int capacity)
{
    /// <summary>How many fixes ahead memory is asked for.</summary>
    private const int Ahead = 8;

    private readonly TelemetryWriterCar[] _cars = new TelemetryWriterCar[capacity];
    private byte[] _bytes = new byte[capacity * WireFix.Size];

    public int Count { get; private set; }

    /// <summary>From when the times of its fixes count; set by the first of them unless it was given.</summary>
    public long? BaseMs { get; set; }

    public bool IsFull => Count == _cars.Length;

    /// <summary>As it goes over the wire.</summary>
    public FixBlock Block => new(BaseMs ?? 0, _bytes.AsMemory(0, Count * WireFix.Size));

    public TelemetryWriterCar Car(int at) => _cars[at];

    /// <summary>The same, for whoever goes through the cars in order: asks for those that come soon, which lie all over the memory.</summary>
    public TelemetryWriterCar CarInTurn(int at)
    {
        if (at + Ahead < Count) _cars[at + Ahead].Acknowledged.Prefetch();
        return _cars[at];
    }

    public PackedFix Fix(int at) => Wire(at).Unpack(BaseMs!.Value);

    /// <summary>Whether a fix of this time can be written beside the others. A batch spans 24 days before and after its first.</summary>
    public bool Takes(long atMs) => BaseMs is not { } baseMs || WireFix.Fits(atMs, baseMs);

    public void Add(TelemetryWriterCar car, in PackedFix fix)
    {
        var baseMs = BaseMs ??= FixBlock.BaseFor(fix.AtMs);
        _cars[Count] = car;
        Write(Count, car, fix, baseMs);
        Prefetch(Count + Ahead);
        Count++;
    }

    /// <summary>Leaves the bytes to a call that failed and may still be on its way; handles are taken anew from the cars.</summary>
    public void Renew()
    {
        var old = _bytes;
        _bytes = new byte[old.Length];
        for (var at = 0; at < Count; at++)
        {
            var fix = MemoryMarshal.Read<WireFix>(old.AsSpan(at * WireFix.Size));
            Write(at, _cars[at], fix.Unpack(BaseMs!.Value), BaseMs.Value);
        }
    }

    public void Clear() => (Count, BaseMs) = (0, null);

    private WireFix Wire(int at) => MemoryMarshal.Read<WireFix>(_bytes.AsSpan(at * WireFix.Size));

    private void Write(int at, TelemetryWriterCar car, in PackedFix fix, long baseMs)
    {
        var (slot, generation) = car.Place;
        MemoryMarshal.Write(_bytes.AsSpan(at * WireFix.Size), new WireFix(slot, generation, fix, baseMs));
    }

    /// <summary>
    /// Batches of all shards are filled side by side, so the place of a fix is in no near cache when its turn comes; and the lock
    /// around the next fix waits until it has been written. So it is asked for some fixes ahead.
    /// </summary>
    private unsafe void Prefetch(int at)
    {
        if (!Sse.IsSupported || at >= _cars.Length) return;
        Sse.Prefetch0(Unsafe.AsPointer(ref _bytes[at * WireFix.Size]));
        Sse.Prefetch0(Unsafe.AsPointer(ref _cars[at]));
    }
}
