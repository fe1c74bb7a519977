namespace FleetActors.Simulation;

/// <summary>Where a generated city's crossings lie, and what is water, park or open country.</summary>
internal sealed class CityPlan
{
    private const int RiverMetres = 260;
    private const int JitterMetres = 11;
    private const int WarpMetres = 170;
    private const int WarpBlocks = 9;

    private readonly SimulationRandom _random;
    private readonly int[] _eastMetres;
    private readonly int[] _northMetres;
    private readonly int[] _riverRow;
    private readonly int[] _rimPermille;
    private readonly int[] _warp;
    private readonly List<(int Column, int Row, int Width, int Height)> _parks = [];

    public CityPlan(long seed, int nodes)
    {
        _random = SimulationRandom.ForStream(seed, stream: 11);
        // The rim, the parks and dead ends take about a quarter of the grid.
        Columns = (int)Math.Sqrt(nodes * 1.30) + 1;
        Rows = nodes * 13 / 10 / Columns + 1;
        _eastMetres = Spread(Columns, 95, 165);
        _northMetres = Spread(Rows, 75, 130);
        _riverRow = River();
        _rimPermille = Rim();
        _warp = [.. Enumerable.Range(0, (Columns / WarpBlocks + 2) * (Rows / WarpBlocks + 2) * 2).Select(_ => _random.Between(-WarpMetres, WarpMetres))];
        for (var park = 0; park < Math.Max(1, Columns / 18); park++)
            _parks.Add((_random.Below(Columns), _random.Below(Rows), _random.Between(3, 6), _random.Between(4, 8)));
    }

    public int Columns { get; }

    public int Rows { get; }

    public int NodeAt(int column, int row) => row * Columns + column;

    public bool IsSouthOfRiver(int column, int row) => row <= _riverRow[column];

    /// <summary>The ring runs around the inner half of the city.</summary>
    public bool IsRing(int fromColumn, int fromRow, int toColumn, int toRow)
    {
        var (west, east, south, north) = (Columns / 5, Columns - 1 - Columns / 5, Rows / 5, Rows - 1 - Rows / 5);
        var alongRow = fromRow == toRow && (fromRow == south || fromRow == north) && fromColumn >= west && toColumn <= east;
        var alongColumn = fromColumn == toColumn && (fromColumn == west || fromColumn == east) && fromRow >= south && toRow <= north;
        return alongRow || alongColumn;
    }

    /// <summary>Inside the ragged rim of the city and not within a park.</summary>
    public bool IsBuilt(int column, int row)
    {
        long x = (2L * column - Columns + 1) * 1_000 / Columns;
        long y = (2L * row - Rows + 1) * 1_000 / Rows;
        var rim = _rimPermille[(column * 3 + row * 5) / 12 % _rimPermille.Length];
        // A square with round corners: x⁴ + y⁴ within the rim's fourth power.
        if (x * x * x * x + y * y * y * y > (long)rim * rim * rim * rim)
            return false;
        foreach (var park in _parks)
        {
            if (column > park.Column && column < park.Column + park.Width && row > park.Row && row < park.Row + park.Height && !IsRing(column, row, column, row))
                return false;
        }

        return true;
    }

    /// <summary>Place of every crossing of the grid, row by row, the middle of the grid at <paramref name="centre"/>.</summary>
    public MapPoint[] Places(MapScale scale, MapPoint centre)
    {
        var places = new MapPoint[Columns * Rows];
        var halfEast = _eastMetres[^1] / 2;
        var halfNorth = (_northMetres[^1] + RiverMetres) / 2;
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var east = _eastMetres[column] - halfEast + Warp(column, row, 0) + _random.Between(-JitterMetres, JitterMetres);
                var north = _northMetres[row] - halfNorth + Warp(column, row, 1) + _random.Between(-JitterMetres, JitterMetres)
                    + (IsSouthOfRiver(column, row) ? 0 : RiverMetres);
                places[NodeAt(column, row)] = scale.Offset(centre, east, north);
            }
        }

        return places;
    }

    private int[] Spread(int count, int leastMetres, int mostMetres)
    {
        var metres = new int[count];
        for (var i = 1; i < count; i++)
            metres[i] = metres[i - 1] + _random.Between(leastMetres, mostMetres);
        return metres;
    }

    /// <summary>The last row south of the river in each column; it wanders a row up or down now and then.</summary>
    private int[] River()
    {
        var rows = new int[Columns];
        rows[0] = Rows * _random.Between(35, 60) / 100;
        for (var column = 1; column < Columns; column++)
        {
            var turn = _random.Chance(260) ? _random.Between(-1, 1) : 0;
            rows[column] = Math.Clamp(rows[column - 1] + turn, Rows / 4, Rows * 3 / 4);
        }

        return rows;
    }

    private int[] Rim() => [.. Enumerable.Range(0, 64).Select(_ => _random.Between(900, 1_040))];

    /// <summary>Bends the grid: offsets at coarse corners, blended in between.</summary>
    private int Warp(int column, int row, int axis)
    {
        var width = Columns / WarpBlocks + 2;
        var (c, r) = (column / WarpBlocks, row / WarpBlocks);
        var (dc, dr) = (column % WarpBlocks, row % WarpBlocks);
        var south = At(c, r) * (WarpBlocks - dc) + At(c + 1, r) * dc;
        var north = At(c, r + 1) * (WarpBlocks - dc) + At(c + 1, r + 1) * dc;
        return (south * (WarpBlocks - dr) + north * dr) / (WarpBlocks * WarpBlocks);

        int At(int cornerColumn, int cornerRow) => _warp[(cornerRow * width + cornerColumn) * 2 + axis];
    }
}
