using System.Buffers.Binary;
using System.IO.Hashing;

namespace FleetActors.Tracks;

/// <summary>
/// A run of one car's points as bytes, readable by itself: version (1 byte), points, bytes of the readings, first time, last
/// minus first time (varints), checksum (4 bytes, over everything else), readings. Each reading is written as its difference
/// from a prediction: the interval before, the motion before, the distance that the speed gives.
/// </summary>
public static class TrackBlock
{
    /// <summary>The most points of a block.</summary>
    public const int MaxPoints = 512;

    /// <summary>The most bytes that a block of so many points can take, and that its writer needs.</summary>
    public static int MaxBytes(int points) => MaxHeader + FirstBytes + points * MaxPointBytes + sizeof(ulong);

    private const byte Version = 1;
    private const int ChecksumBytes = 4;
    private const int MaxHeader = 1 + 2 + 3 + 7 + 7 + ChecksumBytes;
    private const int FirstBytes = 20;
    private const int MaxPointBytes = 30;
    private const int OdometerBits = 40;
    private const long LongestPredictedMs = 86_400_000;

    /// <summary>What a block's header says.</summary>
    /// <param name="Points">How many, 1 to <see cref="MaxPoints"/>.</param>
    /// <param name="FirstMs">The first point's time.</param>
    /// <param name="LastMs">The last point's time.</param>
    /// <param name="HeaderBytes">Bytes before the readings.</param>
    /// <param name="Bytes">Bytes of the whole block.</param>
    public readonly record struct Header(int Points, long FirstMs, long LastMs, int HeaderBytes, int Bytes);

