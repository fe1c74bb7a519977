using System.Buffers;
using System.IO.Hashing;
using Orleans.Serialization;

namespace FleetActors.Commands;

/// <summary>Hashes a command's content (without its header), to tell a repeat from another command under the same id.</summary>
public sealed class ContentHash(Serializer serializer)
{
    [ThreadStatic] private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>XXH3 of the command's serialized bytes; the same in every process of one version of the contract.</summary>
    public ulong Of<TCommand>(TCommand command)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        serializer.Serialize(command, buffer);
        return XxHash3.HashToUInt64(buffer.WrittenSpan);
    }
}
