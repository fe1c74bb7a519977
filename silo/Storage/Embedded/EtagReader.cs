using System.Buffers.Binary;
using RocksDbSharp;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// Looks up the stored ETags of many keys in one search, which costs less than one search for each: most of it is waiting
/// for memory, and here keys wait together. Used by the committer only.
/// </summary>
internal sealed class EtagReader(RocksHandle rocks)
{
    private readonly List<PendingWrite> _asked = [];
    private byte[] _keys = new byte[8_192];
    private Slice[] _slices = new Slice[256];
    private nint[] _values = new nint[256];
    private nint[] _errors = new nint[256];
    private int _keyBytes;

    /// <summary>How many keys are asked for.</summary>
    public int Count => _asked.Count;

    /// <summary>Asks for the key of a write.</summary>
    public void Ask(PendingWrite write)
    {
        _asked.Add(write);
        _keyBytes += write.Key.Length;
    }

    /// <summary>Reads what is committed, and sets <see cref="PendingWrite.Stored"/> of each write that asked.</summary>
    public unsafe void Read()
    {
        Grow();
        fixed (byte* keys = _keys)
        {
            var at = 0;
            for (var n = 0; n < _asked.Count; n++)
            {
                var key = _asked[n].Key;
                key.CopyTo(_keys.AsSpan(at));
                _slices[n] = new Slice(keys + at, (nuint)key.Length);
                (_values[n], _errors[n]) = (0, 0);
                at += key.Length;
            }
            fixed (Slice* slices = _slices)
            fixed (nint* values = _values)
                rocks.MultiGet(_asked.Count, (nint)slices, (nint)values, _errors);
        }
        Take();
        _asked.Clear();
        _keyBytes = 0;
    }

    private unsafe void Take()
    {
        nint error = 0;
        for (var n = 0; n < _asked.Count; n++)
        {
            error = error == 0 ? _errors[n] : error;
            if (_values[n] == 0)
            {
                _asked[n].Stored = PendingWrite.Absent;
                continue;
            }
            var row = Native.Instance.rocksdb_pinnableslice_value(_values[n], out var length);
            _asked[n].Stored = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>((void*)row, checked((int)length)));
            Native.Instance.rocksdb_pinnableslice_destroy(_values[n]);
        }
        RocksHandle.ThrowIf(error);
    }

    private void Grow()
    {
        if (_keys.Length < _keyBytes) _keys = new byte[2 * _keyBytes];
        if (_slices.Length >= _asked.Count) return;
        var length = 2 * _asked.Count;
        (_slices, _values, _errors) = (new Slice[length], new nint[length], new nint[length]);
    }

    /// <summary>As RocksDB's C interface wants it.</summary>
    private readonly unsafe struct Slice(byte* data, nuint size)
    {
        public readonly byte* Data = data;
        public readonly nuint Size = size;
    }
}
