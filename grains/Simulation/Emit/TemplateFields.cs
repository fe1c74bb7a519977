using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace FleetActors.Simulation.Emit;

/// <summary>One device as the target knows it.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="User">What it logs in as, or empty.</param>
/// <param name="Password">With which password, or empty.</param>
/// <param name="Token">A bearer token or whatever a header wants, or empty.</param>
public sealed record Device(string Id, string User = "", string Password = "", string Token = "");

/// <summary>What one fix puts into the placeholders of a template.</summary>
/// <param name="Device">Whose.</param>
/// <param name="AtUnixMs">The device's clock, in milliseconds since 1970.</param>
/// <param name="Reading">What it measured.</param>
/// <param name="Number">Of the fix in the run, from 0.</param>
/// <param name="Command">Answers to commands only: the command's id.</param>
/// <param name="Outcome">Answers to commands only: <c>done</c> or <c>failed</c>.</param>
public readonly record struct TemplateFields(Device Device, long AtUnixMs, MotionReading Reading, long Number, string Command = "", string Outcome = "");

/// <summary>The placeholders that a template may name.</summary>
public static class TemplateField
{
    private const int Longest = 40;

    internal delegate int NumberWriter(Span<byte> into, in TemplateFields fields);

    /// <summary>Placeholders whose text comes from the user or the target and may need escaping.</summary>
    internal static readonly Dictionary<string, Func<TemplateFields, string>> Texts = new(StringComparer.Ordinal)
    {
        ["vehicle"] = fields => fields.Device.Id,
        ["user"] = fields => fields.Device.User,
        ["password"] = fields => fields.Device.Password,
        ["token"] = fields => fields.Device.Token,
        ["command"] = fields => fields.Command,
        ["outcome"] = fields => fields.Outcome,
    };

    /// <summary>Placeholders that are numbers, times and other plain signs.</summary>
    internal static readonly Dictionary<string, NumberWriter> Plains = new(StringComparer.Ordinal)
    {
        ["time"] = (into, in fields) => Time(into, fields.AtUnixMs),
        ["unix"] = (into, in fields) => Number(into, fields.AtUnixMs / 1_000),
        ["unixMs"] = (into, in fields) => Number(into, fields.AtUnixMs),
        ["lat"] = (into, in fields) => Fixed(into, fields.Reading.Place.LatE7, 7),
        ["lon"] = (into, in fields) => Fixed(into, fields.Reading.Place.LonE7, 7),
        ["speedKmh"] = (into, in fields) => Number(into, fields.Reading.SpeedKmh),
        ["speedMs"] = (into, in fields) => Fixed(into, fields.Reading.SpeedKmh * 1_000L / 36, 2),
        ["speedKnots"] = (into, in fields) => Fixed(into, fields.Reading.SpeedKmh * 100_000L / 1_852, 2),
        ["heading"] = (into, in fields) => Number(into, fields.Reading.HeadingDegrees),
        ["charge"] = (into, in fields) => Fixed(into, fields.Reading.ChargePermille, 1),
        ["chargePermille"] = (into, in fields) => Number(into, fields.Reading.ChargePermille),
        ["odometerMetres"] = (into, in fields) => Number(into, fields.Reading.OdometerMetres),
        ["odometerKm"] = (into, in fields) => Fixed(into, fields.Reading.OdometerMetres, 3),
        ["number"] = (into, in fields) => Number(into, fields.Number),
        ["uuid"] = (into, in fields) => Uuid(into, fields.Device.Id, 0),
        ["fixUuid"] = (into, in fields) => Uuid(into, fields.Device.Id, fields.Number + 1),
    };

    /// <summary>All names, for messages and the manual.</summary>
    public static IEnumerable<string> Names => Texts.Keys.Concat(Plains.Keys).Order(StringComparer.Ordinal);

    /// <summary>The most bytes that a plain placeholder takes.</summary>
    internal static int LongestPlain => Longest;

    private static int Number(Span<byte> into, long value)
    {
        value.TryFormat(into, out var written, provider: CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>A whole number of 10⁻ⁿ with n decimals, without a floating-point number in between.</summary>
    private static int Fixed(Span<byte> into, long value, int decimals)
    {
        var at = 0;
        if (value < 0) into[at++] = (byte)'-';
        var unit = 1L;
        for (var i = 0; i < decimals; i++) unit *= 10;
        var (whole, rest) = Math.DivRem(Math.Abs(value), unit);
        at += Number(into[at..], whole);
        into[at++] = (byte)'.';
        for (var i = decimals - 1; i >= 0; i--, rest /= 10) into[at + i] = (byte)('0' + rest % 10);
        return at + decimals;
    }

    private static int Time(Span<byte> into, long unixMs)
    {
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.TryFormat(into, out var written, "O", CultureInfo.InvariantCulture);
        into[23] = (byte)'Z'; // whole milliseconds: "2026-05-01T10:00:00.123"
        return Math.Min(written, 24);
    }

    /// <summary>A UUID of version 8 that follows from an id and a number, so that a run can be repeated.</summary>
    private static int Uuid(Span<byte> into, string id, long number)
    {
        Span<byte> name = stackalloc byte[256];
        var hash = XxHash128.Hash(name[..Encoding.UTF8.GetBytes(id.AsSpan(0, Math.Min(id.Length, 80)), name)], number);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        new Guid(hash, bigEndian: true).TryFormat(into, out var written);
        return written;
    }
}
