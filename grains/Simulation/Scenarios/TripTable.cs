using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>Trips as a table: time, origin and destination of each, and where there are such columns an id, passengers and service.</summary>
internal sealed class TripTable(CsvTable table, RoadNetwork roads)
{
    private const int MostMinutes = 1_440;

    /// <summary>How trips are served where the table does not say it.</summary>
    public ServiceForm Form { get; init; } = ServiceForm.Ride;

    /// <summary>What the table calls a column.</summary>
    public Func<string, string> Column { get; init; } = name => name;

    /// <summary>How times are written, or null for any usual form.</summary>
    public string? TimeFormat { get; init; }

    /// <summary>Trips farther than this from any junction are left out.</summary>
    public long FarthestMm { get; init; } = long.MaxValue;

    /// <summary>Trips that <see cref="Read"/> left out for being too far from any road.</summary>
    public int TooFarCount { get; private set; }

    /// <summary>Trips from <paramref name="start"/> up to but without <paramref name="end"/>, in order of the table.</summary>
    public List<TripRequest> Read(DateTimeOffset start, DateTimeOffset end)
    {
        var trips = new List<TripRequest>(table.RowCount);
        for (var row = 0; row < table.RowCount; row++)
        {
            var at = TimeFormat is null ? table.Time(row, Column("time")) : table.Time(row, Column("time"), TimeFormat);
            if (at < start || at >= end)
                continue;
            var origin = Node(row, "origin_lat", "origin_lon");
            var destination = Node(row, "destination_lat", "destination_lon");
            if (origin < 0 || destination < 0)
            {
                TooFarCount++;
                continue;
            }

            trips.Add(new TripRequest(
                table.Has(Column("id")) ? table.Text(row, Column("id")) : row.ToString(CultureInfo.InvariantCulture),
                at,
                origin,
                destination,
                table.HasValue(row, Column("passengers")) ? table.Integer(row, Column("passengers"), 1, 100) : 1,
                table.HasValue(row, "service") ? FormOf(row) : Form)
            {
                Behaviour = BehaviourOf(row),
                AheadMs = Minutes(row, "ahead_minutes"),
                LateMs = Minutes(row, "late_minutes"),
            });
        }

        return trips;
    }

    private int Node(int row, string lat, string lon)
    {
        var place = table.Place(row, Column(lat), Column(lon));
        var node = roads.NearestNode(place);
        return FarthestMm == long.MaxValue || roads.Scale.DistanceMm(place, roads.Nodes[node]) <= FarthestMm ? node : -1;
    }

    private long Minutes(int row, string name) =>
        table.HasValue(row, Column(name)) ? (long)(table.Number(row, Column(name), 0, MostMinutes) * 60_000) : 0;

    private CustomerBehaviour BehaviourOf(int row) => !table.HasValue(row, "behaviour") ? CustomerBehaviour.Travels : table.Text(row, "behaviour") switch
    {
        "travels" => CustomerBehaviour.Travels,
        "cancels" => CustomerBehaviour.Cancels,
        "no-show" => CustomerBehaviour.NoShow,
        var other => throw table.Fault(row, "behaviour", $"'{other}' should be travels, cancels or no-show"),
    };

    private ServiceForm FormOf(int row) => table.Text(row, "service") switch
    {
        "ride" => ServiceForm.Ride,
        "rental" => ServiceForm.Rental,
        var other => throw table.Fault(row, "service", $"'{other}' should be ride or rental"),
    };
}
