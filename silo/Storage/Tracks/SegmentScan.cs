namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Reads a segment's cars one after the other, in large pieces.</summary>
internal sealed class SegmentScan(Segment segment)
{
    private const int PieceBytes = 1 << 20;

    private readonly byte[] _page = new byte[SegmentFormat.PageBytes];
    private byte[] _piece = GC.AllocateUninitializedArray<byte>(PieceBytes);
    private long _pieceAt;
    private int _pieceLength;
    private int _nextPage;
    private int _count;
    private int _entry = -1;
    private long _from;
    private long _until;

    /// <summary>The present car's key.</summary>
    public ulong Key { get; private set; }

    /// <summary>The present car's blocks; until the next call.</summary>
    public ReadOnlySpan<byte> Blocks
    {
        get
        {
            var length = checked((int)(_until - _from));
            if (_from < _pieceAt || _until > _pieceAt + _pieceLength) Load(length);
            return _piece.AsSpan((int)(_from - _pieceAt), length);
        }
    }

    /// <summary>Goes to the next car; false at the end.</summary>
    public bool Next()
    {
        if (++_entry >= _count)
        {
            if (_nextPage == segment.Pages) return false;
            _count = segment.ReadPage(_nextPage++, _page);
            _entry = 0;
        }
        (Key, _from, _until) = SegmentFormat.Entry(_page, _count, _entry);
        return true;
    }

    private void Load(int length)
    {
        if (length > _piece.Length) _piece = GC.AllocateUninitializedArray<byte>(2 * length);
        _pieceAt = _from;
        _pieceLength = (int)Math.Min(_piece.Length, segment.BlocksEnd - _from);
        segment.ReadBytes(_piece.AsSpan(0, _pieceLength), _from);
    }
}