    /// <summary>Writes 1 to <see cref="MaxPoints"/> points, their times strictly increasing; answers the bytes written.</summary>
    /// <param name="points">Of one car.</param>
    /// <param name="to">At least <see cref="MaxBytes"/> of them.</param>
    public static int Write(ReadOnlySpan<TrackPoint> points, Span<byte> to)
    {
        if (points.Length is 0 or > MaxPoints) throw new ArgumentException($"A block has 1 to {MaxPoints} points.", nameof(points));
        // The readings go to where the longest header would end, and are moved up to the real one.
        var readings = to[MaxHeader..];
        var sink = new BitSink(readings);
        WriteReadings(points, ref sink);
        var length = sink.Length;

        to[0] = Version;
        var at = 1;
        at += Varint.Write((ulong)points.Length, to[at..]);
        at += Varint.Write((ulong)length, to[at..]);
        at += Varint.Write((ulong)points[0].AtMs, to[at..]);
        at += Varint.Write((ulong)(points[^1].AtMs - points[0].AtMs), to[at..]);
        readings[..length].CopyTo(to[(at + ChecksumBytes)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[at..], Checksum(to[..at], to.Slice(at + ChecksumBytes, length)));
        return at + ChecksumBytes + length;
    }

    /// <summary>Reads the header of the block at the beginning of some bytes.</summary>
    /// <exception cref="InvalidDataException">There is no block of a known version.</exception>
    public static Header ReadHeader(ReadOnlySpan<byte> from)
    {
        if (from.IsEmpty || from[0] != Version) throw Damaged(from.IsEmpty ? "nothing there" : $"version {from[0]} is not known");
        var at = 1;
        var points = Varint.Read(from, ref at);
        var length = Varint.Read(from, ref at);
        var first = Varint.Read(from, ref at);
        var span = Varint.Read(from, ref at);
        if (points is 0 or > MaxPoints || first > TrackPoint.MaxAtMs || span > TrackPoint.MaxAtMs) throw Damaged("its header is impossible");
        at += ChecksumBytes;
        if (at > from.Length || length > (ulong)(from.Length - at)) throw Damaged("it ends too early");
        return new((int)points, (long)first, (long)(first + span), at, at + (int)length);
    }

    /// <summary>Reads the points of the block at the beginning of some bytes; answers the bytes read.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static int Read(ReadOnlySpan<byte> from, List<TrackPoint> to)
    {
        var header = ReadHeader(from);
        var readings = from[header.HeaderBytes..header.Bytes];
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(from[(header.HeaderBytes - ChecksumBytes)..]);
        if (stored != Checksum(from[..(header.HeaderBytes - ChecksumBytes)], readings)) throw Damaged("its checksum is wrong");
        ReadReadings(header, readings, to);
        return header.Bytes;
    }

    private static void WriteReadings(ReadOnlySpan<TrackPoint> points, ref BitSink sink)
    {
        ref readonly var first = ref points[0];
        unchecked
        {
            sink.Write((uint)first.LatitudeE7, 32);
            sink.Write((uint)first.LongitudeE7, 32);
            sink.Write((ulong)first.OdometerMetres, OdometerBits);
            sink.Write(first.SpeedDeciKmh, 16);
            sink.Write(first.HeadingDeciDegrees, 16);
            sink.Write(first.ChargeDeciPercent, 16);
        }
        var motion = default(Motion);
        for (var i = 1; i < points.Length; i++)
        {
            ref readonly var last = ref points[i - 1];
            ref readonly var point = ref points[i];
            unchecked
            {
                var intervalMs = point.AtMs - last.AtMs;
                var guess = motion.Over(intervalMs);
                Residual.Time.Write(ref sink, intervalMs - motion.IntervalMs);
                Residual.Degrees.Write(ref sink, point.LatitudeE7 - last.LatitudeE7 - guess.North);
                Residual.Degrees.Write(ref sink, point.LongitudeE7 - last.LongitudeE7 - guess.East);
                Residual.Speed.Write(ref sink, point.SpeedDeciKmh - last.SpeedDeciKmh);
                Residual.Heading.Write(ref sink, point.HeadingDeciDegrees - last.HeadingDeciDegrees);
                Residual.Charge.Write(ref sink, point.ChargeDeciPercent - last.ChargeDeciPercent);
                Residual.Odometer.Write(ref sink, point.OdometerMetres - last.OdometerMetres - Driven(last.SpeedDeciKmh, point.SpeedDeciKmh, intervalMs));
                motion = new(intervalMs, point.LatitudeE7 - last.LatitudeE7, point.LongitudeE7 - last.LongitudeE7);
            }
        }
    }

    private static void ReadReadings(in Header header, ReadOnlySpan<byte> readings, List<TrackPoint> to)
    {
        var source = new BitSource(readings);
        var last = unchecked(new TrackPoint(
            header.FirstMs, (int)source.Read(32), (int)source.Read(32), (long)source.Read(OdometerBits),
            (ushort)source.Read(16), (ushort)source.Read(16), (ushort)source.Read(16)));
        to.Add(last);
        var motion = default(Motion);
        for (var i = 1; i < header.Points; i++)
        {
            unchecked
            {
                var intervalMs = motion.IntervalMs + Residual.Time.Read(ref source);
                var guess = motion.Over(intervalMs);
                var north = guess.North + (int)Residual.Degrees.Read(ref source);
                var east = guess.East + (int)Residual.Degrees.Read(ref source);
                var speed = (ushort)(last.SpeedDeciKmh + Residual.Speed.Read(ref source));
                var heading = (ushort)(last.HeadingDeciDegrees + Residual.Heading.Read(ref source));
                var charge = (ushort)(last.ChargeDeciPercent + Residual.Charge.Read(ref source));
                var odometer = last.OdometerMetres + Driven(last.SpeedDeciKmh, speed, intervalMs) + Residual.Odometer.Read(ref source);
                motion = new(intervalMs, north, east);
                last = new(last.AtMs + intervalMs, last.LatitudeE7 + north, last.LongitudeE7 + east, odometer, speed, heading, charge);
            }
            to.Add(last);
        }
    }

    /// <summary>Metres at the mean of two speeds.</summary>
    private static long Driven(ushort speedBefore, ushort speedAfter, long intervalMs) =>
        intervalMs is > 0 and <= LongestPredictedMs ? (speedBefore + speedAfter) * intervalMs / 72_000 : 0;

    private static uint Checksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> readings) =>
        unchecked((uint)XxHash3.HashToUInt64(readings, (long)XxHash3.HashToUInt64(header)));

    private static InvalidDataException Damaged(string how) => new($"A block of a track cannot be read: {how}.");

    /// <summary>The last step of a car. Differences of degrees wrap around, which undoes itself when they are added.</summary>
    private readonly record struct Motion(long IntervalMs, int North, int East)
    {
        /// <summary>How far the same motion leads in another time; a long pause ends it.</summary>
        public (int North, int East) Over(long intervalMs)
        {
            if (intervalMs == IntervalMs) return (North, East);
            if (IntervalMs == 0 || intervalMs <= 0 || intervalMs > 4 * IntervalMs) return default;
            return unchecked(((int)(North * intervalMs / IntervalMs), (int)(East * intervalMs / IntervalMs)));
        }
    }
}
