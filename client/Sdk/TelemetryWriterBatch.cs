using System.Runtime.InteropServices;
using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>Fixes of one shard that are gathered, or under way. Used again once its call has been answered, not after one that failed.</summary>
internal sealed class TelemetryWriterBatch(int capacity)
{
    private readonly TelemetryWriterCar[] _cars = new TelemetryWriterCar[capacity];
    private byte[] _bytes = new byte[capacity * WireFix.Size];

    public int Count { get; private set; }

    /// <summary>From when the times of its fixes count; set by the first of them unless it was given.</summary>
    public long? BaseMs { get; set; }

    public bool IsFull => Count == _cars.Length;

    /// <summary>As it goes over the wire.</summary>
    public FixBlock Block => new(BaseMs ?? 0, _bytes.AsMemory(0, Count * WireFix.Size));

    public TelemetryWriterCar Car(int at) => _cars[at];

    public PackedFix Fix(int at) => Wire(at).Unpack(BaseMs!.Value);

    /// <summary>Whether a fix of this time can be written beside the others. A batch spans 24 days before and after its first.</summary>
    public bool Takes(long atMs) => BaseMs is not { } baseMs || WireFix.Fits(atMs, baseMs);

    public void Add(TelemetryWriterCar car, in PackedFix fix)
    {
        var baseMs = BaseMs ??= FixBlock.BaseFor(fix.AtMs);
        _cars[Count] = car;
        Write(Count, car, fix, baseMs);
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

    private void Write(int at, TelemetryWriterCar car, in PackedFix fix, long baseMs) =>
        MemoryMarshal.Write(_bytes.AsSpan(at * WireFix.Size), new WireFix(car.Handle.Slot, car.Handle.Generation, fix, baseMs));
}
