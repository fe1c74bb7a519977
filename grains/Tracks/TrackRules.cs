namespace FleetActors.Tracks;

/// <summary>Which questions for a track are answered.</summary>
public static class TrackRules
{
    /// <summary>Why a question is refused, or null.</summary>
    public static Refused? Judge(TrackQuestion question) => question switch
    {
        { Limit: < 1 or > TrackLimits.MaxPage } => new Refused(Refusal.ValueOutOfRange, $"limit: 1 to {TrackLimits.MaxPage}"),
        _ when question.To < question.From => new Refused(Refusal.DatesOutOfOrder, "to: at or after from"),
        _ when question.From < DateTimeOffset.UnixEpoch => new Refused(Refusal.ValueOutOfRange, "from: 1970 or later"),
        _ when question.To - question.From > TrackLimits.MaxRange =>
            new Refused(Refusal.ValueOutOfRange, $"from and to: at most {TrackLimits.MaxRange.Days} days apart; ask for a longer time in parts"),
        _ => null,
    };

    /// <summary>Makes an answer of the points found when one more than the limit was asked for.</summary>
    public static TrackPage Page(IReadOnlyList<TrackPoint> found, int limit) => new(
        [.. found.Take(limit).Select(point => point.ToFix())],
        found.Count > limit ? DateTimeOffset.FromUnixTimeMilliseconds(found[limit].AtMs) : null);
}
