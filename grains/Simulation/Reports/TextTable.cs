using System.Collections.Immutable;
using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>A small table for a terminal: what the report says in a few rows.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Rows">Label and value, ready to print.</param>
public sealed record TextTable(string Title, ImmutableArray<(string Label, string Value)> Rows)
{
    /// <summary>The figures that matter most.</summary>
    public static TextTable Of(KpiReport report)
    {
        var rows = ImmutableArray.CreateBuilder<(string, string)>();
        rows.Add(("Requests", Figures.Count(report.Requests)));
        rows.Add(("Served", $"{Figures.Count(report.Served)} ({Figures.Percent(report.Served, report.Requests)})"));
        rows.Add(("Cancelled", Figures.Count(report.Cancelled)));
        foreach (var reason in report.CancelledByReason)
            rows.Add(($"  {Figures.Name(reason)}", Figures.Count(reason.Count)));
        rows.Add(("Waiting, mean / median / p95", $"{Figures.Minutes(report.Waits.MeanMs)} / {Figures.Minutes(report.Waits.MedianMs)} / {Figures.Minutes(report.Waits.P95Ms)} min"));
        rows.Add(("Distance occupied / empty", $"{Figures.Km(report.OccupiedMm)} / {Figures.Km(report.EmptyMm)} km"));
        rows.Add(("Utilisation", Figures.Percent(report.Activity.UtilisationPermille, 1_000)));
        rows.Add(("Energy used / charged", $"{Figures.Kwh(report.UsedMwh)} / {Figures.Kwh(report.ChargedMwh)} kWh"));
        rows.Add(("Chargings, of them queued", $"{Figures.Count(report.Charges)}, {Figures.Count(report.QueueWaits)} (longest {Figures.Minutes(report.LongestQueueWaitMs)} min)"));
        foreach (var line in report.RevenueByLine)
            rows.Add(($"Revenue: {line.Kind}", Figures.Money(line.MinorUnits, report.Currency)));
        rows.Add(("Revenue, total", $"{Figures.Money(report.RevenueMinor, report.Currency)} on {Figures.Count(report.Invoices)} invoices"));
        return new TextTable($"{report.Scenario}, seed {report.Seed.ToString(CultureInfo.InvariantCulture)}, {Figures.Count(report.VehicleCount)} vehicles", rows.ToImmutable());
    }
}
