namespace FleetActors.Simulation;

/// <summary>Running sums of one car.</summary>
internal sealed class VehicleTally
{
    private readonly long[] _activityMs = new long[ActivityTimes.Kinds];

    public long Trips { get; set; }

    public long OccupiedMm { get; set; }

    public long EmptyMm { get; set; }

    public long UsedMwh { get; set; }

    public long ChargedMwh { get; set; }

    public long Charges { get; set; }

    public ActivityTimes Times => new([.. _activityMs]);

    public void Add(CarActivity activity, long durationMs) => _activityMs[(int)activity] += durationMs;

    public VehicleKpis Row(string id) => new(id, Trips, OccupiedMm, EmptyMm, UsedMwh, ChargedMwh, Charges, Times);
}

/// <summary>Running sums of one hour of the run.</summary>
internal sealed class HourTally
{
    public const long LengthMs = 3_600_000;

    private readonly long[] _activityMs = new long[ActivityTimes.Kinds];

    public long Requests { get; set; }

    public long Served { get; set; }

    public long Cancelled { get; set; }

    public long OccupiedMm { get; set; }

    public long EmptyMm { get; set; }

    public long UsedMwh { get; set; }

    public long ChargedMwh { get; set; }

    public long RevenueMinor { get; set; }

    public void Add(CarActivity activity, long durationMs) => _activityMs[(int)activity] += durationMs;

    public HourKpis Row(DateTimeOffset start, int hour) =>
        new(start.AddMilliseconds(hour * LengthMs), Requests, Served, Cancelled, OccupiedMm, EmptyMm, UsedMwh, ChargedMwh, RevenueMinor, new ActivityTimes([.. _activityMs]));
}
