using System.Collections.Immutable;
using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>The figures of a run. Only integers: millimetres, milliseconds, milliwatt-hours, minor units of the currency.</summary>
public sealed record KpiReport
{
    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The run's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>First simulated moment.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End of the demand.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Cars in the fleet.</summary>
    public required int VehicleCount { get; init; }

    /// <summary>Requests made.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests whose trip ended.</summary>
    public required long Served { get; init; }

    /// <summary>Requests that ended otherwise.</summary>
    public required long Cancelled { get; init; }

    /// <summary>The same by reason and refusal code.</summary>
    public required ImmutableArray<ReasonCount> CancelledByReason { get; init; }

    /// <summary>From request to start of trip.</summary>
    public required WaitingTimes Waits { get; init; }

    /// <summary>Driven with a customer.</summary>
    public required long OccupiedMm { get; init; }

    /// <summary>Driven without.</summary>
    public required long EmptyMm { get; init; }

    /// <summary>Energy driven away.</summary>
    public required long UsedMwh { get; init; }

    /// <summary>Energy charged.</summary>
    public required long ChargedMwh { get; init; }

    /// <summary>Chargings ended, including those cut short by the end of the run.</summary>
    public required long Charges { get; init; }

    /// <summary>What the charged energy cost, in millionths of the currency.</summary>
    public required long ChargeCostMicros { get; init; }

    /// <summary>Chargings that had to wait for a plug.</summary>
    public required long QueueWaits { get; init; }

    /// <summary>Sum of those waits.</summary>
    public required long QueueWaitedMs { get; init; }

    /// <summary>The longest of them.</summary>
    public required long LongestQueueWaitMs { get; init; }

    /// <summary>What the whole fleet's time was spent on.</summary>
    public required ActivityTimes Activity { get; init; }

    /// <summary>ISO 4217 code of all amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>Contracts invoiced.</summary>
    public required long Invoices { get; init; }

    /// <summary>Revenue by kind of invoice line, ordered by kind.</summary>
    public required ImmutableArray<RevenueLine> RevenueByLine { get; init; }

    /// <summary>One row for each hour in which anything happened.</summary>
    public required ImmutableArray<HourKpis> Hours { get; init; }

    /// <summary>One row for each car, in order of the scenario.</summary>
    public required ImmutableArray<VehicleKpis> Vehicles { get; init; }

    /// <summary>What the loader assumed.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>The policies of the run, as they would be written; empty for the defaults of a run without contracts.</summary>
    public string Policies { get; init; } = "";

    /// <summary>How the cars got along on the roads, one of <see cref="TrafficModes.Names"/>.</summary>
    public string Traffic { get; init; } = TrafficModes.NameOf(TrafficMode.FreeFlow);

    /// <summary>Events of the run; 0 for a run without grains.</summary>
    public long Events { get; init; }

    /// <summary>Hash of all events, see <see cref="Simulation.EventHash"/>; empty for a run without grains.</summary>
    public string EventHash { get; init; } = "";

    /// <summary>Sum of all invoice lines in minor units.</summary>
    public long RevenueMinor => RevenueByLine.Sum(line => line.MinorUnits);

    /// <summary>The line that ends a run's output: <c>KPI requests=… served=… cancelled=… …</c>.</summary>
    public string KpiLine => string.Create(CultureInfo.InvariantCulture,
        $"KPI requests={Requests} served={Served} cancelled={Cancelled} wait_mean_s={Waits.MeanMs / 1_000} wait_p95_s={Waits.P95Ms / 1_000} km_occupied={OccupiedMm / 1_000_000} km_empty={EmptyMm / 1_000_000} utilisation_permille={Activity.UtilisationPermille} kwh_used={UsedMwh / 1_000_000} kwh_charged={ChargedMwh / 1_000_000} revenue_minor={RevenueMinor} currency={Currency} invoices={Invoices}{(EventHash.Length == 0 ? "" : $" events={Events} hash={EventHash}")}");
}

/// <summary>How many requests were cancelled for one reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="RefusalCode">The refusal's code, or empty.</param>
/// <param name="Count">Requests, at least 1.</param>
public sealed record ReasonCount(CancellationReason Reason, string RefusalCode, long Count);

/// <summary>Revenue of one kind of invoice line.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="MinorUnits">Sum in minor units; negative for reductions.</param>
public sealed record RevenueLine(string Kind, long MinorUnits);

/// <summary>One car's figures; units as in <see cref="KpiReport"/>.</summary>
public sealed record VehicleKpis(string Id, long Trips, long OccupiedMm, long EmptyMm, long UsedMwh, long ChargedMwh, long Charges, ActivityTimes Times);

/// <summary>One hour's figures; drives and chargings count in the hour in which they end.</summary>
public sealed record HourKpis(DateTimeOffset From, long Requests, long Served, long Cancelled, long OccupiedMm, long EmptyMm, long UsedMwh, long ChargedMwh, long RevenueMinor, ActivityTimes Times);
