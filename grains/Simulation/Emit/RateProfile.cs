using System.Collections.Immutable;

namespace FleetActors.Simulation.Emit;

/// <summary>From one moment of the run to the next the rate moves in a straight line.</summary>
/// <param name="AtUs">Microseconds after the start.</param>
/// <param name="PerSecond">Fixes a second at that moment.</param>
public readonly record struct RatePoint(long AtUs, double PerSecond);

/// <summary>
/// How many fixes are due at which moment of the run. The moment of each fix is computed afresh from the area under the
/// line of rates, never by adding up gaps, so that it does not drift however long the run.
/// </summary>
public sealed class RateProfile
{
    private readonly ImmutableArray<RatePoint> _points;
    private readonly double[] _countBefore;

    /// <summary>A line through the points, which are in order of time and begin at 0; after the last one the rate stays.</summary>
    public RateProfile(ImmutableArray<RatePoint> points, long durationUs)
    {
        if (points.IsEmpty || points[0].AtUs != 0) throw new ArgumentException("The line begins at 0.", nameof(points));
        _points = points;
        DurationUs = durationUs;
        _countBefore = new double[points.Length];
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].AtUs < points[i - 1].AtUs) throw new ArgumentException("Points are in order of time.", nameof(points));
            _countBefore[i] = _countBefore[i - 1] + (points[i].AtUs - points[i - 1].AtUs) / 1e6 * (points[i].PerSecond + points[i - 1].PerSecond) / 2;
        }

        // A hair more, so that 3,000 fixes are not 2,999 for a rounding of the area.
        Total = (long)Math.Floor(CountAt(durationUs) + 1e-6);
    }

    /// <summary>Length of the run in microseconds; what would be due later is not sent.</summary>
    public long DurationUs { get; }

    /// <summary>Fixes of the whole run.</summary>
    public long Total { get; }

    /// <summary>
    /// Reads <c>--ramp</c>: nothing (full rate at once), a duration (from 0 to full rate), or points such as
    /// <c>0s:1000,30s:1000,60s:50000</c>; a time that comes twice is a step. Throws <see cref="EmitException"/>.
    /// </summary>
    public static RateProfile Parse(string? ramp, double perSecond, long durationUs)
    {
        if (ramp is null) return new([new(0, perSecond)], durationUs);
        if (!ramp.Contains(':', StringComparison.Ordinal))
            return new([new(0, 0), new(EmitText.DurationUs(ramp, "--ramp"), perSecond)], durationUs);
        var points = ImmutableArray.CreateBuilder<RatePoint>();
        foreach (var part in ramp.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split(':') is not [var at, var rate]) throw new EmitException($"--ramp: '{part}' should be a time and a rate, such as 60s:50000.");
            var point = new RatePoint(EmitText.DurationUs(at, "--ramp"), EmitText.Rate(rate, "--ramp"));
            if (points.Count == 0 && point.AtUs > 0) points.Add(new(0, 0));
            if (points.Count > 0 && point.AtUs < points[^1].AtUs) throw new EmitException($"--ramp: {at} comes after a later time.");
            points.Add(point);
        }

        return new(points.ToImmutable(), durationUs);
    }

    /// <summary>Fixes a second at a moment.</summary>
    public double RateAt(long atUs)
    {
        var i = SegmentAt(atUs);
        return RateIn(i, (atUs - _points[i].AtUs) / 1e6);
    }

    /// <summary>Fixes that are due up to a moment, with their fraction.</summary>
    public double CountAt(long atUs)
    {
        var i = SegmentAt(Math.Max(0, atUs));
        var seconds = (Math.Max(0, atUs) - _points[i].AtUs) / 1e6;
        return _countBefore[i] + seconds * (_points[i].PerSecond + RateIn(i, seconds)) / 2;
    }

    /// <summary>When fix <paramref name="number"/> (from 0) is due, in microseconds after the start.</summary>
    public long DueUs(long number)
    {
        var i = _points.Length - 1;
        while (i > 0 && _countBefore[i] > number) i--;
        var (missing, rate, slope) = (number - _countBefore[i], _points[i].PerSecond, SlopeOf(i));
        // missing = rate·t + slope·t²/2, in the form that is exact for small slopes too.
        var root = Math.Sqrt(Math.Max(0, rate * rate + 2 * slope * missing));
        var seconds = missing <= 0 ? 0 : 2 * missing / (rate + root);
        return double.IsFinite(seconds) ? _points[i].AtUs + (long)Math.Round(seconds * 1e6) : long.MaxValue;
    }

    private int SegmentAt(long atUs)
    {
        var i = _points.Length - 1;
        while (i > 0 && _points[i].AtUs > atUs) i--;
        return i;
    }

    private double RateIn(int segment, double seconds) => _points[segment].PerSecond + SlopeOf(segment) * seconds;

    private double SlopeOf(int segment)
    {
        if (segment + 1 >= _points.Length) return 0;
        var seconds = (_points[segment + 1].AtUs - _points[segment].AtUs) / 1e6;
        return seconds == 0 ? 0 : (_points[segment + 1].PerSecond - _points[segment].PerSecond) / seconds;
    }
}
