using System.Globalization;

namespace FleetActors.Benchmarks.Growth;

/// <summary>How each benchmark is run at a size: as it is quoted elsewhere, with shorter phases.</summary>
public static class GrowthPlans
{
    /// <summary>The arguments of each benchmark at a size.</summary>
    public static IReadOnlyDictionary<string, Func<int, string[]>> All { get; } = new Dictionary<string, Func<int, string[]>>
    {
        ["memory"] = cars => ["memory", "--cars", Number(cars), "--rentals", "20"],
        ["telemetry"] = cars => ["telemetry", "--cars", Number(cars), "--rounds", "1", "--steady", "5"],
        ["nearest"] = cars => ["nearest", "--cars", Number(cars), "--seconds", "3", "--rounds", "1"],
        ["simulation"] = cars => ["simulation", "--cars", Number(cars), "--junctions", Number(Math.Clamp((int)(cars * 0.09), 900, 90_000)), "--ramp", "600", "--settle", "1200", "--rounds", "3"],
        ["viewer"] = cars => ["viewer", "--cars", Number(cars), "--seconds", "3", "--fixes", Number(Math.Max(1_000, Math.Min(100_000, cars / 10)))],
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
