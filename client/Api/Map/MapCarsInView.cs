namespace FleetActors.Api.Map;

/// <summary>The cars of a frame that are in a view, found by the squares that it touches. Only while the frame is open.</summary>
internal readonly ref struct MapCarsInView
{
    private readonly MapFrameIndex _index;
    private readonly MapView _view;
    private readonly MapGrid _part;
    private readonly ReadOnlySpan<int> _latitudes;
    private readonly ReadOnlySpan<int> _longitudes;

    /// <summary>The cars of a frame in a view.</summary>
    public MapCarsInView(MapFrame frame, MapView view)
    {
        (_index, _view) = (frame.Index, view);
        _latitudes = frame.LatitudesE6.Span;
        _longitudes = frame.LongitudesE6.Span;
        _part = _index.IsOneSquare ? new(0, 0, 1, 1, 0, 0) : _index.Grid.Common(_index.Grid.Touching(view));
    }

    /// <summary>Whether there are at most so many, and then how many. Stops counting beyond.</summary>
    public bool AreAtMost(int most, out int count)
    {
        count = 0;
        for (var row = 0; row < _part.Rows; row++)
        {
            var cars = CarsOf(row);
            if (IsInside(row) && count + cars.Length - EdgesOf(row) > most) return false;
            foreach (var car in cars)
            {
                if (Has(car) && ++count > most) return false;
            }
        }
        return true;
    }

    /// <summary>Enumerates them, square by square.</summary>
    public Enumerator GetEnumerator() => new(this);

    private ReadOnlySpan<int> CarsOf(int row) => _index.IsOneSquare ? _index.AllCars : _index.CarsOf(_part, row);

    private bool Has(int car) => _view.Contains(_latitudes[car], _longitudes[car]);

    /// <summary>Whether no edge of the view runs through the row, other than at its two ends.</summary>
    private bool IsInside(int row) => !_index.IsOneSquare && row > 0 && row < _part.Rows - 1;

    /// <summary>The cars of a row's two squares at the ends, some of which may be out of view.</summary>
    private int EdgesOf(int row) =>
        _index.CarsOf(_part with { Columns = 1 }, row).Length + _index.CarsOf(_part with { West = _part.West + _part.Columns - 1, Columns = 1 }, row).Length;

    /// <summary>Enumerates cars of a view.</summary>
    public ref struct Enumerator
    {
        private readonly MapCarsInView _cars;
        private ReadOnlySpan<int> _rest;
        private int _row;

        internal Enumerator(MapCarsInView cars) => _cars = cars;

        /// <summary>The index of the car.</summary>
        public int Current { get; private set; }

        /// <summary>Goes on to the next car in view.</summary>
        public bool MoveNext()
        {
            while (true)
            {
                while (!_rest.IsEmpty)
                {
                    Current = _rest[0];
                    _rest = _rest[1..];
                    if (_cars.Has(Current)) return true;
                }
                if (_row >= _cars._part.Rows) return false;
                _rest = _cars.CarsOf(_row++);
            }
        }
    }
}
