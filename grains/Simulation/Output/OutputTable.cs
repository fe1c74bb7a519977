using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>A text, never null.</summary>
    Text = 0,

    /// <summary>A whole number.</summary>
    Whole = 1,

    /// <summary>Degrees, kept as ten-millionths.</summary>
    Degrees = 2,

    /// <summary>A moment, kept as milliseconds since 1970; <see cref="OutputTable.Never"/> for none.</summary>
    Time = 3,
}

/// <summary>One column of an output.</summary>
internal readonly record struct OutputColumn(string Name, ColumnKind Kind);

/// <summary>An output: its name, its columns, and which of them say where a row is on the map.</summary>
internal sealed record OutputTable(string Name, ImmutableArray<OutputColumn> Columns, ImmutableArray<string> Places)
{
    /// <summary>A moment that did not come.</summary>
    public const long Never = long.MinValue;

    public static OutputTable Trips { get; } = Of(
        "trips",
        "request:whole id:text vehicle:text customer:whole service:text outcome:text refusal_code:text requested_at:time started_at:time ended_at:time waited_ms:whole origin_lat:degrees origin_lon:degrees destination_lat:degrees destination_lon:degrees passengers:whole driven_m:whole used_wh:whole price_percent:whole",
        "origin", "destination");

    public static OutputTable States { get; } = Of("vehicle_states", "vehicle:text state:text from:time to:time lat:degrees lon:degrees charge_permille:whole", "");

    public static OutputTable Contracts { get; } = Of(
        "contracts",
        "contract:text request:whole vehicle:text customer:whole end:text reserved_at:time ended_at:time lat:degrees lon:degrees price_percent:whole net_minor:whole tax_minor:whole total_minor:whole currency:text",
        "");

    public static OutputTable Positions { get; } = Of("positions", "vehicle:text at:time lat:degrees lon:degrees heading:whole speed_kmh:whole charge_permille:whole odometer_m:whole", "");

    public static ImmutableArray<OutputTable> All { get; } = [Trips, States, Contracts, Positions];

    private static OutputTable Of(string name, string columns, params ReadOnlySpan<string> places) => new(
        name,
        [.. columns.Split(' ').Select(column => column.Split(':')).Select(parts => new OutputColumn(parts[0], Enum.Parse<ColumnKind>(parts[1], ignoreCase: true)))],
        [.. places]);
}
