using System.Globalization;
using System.Text;

namespace FleetActors.Simulation;

/// <summary>Text as UTF-8 in a buffer that grows and is written as a whole: no string is made for a number.</summary>
internal sealed class Utf8Rows
{
    private const int LongestNumber = 40;
    private byte[] _buffer = new byte[1 << 16];
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public void Raw(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    public void Text(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    public void Whole(long value)
    {
        Reserve(LongestNumber);
        value.TryFormat(_buffer.AsSpan(_length), out var written, provider: CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Ten-millionths as degrees, exact.</summary>
    public void Degrees(long valueE7)
    {
        Reserve(LongestNumber);
        if (valueE7 < 0)
            _buffer[_length++] = (byte)'-';
        var (whole, part) = Math.DivRem(Math.Abs(valueE7), 10_000_000);
        Whole(whole);
        _buffer[_length++] = (byte)'.';
        for (var unit = 1_000_000; unit > 0; unit /= 10)
            _buffer[_length++] = (byte)('0' + part / unit % 10);
    }

    /// <summary>Milliseconds since 1970 as <c>2026-05-04T06:00:00.000Z</c>.</summary>
    public void Time(long ms)
    {
        Reserve(LongestNumber);
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.TryFormat(_buffer.AsSpan(_length), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
    }
}
