using System.Buffers.Binary;
using System.Text;

namespace FleetActors.Simulation.Emit;

/// <summary>
/// The bytes of MQTT 3.1.1 that a publishing device needs (OASIS standard of 29 October 2014): CONNECT, PUBLISH at level 0 and 1,
/// SUBSCRIBE, PUBACK, PINGREQ and DISCONNECT out, and the frames of what comes in.
/// </summary>
public static class MqttPackets
{
    /// <summary>First four bits of the first byte of what comes in.</summary>
    public const int ConnAck = 2, Publish = 3, PubAck = 4, SubAck = 9, PingResp = 13;

    /// <summary>The most bytes a header of one packet takes: one of the type, four of the length.</summary>
    public const int LongestHeader = 5;

    private const byte CleanSession = 0x02, HasPassword = 0x40, HasUser = 0x80;

    /// <summary>PINGREQ.</summary>
    public static ReadOnlyMemory<byte> PingReq { get; } = new byte[] { 0xC0, 0 };

    /// <summary>DISCONNECT.</summary>
    public static ReadOnlyMemory<byte> Disconnect { get; } = new byte[] { 0xE0, 0 };

    /// <summary>CONNECT with a clean session.</summary>
    public static byte[] Connect(string clientId, string user, string password, ushort keepAliveSeconds)
    {
        var flags = (byte)(CleanSession | (user.Length > 0 ? HasUser : 0) | (user.Length > 0 && password.Length > 0 ? HasPassword : 0));
        var body = new List<byte>([0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, flags, (byte)(keepAliveSeconds >> 8), (byte)(keepAliveSeconds & 255)]);
        AddText(body, clientId);
        if ((flags & HasUser) != 0) AddText(body, user);
        if ((flags & HasPassword) != 0) AddText(body, password);
        return Framed(0x10, body);
    }

    /// <summary>SUBSCRIBE to one filter at level 1.</summary>
    public static byte[] Subscribe(ushort packetId, string filter)
    {
        var body = new List<byte>([(byte)(packetId >> 8), (byte)(packetId & 255)]);
        AddText(body, filter);
        body.Add(1);
        return Framed(0x82, body);
    }

    /// <summary>PUBACK.</summary>
    public static byte[] Acknowledge(ushort packetId) => [0x40, 2, (byte)(packetId >> 8), (byte)(packetId & 255)];

    /// <summary>Bytes that <see cref="WritePublish"/> takes.</summary>
    public static int PublishLength(int topicBytes, int payloadBytes) => LongestHeader + 4 + topicBytes + payloadBytes;

    /// <summary>PUBLISH; level 0 when <paramref name="packetId"/> is 0, otherwise level 1. Answers its length.</summary>
    public static int WritePublish(Span<byte> into, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ushort packetId)
    {
        into[0] = (byte)(packetId == 0 ? 0x30 : 0x32);
        var at = 1 + WriteLength(into[1..], 2 + topic.Length + (packetId == 0 ? 0 : 2) + payload.Length);
        BinaryPrimitives.WriteUInt16BigEndian(into[at..], (ushort)topic.Length);
        topic.CopyTo(into[(at + 2)..]);
        at += 2 + topic.Length;
        if (packetId != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(into[at..], packetId);
            at += 2;
        }

        payload.CopyTo(into[at..]);
        return at + payload.Length;
    }

    /// <summary>
    /// Whether a whole packet stands at the beginning of what came in. Throws <see cref="InvalidDataException"/> when it cannot be MQTT.
    /// </summary>
    /// <param name="bytes">What came in.</param>
    /// <param name="first">Its first byte: the type, and four flags.</param>
    /// <param name="bodyAt">Where its body begins.</param>
    /// <param name="length">Of the whole packet; known as soon as its header is.</param>
    public static bool TryReadFrame(ReadOnlySpan<byte> bytes, out byte first, out int bodyAt, out int length)
    {
        (first, bodyAt, length) = (0, 0, 0);
        if (bytes.Length < 2) return false;
        first = bytes[0];
        var (body, shift) = (0, 0);
        for (bodyAt = 1; ; bodyAt++, shift += 7)
        {
            if (bodyAt == LongestHeader) throw new InvalidDataException("The length of a packet has more than four bytes.");
            if (bodyAt == bytes.Length) return false;
            body |= (bytes[bodyAt] & 127) << shift;
            if (bytes[bodyAt] < 128) break;
        }

        bodyAt++;
        length = bodyAt + body;
        return bytes.Length >= length;
    }

    /// <summary>Topic, packet id (0 at level 0) and payload of a PUBLISH that came in.</summary>
    public static void ReadPublish(byte first, ReadOnlySpan<byte> body, out string topic, out ushort packetId, out ReadOnlySpan<byte> payload)
    {
        var topicBytes = BinaryPrimitives.ReadUInt16BigEndian(body);
        topic = Encoding.UTF8.GetString(body.Slice(2, topicBytes));
        var rest = body[(2 + topicBytes)..];
        packetId = 0;
        if ((first & 0b110) != 0)
        {
            packetId = BinaryPrimitives.ReadUInt16BigEndian(rest);
            rest = rest[2..];
        }

        payload = rest;
    }

    /// <summary>Why a broker refused a connection, by the code in its CONNACK.</summary>
    public static string RefusalText(byte code) => code switch
    {
        1 => "it speaks another version of MQTT",
        2 => "it does not accept this client id",
        3 => "it is not available",
        4 => "user or password are wrong",
        5 => "not authorised",
        _ => $"code {code}",
    };

    private static void AddText(List<byte> into, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > ushort.MaxValue) throw new EmitException("MQTT takes no text above 65,535 bytes.");
        into.AddRange([(byte)(bytes.Length >> 8), (byte)(bytes.Length & 255)]);
        into.AddRange(bytes);
    }

    private static byte[] Framed(byte first, List<byte> body)
    {
        Span<byte> length = stackalloc byte[4];
        return [first, .. length[..WriteLength(length, body.Count)], .. body];
    }

    private static int WriteLength(Span<byte> into, int length)
    {
        for (var at = 0; ; at++)
        {
            into[at] = (byte)(length & 127);
            length >>= 7;
            if (length == 0) return at + 1;
            into[at] |= 128;
        }
    }
}
