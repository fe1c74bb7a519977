using System.Globalization;

namespace FleetActors.Chaos;

/// <summary>What all rounds together came to.</summary>
public sealed class Tally
{
    private readonly Dictionary<string, long> _counts = [];
    private readonly List<string> _violations = [];
    private long _more;

    /// <summary>How often the power was cut.</summary>
    public int Kills { get; set; }

    /// <summary>Unsynced bytes that were thrown away.</summary>
    public long LostBytes { get; set; }

    /// <summary>Holds that were in doubt when a silo became ready, and are resolved.</summary>
    public long HoldsResolved { get; private set; }

    /// <summary>The longest that one took from readiness on, in milliseconds.</summary>
    public long SlowestHoldMs { get; private set; }

    /// <summary>How many violations were found.</summary>
    public long Violations => _violations.Count + _more;

    /// <summary>The violations that were told.</summary>
    public IReadOnlyList<string> Told => _violations;

    /// <summary>Adds a violation.</summary>
    public void Violate(string what) => _violations.Add(what);

    /// <summary>How often something was counted.</summary>
    public long Of(string name) => _counts.GetValueOrDefault(name);

    /// <summary>Takes in what is not a journal line.</summary>
    public void Take(string[] parts)
    {
        switch (parts)
        {
            case [Journal.Violation, var what]:
                Violate(what);
                break;
            case [Journal.More, var count]:
                _more += Number(count);
                break;
            case [Journal.Count, var name, var count]:
                _counts[name] = _counts.GetValueOrDefault(name) + Number(count);
                break;
            case [Journal.Resolved, var holds, var tookMs]:
                HoldsResolved += Number(holds);
                SlowestHoldMs = Math.Max(SlowestHoldMs, Number(tookMs));
                break;
        }
    }

    /// <summary>The line that a run ends with.</summary>
    public string ResultLine(Trails trails, HarnessSettings settings)
    {
        var acknowledged = trails.All.Sum(trail => int.PopCount((int)trail.Acknowledged));
        var unknown = trails.All.Sum(trail => int.PopCount((int)trail.Unknown));
        var rentals = trails.All.Count(trail => trail.Acknowledged.HasFlag(Asked.End));
        return string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=powercut value={Violations} unit=violations kills={Kills} without={settings.Without} acknowledged={acknowledged} unknown={unknown} rentals={rentals} "
            + $"rivals={Of(nameof(Refusal.HeldByAnother)) + Of(nameof(Refusal.VehicleInUse))} pending={Of(nameof(Refusal.HeldPendingResolution))} "
            + $"stale_refused={Of("stale-writes-refused")} stale_taken={Of("stale-writes-taken")} holds_resolved={HoldsResolved} slowest_hold_ms={SlowestHoldMs} bytes_cut={LostBytes} seed={settings.Seed}");
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
