using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace FleetActors.Telemetry;

/// <summary>
/// Writes a <see cref="FixBlock"/> as its base and its bytes, and reads it into memory of a pool: some hundred megabytes a second
/// would otherwise be cleared and collected.
/// </summary>
[RegisterSerializer]
public sealed class FixBlockCodec : IFieldCodec<FixBlock>
{
    private const int BaseBytes = sizeof(long);
    private const int MostBytes = IVehicleShardGrain.MaxFixes * WireFix.Size;

    /// <inheritdoc/>
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, FixBlock value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(FixBlock), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)(BaseBytes + value.Bytes.Length));
        writer.WriteInt64(value.BaseMs);
        writer.Write(value.Bytes.Span);
    }

    /// <inheritdoc/>
    public FixBlock ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var length = (int)reader.ReadVarUInt32() - BaseBytes;
        if (length is < 0 or > MostBytes) throw new InvalidDataException($"A block of fixes has {length} bytes; at most {MostBytes}.");
        var baseMs = reader.ReadInt64();
        var rented = ArrayPool<byte>.Shared.Rent(length);
        reader.ReadBytes(rented.AsSpan(0, length));
        return FixBlock.OfRented(baseMs, rented, length);
    }
}

/// <summary>A block is not changed while it is under way, so it needs no copy.</summary>
[RegisterCopier]
public sealed class FixBlockCopier : IDeepCopier<FixBlock>
{
    /// <inheritdoc/>
    public FixBlock DeepCopy(FixBlock input, CopyContext context) => input;
}
