using System.Buffers.Binary;
using System.IO.Hashing;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>
/// The layout of a segment: blocks of all cars in the order of their keys; index pages of <see cref="PageBytes"/>, each with up to
/// <see cref="PageEntries"/> cars (key, offset of the first block), then count, end of the last car's blocks and checksum; the
/// first key of each page; the footer. Little-endian.
/// </summary>
internal static class SegmentFormat
{
    public const int PageBytes = 4_096;
    public const int EntryBytes = 16;
    public const int PageEntries = 254;
    public const int FooterBytes = 96;

    private const int CountAt = PageEntries * EntryBytes;
    private const int EndAt = CountAt + 8;
    private const int PageChecksumAt = EndAt + 8;
    private const ulong Magic = 0x31474553_4B525446; // "FTRKSEG1"
    private const int FooterChecksumAt = FooterBytes - 8;

    /// <summary>Writes an index page.</summary>
    public static void WritePage(ReadOnlySpan<(ulong Key, long Offset)> cars, long end, Span<byte> page)
    {
        page.Clear();
        for (var i = 0; i < cars.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(page[(i * EntryBytes)..], cars[i].Key);
            BinaryPrimitives.WriteInt64LittleEndian(page[(i * EntryBytes + 8)..], cars[i].Offset);
        }
        BinaryPrimitives.WriteInt32LittleEndian(page[CountAt..], cars.Length);
        BinaryPrimitives.WriteInt64LittleEndian(page[EndAt..], end);
        BinaryPrimitives.WriteUInt64LittleEndian(page[PageChecksumAt..], XxHash3.HashToUInt64(page[..PageChecksumAt]));
    }

    /// <summary>Checks an index page; answers its number of cars.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static int CheckPage(ReadOnlySpan<byte> page)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(page[PageChecksumAt..]) != XxHash3.HashToUInt64(page[..PageChecksumAt]))
            throw new InvalidDataException("an index page's checksum is wrong");
        return BinaryPrimitives.ReadInt32LittleEndian(page[CountAt..]);
    }

    /// <summary>An entry of a checked page: the car's key, and where its blocks begin and end.</summary>
    public static (ulong Key, long From, long Until) Entry(ReadOnlySpan<byte> page, int count, int number)
    {
        var at = number * EntryBytes;
        var until = number + 1 < count ? at + EntryBytes + 8 : EndAt;
        return (
            BinaryPrimitives.ReadUInt64LittleEndian(page[at..]),
            BinaryPrimitives.ReadInt64LittleEndian(page[(at + 8)..]),
            BinaryPrimitives.ReadInt64LittleEndian(page[until..]));
    }

    /// <summary>The key of an entry.</summary>
    public static ulong Key(ReadOnlySpan<byte> page, int number) => BinaryPrimitives.ReadUInt64LittleEndian(page[(number * EntryBytes)..]);

    /// <summary>Writes the footer.</summary>
    public static void WriteFooter(in SegmentInfo info, long indexAt, ReadOnlySpan<byte> fences, Span<byte> footer)
    {
        footer.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(footer, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(footer[8..], info.FromGeneration);
        BinaryPrimitives.WriteInt64LittleEndian(footer[16..], info.ToGeneration);
        BinaryPrimitives.WriteInt64LittleEndian(footer[24..], info.Level);
        BinaryPrimitives.WriteInt64LittleEndian(footer[32..], info.FirstMs);
        BinaryPrimitives.WriteInt64LittleEndian(footer[40..], info.LastMs);
        BinaryPrimitives.WriteInt64LittleEndian(footer[48..], info.Points);
        BinaryPrimitives.WriteInt64LittleEndian(footer[56..], info.Cars);
        BinaryPrimitives.WriteInt64LittleEndian(footer[64..], indexAt);
        BinaryPrimitives.WriteUInt64LittleEndian(footer[72..], XxHash3.HashToUInt64(fences));
        BinaryPrimitives.WriteUInt64LittleEndian(footer[FooterChecksumAt..], XxHash3.HashToUInt64(footer[..FooterChecksumAt]));
    }

    /// <summary>Reads the footer of a file of so many bytes.</summary>
    /// <exception cref="InvalidDataException">It is damaged or of an unknown version.</exception>
    public static (SegmentInfo Info, long IndexAt, ulong FenceChecksum) ReadFooter(ReadOnlySpan<byte> footer, long fileBytes)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(footer) != Magic) throw new InvalidDataException("the footer is not that of a segment of a known version");
        if (BinaryPrimitives.ReadUInt64LittleEndian(footer[FooterChecksumAt..]) != XxHash3.HashToUInt64(footer[..FooterChecksumAt]))
            throw new InvalidDataException("the footer's checksum is wrong");
        var info = new SegmentInfo(
            BinaryPrimitives.ReadInt64LittleEndian(footer[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(footer[16..]),
            (int)BinaryPrimitives.ReadInt64LittleEndian(footer[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(footer[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(footer[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(footer[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(footer[56..]),
            fileBytes);
        return (info, BinaryPrimitives.ReadInt64LittleEndian(footer[64..]), BinaryPrimitives.ReadUInt64LittleEndian(footer[72..]));
    }
}

/// <summary>What a segment holds.</summary>
/// <param name="FromGeneration">The oldest generation of buffered points in it.</param>
/// <param name="ToGeneration">The newest.</param>
/// <param name="Level">How often its points were merged.</param>
/// <param name="FirstMs">Its earliest point.</param>
/// <param name="LastMs">Its latest point.</param>
/// <param name="Points">How many points.</param>
/// <param name="Cars">Of how many cars.</param>
/// <param name="Bytes">The file's size.</param>
internal readonly record struct SegmentInfo(
    long FromGeneration, long ToGeneration, int Level, long FirstMs, long LastMs, long Points, long Cars, long Bytes)
{
    /// <summary>Its file's name.</summary>
    public string FileName => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"segment-{FromGeneration:D10}-{ToGeneration:D10}.trk");

    /// <summary>Whether it holds all that another one does.</summary>
    public bool Covers(in SegmentInfo other) => FromGeneration <= other.FromGeneration && ToGeneration >= other.ToGeneration;
}
