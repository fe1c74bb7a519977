namespace FleetActors.Simulation;

/// <summary>Where invoices of settled contracts are told to a report.</summary>
public interface IInvoiceObserver
{
    /// <summary>
    /// The contract of a request was invoiced. <paramref name="lines"/> are (kind of line, amount in the currency's minor
    /// unit; negative for a reduction); the kinds are free, and each becomes a row of the report.
    /// </summary>
    void Invoiced(int request, long atMs, IEnumerable<(string LineKind, long MinorUnits)> lines);
}

/// <summary>
/// Adds up what happens in a world. Everything is an integer and every sum is independent of order, so callers may report
/// invoices in any order and still get the same report. Not thread-safe.
/// </summary>
public sealed class KpiCollector : IWorldObserver, IInvoiceObserver
{
    private readonly SortedDictionary<(CancellationReason Reason, string Code), long> _cancelled = [];
    private readonly SortedDictionary<string, long> _revenueMinor = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, long> _waits = [];
    private readonly SortedDictionary<int, HourTally> _hours = [];
    private readonly VehicleTally[] _vehicles;
    private readonly Scenario _scenario;
    private long _requests;
    private long _waitedMs;
    private long _started;
    private long _queueWaits;
    private long _queueWaitedMs;
    private long _longestQueueWaitMs;
    private long _chargeCostMicros;
    private long _invoices;

    /// <summary>Starts at zero for a run of the scenario.</summary>
    public KpiCollector(Scenario scenario)
    {
        _scenario = scenario;
        _vehicles = [.. scenario.Vehicles.Select(_ => new VehicleTally())];
    }

    /// <inheritdoc/>
    public void Requested(int request, TripRequest trip, long atMs)
    {
        _requests++;
        Hour(atMs).Requests++;
    }

    /// <inheritdoc/>
    public void Started(int request, int car, long waitedMs, long atMs)
    {
        _started++;
        _waitedMs += waitedMs;
        var bucket = waitedMs / 1_000;
        _waits[bucket] = _waits.GetValueOrDefault(bucket) + 1;
    }

    /// <inheritdoc/>
    public void Served(int request, int car, long atMs)
    {
        _vehicles[car].Trips++;
        Hour(atMs).Served++;
    }

    /// <inheritdoc/>
    public void Cancelled(int request, CancellationReason reason, string refusalCode, long atMs)
    {
        _cancelled[(reason, refusalCode)] = _cancelled.GetValueOrDefault((reason, refusalCode)) + 1;
        Hour(atMs).Cancelled++;
    }

    /// <inheritdoc/>
    public void Drove(int car, DrivePurpose purpose, long lengthMm, long energyMilliwattHours, long atMs)
    {
        var hour = Hour(atMs);
        if (purpose == DrivePurpose.Occupied)
        {
            _vehicles[car].OccupiedMm += lengthMm;
            hour.OccupiedMm += lengthMm;
        }
        else
        {
            _vehicles[car].EmptyMm += lengthMm;
            hour.EmptyMm += lengthMm;
        }

        _vehicles[car].UsedMwh += energyMilliwattHours;
        hour.UsedMwh += energyMilliwattHours;
    }

    /// <inheritdoc/>
    public void Plugged(int car, int station, long waitedMs, long atMs)
    {
        if (waitedMs == 0)
            return;
        _queueWaits++;
        _queueWaitedMs += waitedMs;
        _longestQueueWaitMs = Math.Max(_longestQueueWaitMs, waitedMs);
    }

    /// <inheritdoc/>
    public void Charged(int car, int station, long energyMilliwattHours, long costMicros, long atMs)
    {
        _vehicles[car].ChargedMwh += energyMilliwattHours;
        _vehicles[car].Charges++;
        Hour(atMs).ChargedMwh += energyMilliwattHours;
        _chargeCostMicros += costMicros;
    }

    /// <inheritdoc/>
    public void WasIn(int car, CarActivity activity, long fromMs, long toMs)
    {
        _vehicles[car].Add(activity, toMs - fromMs);
        while (fromMs < toMs)
        {
            var untilMs = Math.Min(toMs, (fromMs / HourTally.LengthMs + 1) * HourTally.LengthMs);
            Hour(fromMs).Add(activity, untilMs - fromMs);
            fromMs = untilMs;
        }
    }

    /// <inheritdoc/>
    public void Invoiced(int request, long atMs, IEnumerable<(string LineKind, long MinorUnits)> lines)
    {
        _invoices++;
        foreach (var (kind, minorUnits) in lines)
        {
            _revenueMinor[kind] = _revenueMinor.GetValueOrDefault(kind) + minorUnits;
            Hour(atMs).RevenueMinor += minorUnits;
        }
    }

    /// <summary>The figures so far; final once the world is finished and every contract has been invoiced.</summary>
    public KpiReport Report() => new()
    {
        Scenario = _scenario.Name,
        Seed = _scenario.Seed,
        Start = _scenario.Start,
        End = _scenario.End,
        VehicleCount = _vehicles.Length,
        Requests = _requests,
        Served = _vehicles.Sum(vehicle => vehicle.Trips),
        Cancelled = _cancelled.Values.Sum(),
        CancelledByReason = [.. _cancelled.Select(entry => new ReasonCount(entry.Key.Reason, entry.Key.Code, entry.Value))],
        Waits = WaitingTimes.From(_waits, _started, _waitedMs),
        OccupiedMm = _vehicles.Sum(vehicle => vehicle.OccupiedMm),
        EmptyMm = _vehicles.Sum(vehicle => vehicle.EmptyMm),
        UsedMwh = _vehicles.Sum(vehicle => vehicle.UsedMwh),
        ChargedMwh = _vehicles.Sum(vehicle => vehicle.ChargedMwh),
        Charges = _vehicles.Sum(vehicle => vehicle.Charges),
        ChargeCostMicros = _chargeCostMicros,
        QueueWaits = _queueWaits,
        QueueWaitedMs = _queueWaitedMs,
        LongestQueueWaitMs = _longestQueueWaitMs,
        Activity = ActivityTimes.Sum(_vehicles.Select(vehicle => vehicle.Times)),
        Currency = _scenario.Tariff.Currency,
        Invoices = _invoices,
        RevenueByLine = [.. _revenueMinor.Select(entry => new RevenueLine(entry.Key, entry.Value))],
        Hours = [.. _hours.Select(entry => entry.Value.Row(_scenario.Start, entry.Key))],
        Vehicles = [.. _vehicles.Select((vehicle, index) => vehicle.Row(_scenario.Vehicles[index].Id))],
        Notes = _scenario.LoadNotes,
        Policies = PolicyCatalog.Text(_scenario.Policies),
        Traffic = TrafficModes.NameOf(_scenario.Traffic),
    };

    private HourTally Hour(long atMs)
    {
        var hour = (int)(atMs / HourTally.LengthMs);
        if (!_hours.TryGetValue(hour, out var tally))
            _hours.Add(hour, tally = new HourTally());
        return tally;
    }
}
