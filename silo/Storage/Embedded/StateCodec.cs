using System.Buffers;
using Orleans.Serialization;
using Orleans.Storage;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// States to bytes and back through the named <see cref="IGrainStorageSerializer"/>. Where that is Orleans' own, the same
/// bytes are written straight into a pooled buffer and read straight from the store's memory.
/// </summary>
internal sealed class StateCodec(IGrainStorageSerializer serializer, Serializer orleans)
{
    private readonly bool _direct = serializer is OrleansGrainStorageSerializer;

    [ThreadStatic]
    private static ValueWriter? _writer;

    /// <summary>Serializes into a pooled array, leaving <paramref name="offset"/> bytes free before the value. The caller returns the array.</summary>
    public byte[] Serialize<T>(T state, int offset, out int length)
    {
        if (!_direct)
        {
            var data = serializer.Serialize(state).ToMemory();
            var copy = ArrayPool<byte>.Shared.Rent(offset + data.Length);
            data.Span.CopyTo(copy.AsSpan(offset));
            length = data.Length;
            return copy;
        }
        var writer = _writer ??= new ValueWriter();
        writer.Begin(offset);
        try
        {
            orleans.Serialize(state, writer);
            return writer.End(out length);
        }
        finally
        {
            writer.Abandon();
        }
    }

    /// <summary>Reads a state; the bytes are not kept.</summary>
    public T Deserialize<T>(ReadOnlySpan<byte> value) =>
        (_direct ? orleans.Deserialize<T>(value) : serializer.Deserialize<T>(new BinaryData(value.ToArray())))!;

    private sealed class ValueWriter : IBufferWriter<byte>
    {
        private const int FirstGuessBytes = 512;
        private byte[] _buffer = [];
        private int _offset;
        private int _written;

        public void Begin(int offset)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(offset + FirstGuessBytes);
            _offset = _written = offset;
        }

        public byte[] End(out int length)
        {
            length = _written - _offset;
            var filled = _buffer;
            _buffer = [];
            return filled;
        }

        public void Abandon()
        {
            if (_buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            EnsureRoom(sizeHint);
            return _buffer.AsMemory(_written);
        }

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            EnsureRoom(sizeHint);
            return _buffer.AsSpan(_written);
        }

        private void EnsureRoom(int sizeHint)
        {
            var needed = _written + Math.Max(sizeHint, 1);
            if (needed <= _buffer.Length)
                return;
            var grown = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _buffer.Length));
            _buffer.AsSpan(0, _written).CopyTo(grown);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = grown;
        }
    }
}
