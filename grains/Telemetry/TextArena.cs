namespace FleetActors.Telemetry;

/// <summary>
/// Texts of a shard's cars as UTF-8, one after the other in large blocks: no object a car. Append-only; what an updated
/// registration leaves behind stays until the shard restarts. One writer; other threads may read what was published to them.
/// </summary>
internal sealed class TextArena
{
    private const int BlockBits = 20;
    private const int BlockBytes = 1 << BlockBits;

    private byte[][] _blocks = [];
    private int _count;
    private int _used = BlockBytes;

    /// <summary>Room for a text that does not cross a block's end, and its address.</summary>
    public Span<byte> Add(int bytes, out int address)
    {
        if (_used + bytes > BlockBytes) AddBlock();
        address = ((_count - 1) << BlockBits) | _used;
        _used += bytes;
        return _blocks[_count - 1].AsSpan(address & (BlockBytes - 1), bytes);
    }

    /// <summary>What lies at an address.</summary>
    public ReadOnlySpan<byte> Read(int address, int bytes) =>
        Volatile.Read(ref _blocks)[address >> BlockBits].AsSpan(address & (BlockBytes - 1), bytes);

    private void AddBlock()
    {
        if (_count == _blocks.Length)
        {
            var blocks = new byte[Math.Max(4, 2 * _count)][];
            _blocks.CopyTo(blocks, 0);
            Volatile.Write(ref _blocks, blocks);
        }
        _blocks[_count++] = new byte[BlockBytes];
        _used = 0;
    }
}
