using System.Globalization;
using FleetActors.Simulation.Emit;
using Spectre.Console;

namespace FleetActors.Silo.Emit;

/// <summary>What a run looks like while it goes on: a panel in a terminal, a line a second anywhere else.</summary>
public sealed class LiveView
{
    private const int BarWidth = 40;
    private const int LinesShown = 12;

    private readonly Queue<LoadSecond> _last = new();
    private LiveDisplayContext? _panel;

    /// <summary>Runs something and shows its seconds as they come through <see cref="Show"/>.</summary>
    public async Task WhileAsync(Func<Task> work)
    {
        if (Console.IsOutputRedirected)
        {
            await work();
            return;
        }

        await AnsiConsole.Live(new Text("starting")).StartAsync(async panel =>
        {
            _panel = panel;
            await work();
        });
        _panel = null;
    }

    /// <summary>A second is over.</summary>
    public void Show(LoadSecond second)
    {
        if (_panel is null)
        {
            Console.WriteLine(Line(second));
            return;
        }

        _last.Enqueue(second);
        if (_last.Count > LinesShown) _last.Dequeue();
        _panel.UpdateTarget(Panel());
    }

    /// <summary>A second in one line.</summary>
    public static string Line(LoadSecond second)
    {
        var latency = LatencyHistogram.Of(second.Latency);
        return string.Create(CultureInfo.InvariantCulture, $"{second.Second,4} s  offered {second.Offered,9:N0}  answered {second.Answered,9:N0}  p50 {Shown(latency, 0.5),8}  p99 {Shown(latency, 0.99),8}  failed {second.Failed,7:N0}  generator lag p99 {Shown(LatencyHistogram.Of(second.Lag), 0.99),8}  cpu {second.GeneratorCpu * 100,3:0} %{(second.Connected > 0 ? $"  connected {second.Connected:N0}" : "")}");
    }

    private Table Panel()
    {
        var most = Math.Max(1, _last.Max(second => Math.Max(second.Offered, second.Answered)));
        var table = new Table().Border(TableBorder.Rounded).AddColumn("second").AddColumn("offered").AddColumn("answered").AddColumn("").AddColumn("p50").AddColumn("p99").AddColumn("failed").AddColumn("own lag p99").AddColumn("own cpu").AddColumn("connected");
        foreach (var second in _last)
        {
            var latency = LatencyHistogram.Of(second.Latency);
            table.AddRow(
                $"{second.Second}", N(second.Offered), N(second.Answered), Bar(second, most), Shown(latency, 0.5), Shown(latency, 0.99),
                second.Failed > 0 ? $"[red]{N(second.Failed)}[/]" : "0", Shown(LatencyHistogram.Of(second.Lag), 0.99), $"{second.GeneratorCpu * 100:0} %", N(second.Connected));
        }

        return table;
    }

    private static string Bar(LoadSecond second, long most)
    {
        var (answered, offered) = ((int)(second.Answered * BarWidth / most), (int)(second.Offered * BarWidth / most));
        return $"[green]{new string('█', answered)}[/][grey]{new string('░', Math.Max(0, offered - answered))}[/]";
    }

    private static string Shown(LatencyHistogram histogram, double share) => histogram.Count == 0 ? "–" : EmitText.Shown(histogram.Percentile(share));

    private static string N(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
