using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>Demand by zones: the zones, and either a matrix of trips between them or the requests of each, by hour of the day.</summary>
internal static class ScenarioFileZones
{
    private const int MaxZones = 5_000;

    public static Demand Read(ScenarioYaml demand, RoadNetwork roads, long seed, DateTimeOffset start, DemandMix mix)
    {
        var zones = ReadZones(demand, roads);
        if (demand.Has("matrix") == demand.Has("zone_rates"))
            throw demand.Fault("zones", "zones need either a matrix (from, to, hour, trips) or zone_rates (zone, hour, requests)");
        var indexes = zones.Select((zone, index) => (zone.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index, StringComparer.Ordinal);
        var flows = demand.Has("matrix") ? ReadMatrix(CsvTable.Load(demand.File("matrix")), indexes) : ReadRates(CsvTable.Load(demand.File("zone_rates")), indexes, zones);
        var field = demand.Has("matrix") ? "matrix" : "zone_rates";
        if (flows.Count == 0)
            throw demand.Fault(field, "there is no trip in it");
        if (flows.GroupBy(flow => flow.Hour).FirstOrDefault(hour => hour.Sum(flow => (long)flow.MilliTrips) > ZoneDemand.MaxMilliTrips) is { } tooMany)
            throw demand.Fault(field, $"hour {tooMany.Key} has more than {ZoneDemand.MaxMilliTrips / 1_000} trips");
        return new ZoneDemand(zones, flows, seed, start, mix);
    }

    /// <summary>A list in the file itself, or a CSV beside it; both with id, south, west, north and east.</summary>
    private static ImmutableArray<DemandZone> ReadZones(ScenarioYaml demand, RoadNetwork roads)
    {
        var zones = ImmutableArray.CreateBuilder<DemandZone>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (demand.IsList("zones"))
        {
            foreach (var section in demand.Sections("zones"))
            {
                section.Allow("id", "south", "west", "north", "east");
                var southWest = MapPoint.FromDegrees((double)section.Number("south", -90, 90), (double)section.Number("west", -180, 180));
                var northEast = MapPoint.FromDegrees((double)section.Number("north", -90, 90), (double)section.Number("east", -180, 180));
                Add(section.Text("id"), southWest, northEast, (field, reason) => section.Fault(field, reason));
            }
        }
        else
        {
            var table = CsvTable.Load(demand.File("zones"));
            for (var row = 0; row < table.RowCount; row++)
            {
                var line = row;
                Add(table.Text(row, "id"), table.Place(row, "south", "west"), table.Place(row, "north", "east"), (field, reason) => table.Fault(line, field, reason));
            }
        }

        if (zones.Count is 0 or > MaxZones)
            throw demand.Fault("zones", $"there should be 1 to {MaxZones} zones, not {zones.Count}");
        return zones.ToImmutable();

        void Add(string id, MapPoint southWest, MapPoint northEast, Func<string, string, ScenarioException> fault)
        {
            if (!ids.Add(id))
                throw fault("id", $"'{id}' is used twice");
            zones.Add(DemandZone.Within(roads, id, southWest, northEast) ?? throw fault("id", $"no junction lies in zone '{id}'"));
        }
    }

    private static List<ZoneFlow> ReadMatrix(CsvTable table, Dictionary<string, int> zones)
    {
        var flows = new List<ZoneFlow>(table.RowCount);
        for (var row = 0; row < table.RowCount; row++)
        {
            var flow = new ZoneFlow(table.Integer(row, "hour", 0, 23), Zone(table, row, "from", zones), Zone(table, row, "to", zones), MilliTrips(table, row, "trips"));
            if (flow.MilliTrips > 0)
                flows.Add(flow);
        }

        return flows;
    }

    /// <summary>Requests of a zone go to every zone, in proportion to the junctions there.</summary>
    private static List<ZoneFlow> ReadRates(CsvTable table, Dictionary<string, int> zones, ImmutableArray<DemandZone> all)
    {
        var junctions = all.Sum(zone => (long)zone.Nodes.Length);
        var flows = new List<ZoneFlow>();
        for (var row = 0; row < table.RowCount; row++)
        {
            var (hour, from, left, rest) = (table.Integer(row, "hour", 0, 23), Zone(table, row, "zone", zones), MilliTrips(table, row, "requests"), junctions);
            // Each takes its part of what is left, so that the parts sum to the whole.
            for (var to = 0; to < all.Length && left > 0; to++)
            {
                var part = (int)((long)left * all[to].Nodes.Length / rest);
                rest -= all[to].Nodes.Length;
                left -= part;
                if (part > 0)
                    flows.Add(new ZoneFlow(hour, from, to, part));
            }
        }

        return flows;
    }

    private static int Zone(CsvTable table, int row, string column, Dictionary<string, int> zones) =>
        zones.TryGetValue(table.Text(row, column), out var zone)
            ? zone
            : throw table.Fault(row, column, $"there is no zone '{table.Text(row, column)}' (there are: {string.Join(", ", zones.Keys.Take(10))}{(zones.Count > 10 ? " …" : "")})");

    private static int MilliTrips(CsvTable table, int row, string column) => (int)decimal.Round(table.Number(row, column, 0, 100_000) * 1_000);
}
