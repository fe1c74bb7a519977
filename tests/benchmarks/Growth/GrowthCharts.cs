using FleetActors.Benchmarks.Charts;

namespace FleetActors.Benchmarks.Growth;

/// <summary>The charts that are drawn of the figures there are.</summary>
public static class GrowthCharts
{
    private const string Cars = "cars";
    private const double MillisecondsPerSecond = 1_000;
    private const double MicrosecondsPerSecond = 1e6;
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Each file with its chart; one without figures is left out.</summary>
    public static IEnumerable<(string File, Chart Chart)> Of(GrowthFigures figures)
    {
        (string, Chart)[] charts =
        [
            ("growth-memory.svg", new("A parked car: memory, disk and registration", Cars, "bytes, microseconds",
            [
                Line(figures, "memory, bytes a car", "memory", "bytes_a_car"),
                Line(figures, "disk, bytes a car", "memory", "disk_bytes_a_car"),
                Line(figures, "registration, µs a car", "memory", "registered_per_s", perSecond => MicrosecondsPerSecond / perSecond),
            ], Note("memory"))),
            ("growth-telemetry.svg", new("A fix, from the SDK in another process into its slot", Cars, "nanoseconds of the machine, milliseconds",
            [
                Line(figures, "a fix, ns", "telemetry", "value", perSecond => NanosecondsPerSecond / perSecond),
                Line(figures, "raw bytes, ns", "telemetry", "limit", perSecond => NanosecondsPerSecond / perSecond),
                Line(figures, "to readable, p99, ms", "telemetry", "readable_p99_ms"),
            ], Note("telemetry"))),
            ("growth-nearest.svg", new("The 10 nearest free cars, a tenth of all being free", Cars, "microseconds of the machine, milliseconds",
            [
                Line(figures, "a question, µs", "nearest", "value", perSecond => MicrosecondsPerSecond / perSecond),
                Line(figures, "bare trees, µs", "nearest", "limit", perSecond => MicrosecondsPerSecond / perSecond),
                Line(figures, "p99 at 15,000/s, ms", "nearest", "p99_ms"),
                Bar(figures, "bar of p99, 5 ms", "nearest", 5),
            ], Note("nearest"))),
            ("growth-simulation.svg", new("A simulated second of a moving car, in cities of up to 90,000 junctions", Cars, "nanoseconds, bytes",
            [
                Line(figures, "a car's second, ns", "simulation", "value", perSecond => NanosecondsPerSecond / perSecond),
                Line(figures, "the bare loop, ns", "simulation", "limit", perSecond => NanosecondsPerSecond / perSecond),
                Line(figures, "memory, bytes a car", "simulation", "bytes_a_car"),
                Bar(figures, "bar: 10 ns", "simulation", 10),
            ], Note("simulation"))),
            ("growth-viewer.svg", new("A viewer of the map: what it gets, and when", Cars, "kilobytes a second, milliseconds",
            [
                Line(figures, "the most, kB/s", "viewer", "value", bytes => bytes / 1_000),
                Line(figures, "all cars one by one, kB/s", "viewer", "limit", bytes => bytes / 1_000),
                Line(figures, "cars on screen, ms", "viewer", "first_on_screen_ms"),
                Line(figures, "slowest first frame, ms", "viewer", "first_frame_ms"),
                Bar(figures, "bar: 1 s on screen", "viewer", MillisecondsPerSecond),
                Bar(figures, "bar: 300 kB/s", "viewer", 300),
            ], Note("viewer"))),
        ];
        return charts.Where(chart => chart.Item2.Lines.Any(line => !line.IsBar && line.Points.Length > 0));
    }

    private static string Note(string what) => $"dotnet run -c Release --project tests/benchmarks -- growth --what {what}     (2 cores, 24 GiB)";

    private static ChartLine Line(GrowthFigures figures, string title, string benchmark, string name, Func<double, double>? change = null) =>
        new(title, [.. figures.Of(benchmark, name).Select(figure => new ChartPoint(figure.Size, change?.Invoke(figure.Value) ?? figure.Value))]);

    private static ChartLine Bar(GrowthFigures figures, string title, string benchmark, double value)
    {
        int[] sizes = [.. figures.Of(benchmark, "value").Select(figure => figure.Size)];
        return new(title, sizes.Length == 0 ? [] : [new(sizes[0], value), new(sizes[^1], value)], IsBar: true);
    }
}
