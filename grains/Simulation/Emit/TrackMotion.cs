using System.Collections.Immutable;

namespace FleetActors.Simulation.Emit;

/// <summary>
/// Cars that follow recorded tracks from a CSV file: <c>vehicle,time,lat,lon</c>, and if there are such columns
/// <c>charge_percent</c>. Between two points a car goes straight; at a track's end it drives the same way back, so that it
/// never jumps. More cars than tracks follow the same tracks with other beginnings.
/// </summary>
public sealed class TrackMotion : IFleetMotion
{
    private readonly ImmutableArray<Track> _tracks;
    private readonly ImmutableArray<string> _ids;

    private TrackMotion(ImmutableArray<Track> tracks, ImmutableArray<string> ids, string name) =>
        (_tracks, _ids, Description) = (tracks, ids, $"{tracks.Length} tracks of {name}");

    /// <inheritdoc/>
    public int Count => _ids.Length;

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Whether a path looks like a file of tracks.</summary>
    public static bool IsTrackFile(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file. Throws <see cref="ScenarioException"/> with file, line and column of what is wrong.</summary>
    /// <param name="path">The CSV file; times are ISO 8601 or seconds.</param>
    /// <param name="vehicles">How many cars, or null for one a track.</param>
    public static TrackMotion Load(string path, int? vehicles)
    {
        var table = CsvTable.Load(path);
        var points = new Dictionary<string, List<TrackPoint>>(StringComparer.Ordinal);
        for (var row = 0; row < table.RowCount; row++)
        {
            var id = table.Text(row, "vehicle");
            if (!points.TryGetValue(id, out var track)) points[id] = track = [];
            var charge = table.Has("charge_percent") ? (int)(table.Number(row, "charge_percent", 0, 100) * 10) : 800;
            track.Add(new(TimeMs(table, row), table.Place(row, "lat", "lon"), charge));
        }

        if (points.Count == 0) throw new ScenarioException(path, "", "there is no track in it");
        var tracks = points.Select(track => new Track(track.Value)).ToImmutableArray();
        var names = points.Keys.ToList();
        for (var number = 0; names.Count < (vehicles ?? 0); number++) names.Add($"{names[number % tracks.Length]}-{number / tracks.Length + 2}");
        return new(tracks, [.. names.Take(vehicles ?? names.Count)], Path.GetFileName(path));
    }

    /// <inheritdoc/>
    public string IdOf(int car) => _ids[car];

    /// <inheritdoc/>
    public MotionReading Read(int car, long elapsedMs)
    {
        var track = _tracks[car % _tracks.Length];
        // Copies of a track start at other places of it, spread by the golden ratio.
        var shiftMs = (long)(car / _tracks.Length * 0.6180339887 % 1 * track.LengthMs);
        return track.At(elapsedMs + shiftMs);
    }

    private static long TimeMs(CsvTable table, int row) =>
        decimal.TryParse(table.Text(row, "time"), System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            ? (long)(seconds * 1_000)
            : table.Time(row, "time").ToUnixTimeMilliseconds();

    private readonly record struct TrackPoint(long AtMs, MapPoint Place, int ChargePermille);

    private sealed class Track
    {
        private readonly TrackPoint[] _points;
        private readonly long[] _metresBefore;
        private readonly MapScale _scale;

        public Track(List<TrackPoint> points)
        {
            _points = [.. points.OrderBy(point => point.AtMs)];
            _scale = new(_points[0].Place);
            _metresBefore = new long[_points.Length];
            for (var i = 1; i < _points.Length; i++)
                _metresBefore[i] = _metresBefore[i - 1] + _scale.DistanceMm(_points[i - 1].Place, _points[i].Place) / 1_000;
        }

        public long LengthMs => _points[^1].AtMs - _points[0].AtMs;

        public MotionReading At(long elapsedMs)
        {
            if (LengthMs == 0) return new(_points[0].Place, 0, 0, _points[0].ChargePermille, 0);
            var (turns, within) = Math.DivRem(elapsedMs, LengthMs);
            var isBack = turns % 2 == 1;
            var atMs = _points[0].AtMs + (isBack ? LengthMs - within : within);
            var i = Segment(atMs);
            var (a, b) = (_points[i], _points[i + 1]);
            var (doneMs, spanMs) = (atMs - a.AtMs, Math.Max(1, b.AtMs - a.AtMs));
            var place = new MapPoint(
                a.Place.LatE7 + (int)(((long)b.Place.LatE7 - a.Place.LatE7) * doneMs / spanMs),
                a.Place.LonE7 + (int)(((long)b.Place.LonE7 - a.Place.LonE7) * doneMs / spanMs));
            var metres = _metresBefore[i + 1] - _metresBefore[i];
            var alongMetres = _metresBefore[i] + metres * doneMs / spanMs;
            var odometer = turns * _metresBefore[^1] + (isBack ? _metresBefore[^1] - alongMetres : alongMetres);
            var heading = isBack ? _scale.HeadingDegrees(b.Place, a.Place) : _scale.HeadingDegrees(a.Place, b.Place);
            return new(place, (int)(metres * 3_600 / spanMs), heading, a.ChargePermille, odometer);
        }

        /// <summary>The last segment that begins at or before a moment.</summary>
        private int Segment(long atMs)
        {
            var (low, high) = (0, _points.Length - 2);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (_points[middle].AtMs <= atMs) low = middle;
                else high = middle - 1;
            }

            return low;
        }
    }
}
