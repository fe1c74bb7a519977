namespace FleetActors.Simulation.Kernel;

/// <content>Checkpoints, and routes that go on in another store.</content>
public sealed partial class RouteStore
{
    /// <summary>Saves or loads it; what is loaded replaces what was there.</summary>
    internal void State(StateStream stream)
    {
        _open = stream.Value(nameof(_open), _open);
        _filled = stream.Value(nameof(_filled), _filled);
        stream.List(nameof(_routesIn), _routesIn);
        var empty = new List<int>(_empty.Reverse());
        stream.List(nameof(_empty), empty);
        _empty.Clear();
        empty.ForEach(_empty.Push);
        while (_chunks.Count < _routesIn.Count)
            _chunks.Add(new ulong[ChunkWords]);
        _chunks.RemoveRange(_routesIn.Count, _chunks.Count - _routesIn.Count);
        foreach (var chunk in _chunks)
            stream.Items(nameof(_chunks), chunk.AsSpan());
    }

    /// <summary>Adds the words of a route from a cursor's word to the route's end to a list. Answers how many.</summary>
    internal int CopyAhead(uint cursor, List<ulong> words)
    {
        var before = words.Count;
        do
        {
            words.Add(WordAt(cursor));
            cursor += (uint)TurnsPerWord;
        }
        while (!EndsIn(words[^1]));
        return words.Count - before;
    }

    /// <summary>Takes in such words. Answers the cursor at the first one's beginning.</summary>
    internal uint Take(ReadOnlySpan<ulong> words)
    {
        MakeRoom(words.Length);
        var cursor = (uint)(((long)_open * ChunkWords + _filled) * TurnsPerWord);
        words.CopyTo(_chunks[_open].AsSpan(_filled));
        _filled += words.Length;
        _routesIn[_open]++;
        return cursor;
    }

    private bool EndsIn(ulong word)
    {
        for (var shift = 0; shift < 64; shift += BitsPerTurn)
        {
            if ((word >> shift & TurnMask) == TurnMask)
                return true;
        }

        return false;
    }
}
