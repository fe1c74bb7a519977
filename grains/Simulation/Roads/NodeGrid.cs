namespace FleetActors.Simulation;

/// <summary>Nodes sorted into squares, so that the nearest one to a place is found without looking at all of them.</summary>
internal sealed class NodeGrid
{
    /// <summary>Squares are sized for about this many nodes each.</summary>
    private const int NodesPerSquare = 4;

    private readonly MapPoint[] _nodes;
    private readonly MapScale _scale;
    private readonly MapPoint _southWest;
    private readonly long _squareLatE7;
    private readonly long _squareLonE7;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int[] _first;
    private readonly int[] _members;

    public NodeGrid(MapPoint[] nodes, MapScale scale, MapPoint southWest, MapPoint northEast)
    {
        _nodes = nodes;
        _scale = scale;
        _southWest = southWest;
        var side = Math.Max(1, (int)Math.Sqrt((double)nodes.Length / NodesPerSquare));
        _squareLatE7 = Math.Max(1, ((long)northEast.LatE7 - southWest.LatE7) / side + 1);
        _squareLonE7 = Math.Max(1, ((long)northEast.LonE7 - southWest.LonE7) / side + 1);
        _rows = side;
        _columns = side;
        _first = new int[side * side + 1];
        foreach (var node in nodes)
            _first[SquareOf(node) + 1]++;
        for (var square = 0; square < side * side; square++)
            _first[square + 1] += _first[square];
        _members = new int[nodes.Length];
        var next = _first.AsSpan(0, side * side).ToArray();
        for (var node = 0; node < nodes.Length; node++)
            _members[next[SquareOf(nodes[node])]++] = node;
    }

    public int Nearest(MapPoint place)
    {
        var row = RowOf(place);
        var column = ColumnOf(place);
        var best = -1;
        var bestSquared = double.MaxValue;
        for (var ring = 0; ring < Math.Max(_rows, _columns); ring++)
        {
            // Everything in a farther ring is at least this far away, whatever the place inside or outside the map.
            if (best >= 0 && bestSquared < SquaredReach(place, row, column, ring))
                break;
            VisitRing(place, row, column, ring, ref best, ref bestSquared);
        }

        return best;
    }

    private void VisitRing(MapPoint place, int row, int column, int ring, ref int best, ref double bestSquared)
    {
        for (var r = Math.Max(0, row - ring); r <= Math.Min(_rows - 1, row + ring); r++)
        {
            var isEdgeRow = r == row - ring || r == row + ring;
            var step = isEdgeRow || ring == 0 ? 1 : 2 * ring;
            for (var c = column - ring; c <= column + ring; c += step)
            {
                if (c < 0 || c >= _columns)
                    continue;
                var square = r * _columns + c;
                for (var i = _first[square]; i < _first[square + 1]; i++)
                {
                    var node = _members[i];
                    var squared = _scale.SquaredMm(place, _nodes[node]);
                    if (squared < bestSquared || (squared == bestSquared && node < best))
                        (best, bestSquared) = (node, squared);
                }
            }
        }
    }

    /// <summary>Squared distance from the place to the nearest border of the block of squares inside <paramref name="ring"/>.</summary>
    private double SquaredReach(MapPoint place, int row, int column, int ring)
    {
        var inside = ring - 1;
        var south = _southWest.LatE7 + (row - inside) * _squareLatE7;
        var north = _southWest.LatE7 + (row + inside + 1) * _squareLatE7;
        var west = _southWest.LonE7 + (column - inside) * _squareLonE7;
        var east = _southWest.LonE7 + (column + inside + 1) * _squareLonE7;
        var latE7 = Math.Max(0, Math.Min(place.LatE7 - south, north - place.LatE7));
        var lonE7 = Math.Max(0, Math.Min(place.LonE7 - west, east - place.LonE7));
        var northSouth = _scale.SquaredMm(default, new MapPoint((int)Math.Min(latE7, int.MaxValue), 0));
        var eastWest = _scale.SquaredMm(default, new MapPoint(0, (int)Math.Min(lonE7, int.MaxValue)));
        return Math.Min(northSouth, eastWest);
    }

    private int SquareOf(MapPoint place) => RowOf(place) * _columns + ColumnOf(place);

    private int RowOf(MapPoint place) => (int)Math.Clamp(((long)place.LatE7 - _southWest.LatE7) / _squareLatE7, 0, _rows - 1);

    private int ColumnOf(MapPoint place) => (int)Math.Clamp(((long)place.LonE7 - _southWest.LonE7) / _squareLonE7, 0, _columns - 1);
}
