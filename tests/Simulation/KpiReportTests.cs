using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using FleetActors.Simulation;

namespace FleetActors.Tests.Simulation;

public sealed class KpiReportTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_under_any_culture()
    {
        var first = KpiReportWriter.Files(Played(seed: 3, reversed: false)).ToList();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            foreign.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "'", NegativeSign = "~" };
            CultureInfo.CurrentCulture = foreign;
            Assert.Equal(first, KpiReportWriter.Files(Played(seed: 3, reversed: true)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.NotEqual(first, KpiReportWriter.Files(Played(seed: 4, reversed: false)));
    }

    [Fact]
    public void The_figures_agree_with_each_other()
    {
        var report = Played(seed: 5, reversed: false);
        Assert.Equal(report.Requests, report.Served + report.Cancelled);
        Assert.Equal(report.Requests, report.Hours.Sum(hour => hour.Requests));
        Assert.Equal(report.Served, report.Hours.Sum(hour => hour.Served));
        Assert.Equal(report.OccupiedMm, report.Hours.Sum(hour => hour.OccupiedMm));
        Assert.Equal(report.UsedMwh, report.Vehicles.Sum(vehicle => vehicle.UsedMwh));
        Assert.Equal(report.RevenueMinor, report.Hours.Sum(hour => hour.RevenueMinor));
        Assert.Equal(report.Activity.TotalMs, report.Hours.Sum(hour => hour.Times.TotalMs));
        Assert.Equal(report.Waits.Count, report.Waits.Minutes.Sum());
        Assert.InRange(report.Waits.MedianMs, 0, report.Waits.P95Ms);
        Assert.StartsWith($"KPI requests={report.Requests} served={report.Served} cancelled={report.Cancelled} ", report.KpiLine, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_are_well_formed_and_need_nothing_from_elsewhere()
    {
        var report = Played(seed: 6, reversed: false) with { Scenario = "<b>&\"evil\"</b>" };
        var files = KpiReportWriter.Files(report).ToDictionary(file => file.Name, file => file.Content);
        using var json = JsonDocument.Parse(files["report.json"]);
        Assert.Equal(report.VehicleCount, json.RootElement.GetProperty("perVehicle").GetArrayLength());
        var page = files["report.html"];
        Assert.DoesNotContain("<b>&", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        foreach (var chart in page.Split("<svg").Skip(1).Select(part => "<svg" + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)]))
            XElement.Parse(chart);
        Assert.All(files["vehicles.csv"].TrimEnd('\n').Split('\n'), line => Assert.Equal(11, line.Split(',').Length));
        Assert.Contains(TextTable.Of(report).Rows, row => row.Label == "Revenue: distance");
    }

    [Fact]
    public void A_run_without_requests_still_reports()
    {
        var scenario = CityScenario.Create(1, vehicles: 2, nodes: 150, duration: TimeSpan.FromHours(1));
        var report = PureRun.Play(scenario with { Demand = new ListedDemand([]) });
        Assert.Equal((0L, 0L), (report.Requests, report.Waits.P95Ms));
        Assert.Equal(2 * 3_600_000L, report.Activity.TotalMs);
        Assert.All(KpiReportWriter.Files(report), file => Assert.NotEmpty(file.Content));
    }

    [Fact]
    public void A_known_run_has_its_known_figures() =>
        Assert.Equal("KPI requests=128 served=124 cancelled=4 wait_mean_s=99 wait_p95_s=344 km_occupied=217 km_empty=20 utilisation_permille=51 kwh_used=35 kwh_charged=96 revenue_minor=27910 currency=EUR invoices=124", Played(seed: 3, reversed: false).KpiLine);

    private static KpiReport Played(long seed, bool reversed)
    {
        var scenario = CityScenario.Create(seed, vehicles: 40, nodes: 200, duration: TimeSpan.FromHours(6));
        var kpis = new KpiCollector(scenario);
        var world = new FleetWorld(scenario, kpis);
        var invoices = new List<EndTrip>();
        while (!world.IsFinished)
        {
            foreach (var intent in world.Next(DateTimeOffset.MaxValue))
            {
                world.Report(intent, Outcome.Accepted);
                if (intent is EndTrip end)
                    invoices.Add(end);
            }
        }

        if (reversed)
            invoices.Reverse();
        foreach (var end in invoices)
            kpis.Invoiced(end.Request, (long)(end.At - scenario.Start).TotalMilliseconds, [("unlock", 100), ("distance", end.DrivenMetres / 10), ("promotion", -50)]);
        return kpis.Report();
    }
}
