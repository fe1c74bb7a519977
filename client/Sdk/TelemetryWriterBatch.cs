using System.Runtime.InteropServices;
using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>Fixes of one shard that are gathered, or under way. Used again once its call has been answered, not after one that failed.</summary>
internal sealed class TelemetryWriterBatch(int capacity)
{
    private readonly TelemetryWriterCar[] _cars = new TelemetryWriterCar[capacity];
    private byte[] _bytes = new byte[capacity * PackedSlotFix.Size];

    public int Count { get; private set; }

    public bool IsFull => Count == _cars.Length;

    /// <summary>As it goes over the wire.</summary>
    public FixBatch Packed => new(_bytes.AsMemory(0, Count * PackedSlotFix.Size));

    private Span<PackedSlotFix> Fixes => MemoryMarshal.Cast<byte, PackedSlotFix>(_bytes.AsSpan());

    public TelemetryWriterCar Car(int at) => _cars[at];

    public PackedFix Fix(int at) => Fixes[at].Fix;

    public void Add(TelemetryWriterCar car, in PackedFix fix)
    {
        _cars[Count] = car;
        Fixes[Count] = new(car.Handle.Slot, car.Handle.Generation, fix);
        Count++;
    }

    /// <summary>Leaves the bytes to a call that failed and may still be on its way; handles are taken anew from the cars.</summary>
    public void Renew()
    {
        var old = Fixes[..Count];
        _bytes = new byte[_bytes.Length];
        for (var at = 0; at < Count; at++) Fixes[at] = new(_cars[at].Handle.Slot, _cars[at].Handle.Generation, old[at].Fix);
    }

    public void Clear() => Count = 0;
}
