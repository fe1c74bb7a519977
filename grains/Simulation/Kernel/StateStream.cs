using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// A state on its way to a stream or from one. Who has a state names each piece of it once, for both directions, so that
/// what is saved and what is loaded cannot differ. A piece is its name, its length in bytes, and the bytes in the machine's
/// order. What does not fit throws <see cref="InvalidDataException"/>; the object that was to be loaded is then of no more use.
/// </summary>
internal sealed class StateStream
{
    private readonly BinaryWriter? _to;
    private readonly BinaryReader? _from;

    private StateStream(BinaryWriter? to, BinaryReader? from) => (_to, _from) = (to, from);

    /// <summary>Pieces are saved.</summary>
    public static StateStream To(Stream stream) => new(new BinaryWriter(stream), null);

    /// <summary>Pieces are loaded, in the order in which they were saved.</summary>
    public static StateStream From(Stream stream) => new(null, new BinaryReader(stream));

    /// <summary>Items whose number never changes.</summary>
    public void Items<T>(string name, Span<T> items)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(items);
        if (_to is not null)
        {
            Head(name, bytes.Length);
            _to.Write(bytes);
        }
        else
        {
            var length = LengthOf(name);
            if (length != bytes.Length)
                throw new InvalidDataException($"The state is of something else: {name} has {length} bytes, not {bytes.Length}.");
            Fill(name, bytes);
        }
    }

    /// <summary>Items that come and go.</summary>
    public void List<T>(string name, List<T> items)
        where T : unmanaged
    {
        if (_to is not null)
        {
            Items(name, CollectionsMarshal.AsSpan(items));
            return;
        }

        var count = LengthOf(name) / Unsafe.SizeOf<T>();
        CollectionsMarshal.SetCount(items, checked((int)count));
        Fill(name, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(items)));
    }

    /// <summary>One value: what was given when saving, what was saved when loading.</summary>
    public T Value<T>(string name, T value)
        where T : unmanaged
    {
        Items(name, new Span<T>(ref value));
        return value;
    }

    private void Head(string name, long length)
    {
        _to!.Write(name);
        _to.Write(length);
    }

    private void Fill(string name, Span<byte> bytes)
    {
        if (_from!.BaseStream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException($"The state ends within {name}.");
    }

    private long LengthOf(string name)
    {
        try
        {
            var found = _from!.ReadString();
            return found == name ? _from.ReadInt64() : throw new InvalidDataException($"The state has {found} where {name} belongs: it was saved by another version.");
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException($"The state ends before {name}.", end);
        }
    }
}
