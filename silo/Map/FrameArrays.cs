using System.Runtime.CompilerServices;
using FleetActors.Api.Map;
using FleetActors.Telemetry;

namespace FleetActors.Silo.Map;

/// <summary>The memory of a frame: filled shard by shard, then read by viewers until it is begun again.</summary>
internal sealed class FrameArrays
{
    private int[] _latitudes = [];
    private int[] _longitudes = [];
    private byte[] _headings = [];
    private byte[] _speeds = [];
    private byte[] _charges = [];
    private MapCarState[] _states = [];
    private int _size;

    /// <summary>Empties it.</summary>
    public void Begin()
    {
        Array.Clear(_states, 0, _size);
        _size = 0;
    }

    /// <summary>Takes in the cars of a shard of this silo.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The first viewer of a silo must not wait for the compiler's second thoughts.
    public void Put(ShardSlots slots, int shard, int shardCount)
    {
        var count = slots.Count;
        Grow(count * shardCount);
        for (var slot = 0; slot < count; slot++)
        {
            if (!slots.TryReadFromOutside(slot, out var fix, out var status)) continue;
            var index = slot * shardCount + shard;
            (_latitudes[index], _longitudes[index]) = (E6(fix.LatitudeE7), E6(fix.LongitudeE7));
            _headings[index] = unchecked((byte)(fix.HeadingCentiDegrees * 256 / 36_000));
            _speeds[index] = (byte)Math.Min(fix.SpeedCentiKmh / 100, byte.MaxValue);
            _charges[index] = (byte)(fix.ChargeCentiPercent / 100);
            _states[index] = ShardFrames.State(status);
        }
    }

    /// <summary>Takes in the cars of a shard elsewhere, <see cref="MapDot"/> by <see cref="MapDot"/>.</summary>
    public void Put(ReadOnlySpan<byte> dots, int shard, int shardCount)
    {
        if (dots.IsEmpty) return;
        Grow((MapDot.Read(dots[^MapDot.Size..]).Slot + 1) * shardCount);
        for (; !dots.IsEmpty; dots = dots[MapDot.Size..])
        {
            var dot = MapDot.Read(dots);
            var index = dot.Slot * shardCount + shard;
            (_latitudes[index], _longitudes[index]) = (MapView.E6(dot.Latitude), MapView.E6(dot.Longitude));
            (_headings[index], _speeds[index], _charges[index]) = (dot.Heading256, dot.SpeedKmh, dot.ChargePercent);
            _states[index] = ShardFrames.State(dot.Status);
        }
    }

    /// <summary>The frame over this memory.</summary>
    public MapFrame ToFrame(DateTimeOffset time) => new()
    {
        Time = time,
        LatitudesE6 = _latitudes.AsMemory(0, _size),
        LongitudesE6 = _longitudes.AsMemory(0, _size),
        Headings = _headings.AsMemory(0, _size),
        SpeedsKmh = _speeds.AsMemory(0, _size),
        ChargesPercent = _charges.AsMemory(0, _size),
        States = _states.AsMemory(0, _size),
    };

    /// <summary>Makes room for so many indices, and some more for a fleet that grows.</summary>
    private void Grow(int size)
    {
        if (size <= _size) return;
        if (size > _states.Length)
        {
            var room = size + size / 8;
            Array.Resize(ref _latitudes, room);
            Array.Resize(ref _longitudes, room);
            Array.Resize(ref _headings, room);
            Array.Resize(ref _speeds, room);
            Array.Resize(ref _charges, room);
            Array.Resize(ref _states, room);
        }
        _size = size;
    }

    /// <summary>Rounds to the nearest, as <see cref="MapView.E6"/> does away from the middle.</summary>
    private static int E6(int e7) => (e7 >= 0 ? e7 + 5 : e7 - 5) / 10;
}
