using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using FleetActors.Contracts;

namespace FleetActors.Simulation;

/// <summary>
/// One number for everything that happened in a run: each command with its simulated time, car and request, what the grains
/// answered, and each invoice to the cent, in the order of the run. Two runs with the same number took the same course.
/// </summary>
public sealed class EventHash
{
    private const int Fixed = 64;
    private readonly XxHash128 _hash = new();
    private byte[] _buffer = new byte[512];

    /// <summary>Events so far.</summary>
    public long Count { get; private set; }

    /// <summary>The number as 32 hexadecimal digits.</summary>
    public string Text => _hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Adds what became of an intent.</summary>
    public void Add(Intent intent, Outcome outcome, Invoice? invoice)
    {
        Count++;
        var name = intent.GetType().Name;
        var space = Span(Fixed + Encoding.UTF8.GetMaxByteCount(name.Length + outcome.RefusalCode.Length));
        BinaryPrimitives.WriteInt64LittleEndian(space, intent.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(space[8..], intent.At.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(space[16..], intent.Car);
        BinaryPrimitives.WriteInt32LittleEndian(space[20..], intent.Request);
        space[24] = outcome.IsAccepted ? (byte)1 : (byte)0;
        var reading = WorldReadings.Of(intent) ?? default;
        BinaryPrimitives.WriteInt32LittleEndian(space[25..], reading.Position.LatE7);
        BinaryPrimitives.WriteInt32LittleEndian(space[29..], reading.Position.LonE7);
        BinaryPrimitives.WriteInt32LittleEndian(space[33..], reading.ChargePermille);
        BinaryPrimitives.WriteInt64LittleEndian(space[37..], reading.OdometerMetres);
        var length = 45 + Encoding.UTF8.GetBytes(name, space[45..]);
        space[length++] = 0;
        length += Encoding.UTF8.GetBytes(outcome.RefusalCode, space[length..]);
        _hash.Append(space[..length]);
        if (invoice is not null)
            Add(invoice);
    }

    private void Add(Invoice invoice)
    {
        foreach (var line in invoice.Lines)
        {
            var space = Span(24);
            BinaryPrimitives.WriteInt64LittleEndian(space, (long)line.Kind);
            BinaryPrimitives.WriteInt64LittleEndian(space[8..], line.Net.Minor);
            BinaryPrimitives.WriteInt64LittleEndian(space[16..], line.Tax.Minor);
            _hash.Append(space[..24]);
        }
    }

    private Span<byte> Span(int length)
    {
        if (_buffer.Length < length)
            _buffer = new byte[length];
        _buffer.AsSpan(0, length).Clear();
        return _buffer;
    }
}
