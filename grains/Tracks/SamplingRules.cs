namespace FleetActors.Tracks;

/// <summary>Decides which fixes are worth keeping.</summary>
public static class SamplingRules
{
    private const ushort StandstillDeciKmh = 30; // Fix.StandstillKmh
    private const int FullTurn = 3_600;
    private const double Tenths = 10;

    /// <summary>Whether a point is kept, given the car's last kept one. Older points are always kept: they fill a gap.</summary>
    public static bool Keeps(TrackSampling sampling, in TrackPoint last, in TrackPoint point)
    {
        var passedMs = point.AtMs - last.AtMs;
        if (passedMs < 0) return true;
        bool stood = last.SpeedDeciKmh <= StandstillDeciKmh, stands = point.SpeedDeciKmh <= StandstillDeciKmh;
        if (stood != stands) return true;
        if (stands)
        {
            return passedMs >= sampling.Standing.TotalMilliseconds
                || Math.Abs(point.ChargeDeciPercent - last.ChargeDeciPercent) >= sampling.ChargePercent * Tenths
                || IsFar(sampling, last, point);
        }
        return passedMs >= sampling.Moving.TotalMilliseconds
            || Math.Abs(point.SpeedDeciKmh - last.SpeedDeciKmh) >= sampling.SpeedKmh * Tenths
            || Turned(last.HeadingDeciDegrees, point.HeadingDeciDegrees) >= sampling.HeadingDegrees * Tenths
            || IsFar(sampling, last, point);
    }

    private static int Turned(int before, int after)
    {
        var turn = Math.Abs(after - before);
        return Math.Min(turn, FullTurn - turn);
    }

    private static bool IsFar(TrackSampling sampling, in TrackPoint last, in TrackPoint point) =>
        !double.IsPositiveInfinity(sampling.Metres) && point.MetresTo(last) >= sampling.Metres;
}
