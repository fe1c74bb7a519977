using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>
/// Requests that come by chance between zones: an origin-destination matrix for each hour of the day, repeated day after day.
/// Each entry is the mean of a Poisson stream of its own; origins and destinations are any junctions of their zones.
/// </summary>
public sealed class ZoneDemand : Demand
{
    /// <summary>The most trips an hour, in thousandths, over all zones.</summary>
    public const long MaxMilliTrips = 1_000_000_000;

    private readonly ImmutableArray<DemandZone> _zones;
    private readonly long _seed;
    private readonly DateTimeOffset _start;
    private readonly DemandMix _mix;
    private readonly (ZoneFlow Flow, long UpTo)[][] _flowsOfHour;

    /// <summary>Sets the matrices. Throws <see cref="ArgumentException"/> when a flow names no zone, hour or trip.</summary>
    /// <param name="zones">The zones.</param>
    /// <param name="flows">Entries of the matrices; those that are not there are zero.</param>
    /// <param name="seed">Seed of the demand.</param>
    /// <param name="start">Moment of the first possible request.</param>
    /// <param name="mix">How customers behave.</param>
    public ZoneDemand(ImmutableArray<DemandZone> zones, IEnumerable<ZoneFlow> flows, long seed, DateTimeOffset start, DemandMix mix)
    {
        (_zones, _seed, _start, _mix) = (zones, seed, start, mix);
        var ofHour = Enumerable.Range(0, 24).Select(_ => new List<(ZoneFlow, long)>()).ToArray();
        var sums = new long[24];
        foreach (var flow in flows.OrderBy(flow => (flow.Hour, flow.From, flow.To)))
        {
            if (flow.Hour is < 0 or > 23 || (uint)flow.From >= (uint)zones.Length || (uint)flow.To >= (uint)zones.Length || flow.MilliTrips < 1)
                throw new ArgumentException($"{flow} names no hour, zone or trip.", nameof(flows));
            sums[flow.Hour] += flow.MilliTrips;
            if (sums[flow.Hour] > MaxMilliTrips)
                throw new ArgumentException($"Hour {flow.Hour} has more than {MaxMilliTrips / 1_000} trips.", nameof(flows));
            ofHour[flow.Hour].Add((flow, sums[flow.Hour]));
        }

        _flowsOfHour = [.. ofHour.Select(list => list.ToArray())];
    }

    /// <summary>Mean number of requests in a day, in thousandths.</summary>
    public long MilliTripsOfDay => _flowsOfHour.Sum(flows => flows.Length == 0 ? 0 : flows[^1].UpTo);

    /// <inheritdoc/>
    public override IEnumerable<TripRequest> Requests()
    {
        if (MilliTripsOfDay == 0)
            yield break;
        var arrivals = SimulationRandom.ForStream(_seed, stream: 24);
        var people = SimulationRandom.ForStream(_seed, stream: 25);
        var number = 0L;
        foreach (var (atUs, hour) in HourlyArrivals.Of(_start, arrivals, MeanGapUs))
        {
            var flow = Choose(_flowsOfHour[hour], people);
            var origin = Any(_zones[flow.From], people);
            var destination = Any(_zones[flow.To], people);
            var form = people.Chance(_mix.RentalPermille) ? ServiceForm.Rental : ServiceForm.Ride;
            var trip = new TripRequest($"r{number}", _start.AddMilliseconds(atUs / 1_000), origin, destination, people.Chance(700) ? 1 : people.Between(2, 4), form);
            yield return Habits.Give(trip, _mix, SimulationRandom.ForStream(_seed, Habits.StreamOf(number)), _zones[flow.To].Nodes);
            number++;
        }
    }

    private long MeanGapUs(int hour) => _flowsOfHour[hour] is [.., var last] ? Math.Max(1, HourlyArrivals.HourUs * 1_000 / last.UpTo) : 0;

    private static ZoneFlow Choose((ZoneFlow Flow, long UpTo)[] flows, SimulationRandom people)
    {
        var draw = people.Below((int)flows[^1].UpTo);
        var (low, high) = (0, flows.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (flows[middle].UpTo > draw)
                high = middle;
            else
                low = middle + 1;
        }

        return flows[low].Flow;
    }

    private static int Any(DemandZone zone, SimulationRandom people) => zone.Nodes[people.Below(zone.Nodes.Length)];
}
