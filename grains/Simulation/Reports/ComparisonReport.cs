using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>Which way a figure should go.</summary>
public enum Wanted
{
    /// <summary>Neither is better.</summary>
    Either = 0,

    /// <summary>More is better.</summary>
    More = 1,

    /// <summary>Less is better.</summary>
    Less = 2,
}

/// <summary>One run of a comparison.</summary>
/// <param name="Name">The variant's name.</param>
/// <param name="Report">Its figures.</param>
public sealed record ComparedRun(string Name, KpiReport Report);

/// <summary>One figure of all runs.</summary>
/// <param name="Id">For machines.</param>
/// <param name="Label">For people.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Wanted">Which way it should go.</param>
/// <param name="Values">Of each run, in order.</param>
public sealed record ComparedFigure(string Id, string Label, string Unit, Wanted Wanted, ImmutableArray<decimal> Values)
{
    /// <summary>How far a run is from the first.</summary>
    public decimal Difference(int run) => Values[run] - Values[0];
}

/// <summary>Several runs over the same demand, figure by figure; the first is what the others are measured against.</summary>
public sealed record ComparisonReport(ImmutableArray<ComparedRun> Runs)
{
    /// <summary>The figures, in a fixed order.</summary>
    public IEnumerable<ComparedFigure> Figures()
    {
        var currency = Runs[0].Report.Currency;
        yield return Of("requests", "Requests", "", Wanted.Either, report => report.Requests);
        yield return Of("served", "Served", "", Wanted.More, report => report.Served);
        yield return Of("served_percent", "Served, of all requests", "%", Wanted.More, report => Share(report.Served, report.Requests));
        yield return Of("cancelled", "Cancelled", "", Wanted.Less, report => report.Cancelled);
        yield return Of("wait_mean_minutes", "Waiting, mean", "min", Wanted.Less, report => Minutes(report.Waits.MeanMs));
        yield return Of("wait_median_minutes", "Waiting, median", "min", Wanted.Less, report => Minutes(report.Waits.MedianMs));
        yield return Of("wait_p95_minutes", "Waiting, 95 of 100 at most", "min", Wanted.Less, report => Minutes(report.Waits.P95Ms));
        yield return Of("km_occupied", "Distance with a customer", "km", Wanted.More, report => Millions(report.OccupiedMm));
        yield return Of("km_empty", "Distance empty", "km", Wanted.Less, report => Millions(report.EmptyMm));
        yield return Of("empty_percent", "Empty, of all distance", "%", Wanted.Less, report => Share(report.EmptyMm, report.OccupiedMm + report.EmptyMm));
        yield return Of("utilisation_percent", "Utilisation", "%", Wanted.More, report => report.Activity.UtilisationPermille / 10m);
        yield return Of("kwh_used", "Energy used", "kWh", Wanted.Less, report => Millions(report.UsedMwh));
        yield return Of("kwh_charged", "Energy charged", "kWh", Wanted.Either, report => Millions(report.ChargedMwh));
        yield return Of("chargings", "Chargings", "", Wanted.Either, report => report.Charges);
        yield return Of("chargings_queued", "Chargings that queued for a plug", "", Wanted.Less, report => report.QueueWaits);
        yield return Of("charging_cost", "Cost of energy", currency, Wanted.Less, report => Millions(report.ChargeCostMicros));
        yield return Of("revenue", "Revenue before tax", currency, Wanted.More, report => report.RevenueMinor / 100m);
        yield return Of("margin", "Revenue less cost of energy", currency, Wanted.More, report => report.RevenueMinor / 100m - Millions(report.ChargeCostMicros));
        yield return Of("invoices", "Invoices", "", Wanted.Either, report => report.Invoices);
    }

    private ComparedFigure Of(string id, string label, string unit, Wanted wanted, Func<KpiReport, decimal> value) =>
        new(id, label, unit, wanted, [.. Runs.Select(run => value(run.Report))]);

    private static decimal Share(long part, long whole) => whole == 0 ? 0 : decimal.Round(part * 100m / whole, 2);

    private static decimal Minutes(long ms) => decimal.Round(ms / 60_000m, 2);

    private static decimal Millions(long value) => decimal.Round(value / 1_000_000m, 1);
}
