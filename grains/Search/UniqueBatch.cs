using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace FleetActors.Search;

/// <summary>A durable change of many values at once, for half the bytes of a <see cref="UniqueEntry"/> each.</summary>
/// <param name="Stage">How all of them stand.</param>
/// <param name="Attempt">Of which attempt.</param>
/// <param name="AskAfter">After this a claim is in doubt.</param>
/// <param name="Texts">For each: 2 bytes of its value's length, little-endian, 1 of its owner's, the value and the owner, in UTF-8.</param>
[GenerateSerializer, Immutable, Alias("UniqueBatch")]
public sealed record UniqueBatch(
    [property: Id(0)] ClaimStage Stage,
    [property: Id(1)] long Attempt,
    [property: Id(2)] DateTimeOffset AskAfter,
    [property: Id(3)] ReadOnlyMemory<byte> Texts)
{
    private const int LengthBytes = 3;

    /// <summary>Entries in their order, neighbours that differ only in value and owner in one batch.</summary>
    public static ImmutableArray<UniqueBatch> Of(ReadOnlySpan<UniqueEntry> entries)
    {
        var batches = ImmutableArray.CreateBuilder<UniqueBatch>(1);
        for (int first = 0, end; first < entries.Length; first = end)
        {
            for (end = first + 1; end < entries.Length && IsAlike(entries[first], entries[end]);) end++;
            batches.Add(new(entries[first].Stage, entries[first].Attempt, entries[first].AskAfter, Pack(entries[first..end])));
        }
        return batches.ToImmutable();
    }

    /// <summary>Its entries, one after the other.</summary>
    public Reader Read() => new(this);

    private static bool IsAlike(UniqueEntry a, UniqueEntry b) => a.Stage == b.Stage && a.Attempt == b.Attempt && a.AskAfter == b.AskAfter;

    private static byte[] Pack(ReadOnlySpan<UniqueEntry> entries)
    {
        var bytes = 0;
        foreach (var entry in entries) bytes += LengthBytes + Encoding.UTF8.GetByteCount(entry.Value) + Encoding.UTF8.GetByteCount(entry.Owner);
        var texts = new byte[bytes];
        var rest = texts.AsSpan();
        foreach (var entry in entries)
        {
            var value = Encoding.UTF8.GetBytes(entry.Value, rest[LengthBytes..]);
            var owner = Encoding.UTF8.GetBytes(entry.Owner, rest[(LengthBytes + value)..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest, checked((ushort)value));
            rest[2] = checked((byte)owner);
            rest = rest[(LengthBytes + value + owner)..];
        }
        return texts;
    }

    /// <summary>Goes through a batch; makes an object only of the entry that is asked for.</summary>
    public ref struct Reader(UniqueBatch batch)
    {
        private readonly char[] _value = new char[UniqueRules.MaxLength];
        private ReadOnlySpan<byte> _rest = batch.Texts.Span;
        private ReadOnlySpan<byte> _owner;
        private int _length;

        /// <summary>The value of the current entry, until the next step.</summary>
        public readonly ReadOnlySpan<char> Value => _value.AsSpan(0, _length);

        /// <summary>The current entry's owner.</summary>
        public readonly string Owner => Encoding.UTF8.GetString(_owner);

        /// <summary>The current entry.</summary>
        public readonly UniqueEntry Entry => new(new(Value), batch.Stage, Owner, batch.Attempt, batch.AskAfter);

        /// <summary>Goes to the next entry; false after the last.</summary>
        public bool Next()
        {
            if (_rest.IsEmpty) return false;
            var (value, owner) = (BinaryPrimitives.ReadUInt16LittleEndian(_rest), _rest[2]);
            _length = Encoding.UTF8.GetChars(_rest.Slice(LengthBytes, value), _value);
            _owner = _rest.Slice(LengthBytes + value, owner);
            _rest = _rest[(LengthBytes + value + owner)..];
            return true;
        }
    }
}
