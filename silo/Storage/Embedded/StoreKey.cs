using System.Buffers.Binary;
using System.Text;
using Orleans.Runtime;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// Row keys. The first byte is the kind of row; every text but the last is escaped and closed, so no two different
/// (type, key, name) triples share a row key, and rows of one grain type, and of one grain, lie side by side.
/// </summary>
internal static class StoreKey
{
    /// <summary>Rows about the store itself.</summary>
    public const byte Meta = 0;

    /// <summary>Rows of grain states.</summary>
    public const byte Grain = 1;

    /// <summary>Rows of reminders, ordered by the grain's place on the ring.</summary>
    public const byte Reminder = 2;

    // A zero byte inside a text becomes 0 255, and 0 1 closes it: order is kept, and no text can imitate the end of another.
    private const byte Escape = 0;
    private const byte EscapedZero = 255;
    private const byte End = 1;

    /// <summary>The most bytes that <see cref="WriteGrain"/> needs.</summary>
    public static int GrainBound(GrainId grain, string stateName) =>
        5 + 2 * grain.Type.AsSpan().Length + 2 * grain.Key.AsSpan().Length + 3 * stateName.Length;

    /// <summary>Writes the row key of one state of one grain, and returns its length.</summary>
    public static int WriteGrain(Span<byte> target, GrainId grain, string stateName)
    {
        target[0] = Grain;
        var at = WriteClosed(target, 1, grain.Type.AsSpan());
        at = WriteClosed(target, at, grain.Key.AsSpan());
        return at + Encoding.UTF8.GetBytes(stateName, target[at..]);
    }

    /// <summary>The prefix of all rows of a grain type or, with <paramref name="keyPrefix"/>, of its grains whose key begins so.</summary>
    public static byte[] GrainPrefix(string grainType, string keyPrefix = "")
    {
        var target = new byte[3 + 6 * grainType.Length + 6 * keyPrefix.Length];
        target[0] = Grain;
        var at = WriteClosed(target, 1, Encoding.UTF8.GetBytes(grainType));
        at = WriteEscaped(target, at, Encoding.UTF8.GetBytes(keyPrefix));
        return target[..at];
    }

    /// <summary>Reads back what <see cref="WriteGrain"/> wrote. Throws <see cref="FormatException"/> for another kind of row.</summary>
    public static (GrainId Grain, string StateName) ReadGrain(ReadOnlySpan<byte> rowKey)
    {
        if (rowKey.IsEmpty || rowKey[0] != Grain)
            throw new FormatException("Not the row of a grain state.");
        var at = 1;
        var type = ReadClosed(rowKey, ref at);
        var key = ReadClosed(rowKey, ref at);
        return (GrainId.Create(new GrainType(type), new IdSpan(key)), Encoding.UTF8.GetString(rowKey[at..]));
    }

    /// <summary>The prefix of all reminders of one grain.</summary>
    public static byte[] ReminderPrefix(GrainId grain)
    {
        var target = new byte[9 + 2 * grain.Type.AsSpan().Length + 2 * grain.Key.AsSpan().Length];
        target[0] = Reminder;
        BinaryPrimitives.WriteUInt32BigEndian(target.AsSpan(1), grain.GetUniformHashCode());
        var at = WriteClosed(target, 5, grain.Type.AsSpan());
        return target[..WriteClosed(target, at, grain.Key.AsSpan())];
    }

    /// <summary>The row key of one reminder.</summary>
    public static byte[] ReminderRow(GrainId grain, string name) => [.. ReminderPrefix(grain), .. Encoding.UTF8.GetBytes(name)];

    /// <summary>The first possible reminder row of grains at <paramref name="hash"/> on the ring.</summary>
    public static byte[] ReminderAt(uint hash)
    {
        var target = new byte[5];
        target[0] = Reminder;
        BinaryPrimitives.WriteUInt32BigEndian(target.AsSpan(1), hash);
        return target;
    }

    /// <summary>Reads back what <see cref="ReminderRow"/> made.</summary>
    public static (GrainId Grain, string Name) ReadReminder(ReadOnlySpan<byte> rowKey)
    {
        var at = 5;
        var type = ReadClosed(rowKey, ref at);
        var key = ReadClosed(rowKey, ref at);
        return (GrainId.Create(new GrainType(type), new IdSpan(key)), Encoding.UTF8.GetString(rowKey[at..]));
    }

    private static int WriteClosed(Span<byte> target, int at, ReadOnlySpan<byte> text)
    {
        at = WriteEscaped(target, at, text);
        target[at] = Escape;
        target[at + 1] = End;
        return at + 2;
    }

    private static int WriteEscaped(Span<byte> target, int at, ReadOnlySpan<byte> text)
    {
        for (var zero = text.IndexOf(Escape); zero >= 0; zero = text.IndexOf(Escape))
        {
            text[..zero].CopyTo(target[at..]);
            at += zero;
            target[at] = Escape;
            target[at + 1] = EscapedZero;
            at += 2;
            text = text[(zero + 1)..];
        }
        text.CopyTo(target[at..]);
        return at + text.Length;
    }

    private static byte[] ReadClosed(ReadOnlySpan<byte> source, ref int at)
    {
        var text = new List<byte>(64);
        while (true)
        {
            if (at + 1 >= source.Length)
                throw new FormatException("A row key ends inside a text.");
            var read = source[at++];
            if (read != Escape)
                text.Add(read);
            else if (source[at++] == EscapedZero)
                text.Add(Escape);
            else
                return [.. text];
        }
    }
}
