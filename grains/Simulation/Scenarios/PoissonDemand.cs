using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>How the customers of a <see cref="PoissonDemand"/> behave; shares in thousandths.</summary>
public sealed record DemandMix
{
    /// <summary>Rentals; the rest are rides.</summary>
    public int RentalPermille { get; init; } = 500;

    /// <summary>Reservations cancelled by the customer before the start.</summary>
    public int CancelPermille { get; init; } = 35;

    /// <summary>Reservations whose customer never comes.</summary>
    public int NoShowPermille { get; init; } = 15;

    /// <summary>Rentals with a stop on the way.</summary>
    public int StopPermille { get; init; } = 300;

    /// <summary>The shortest stop, in minutes.</summary>
    public int LeastStopMinutes { get; init; } = 4;

    /// <summary>The longest stop, in minutes.</summary>
    public int MostStopMinutes { get; init; } = 40;

    /// <summary>Requests that reserve ahead of the wanted start.</summary>
    public int AheadPermille { get; init; }

    /// <summary>The shortest time ahead, in minutes.</summary>
    public int LeastAheadMinutes { get; init; } = 5;

    /// <summary>The longest time ahead, in minutes; within the tariff's free reservation, or the reservation runs out.</summary>
    public int MostAheadMinutes { get; init; } = 14;

    /// <summary>Rentals given back late: the car stands at the destination and the rental goes on.</summary>
    public int LatePermille { get; init; }

    /// <summary>The shortest delay, in minutes.</summary>
    public int LeastLateMinutes { get; init; } = 5;

    /// <summary>The longest delay, in minutes.</summary>
    public int MostLateMinutes { get; init; } = 60;

    /// <summary>People who only travel: what trip files mean unless the scenario says otherwise.</summary>
    public static DemandMix None { get; } = new() { RentalPermille = 0, CancelPermille = 0, NoShowPermille = 0, StopPermille = 0 };
}

/// <summary>
/// Requests that come by chance, with a rate for each hour of the day, day after day without end. In the morning people
/// travel towards the middle of the city, in the evening away from it.
/// </summary>
public sealed class PoissonDemand : Demand
{
    private readonly RoadNetwork _roads;
    private readonly long _seed;
    private readonly DateTimeOffset _start;
    private readonly ImmutableArray<int> _requestsPerHour;
    private readonly DemandMix _mix;
    private readonly MapPoint _centre;

    /// <summary>Sets the rates.</summary>
    /// <param name="roads">Where people are: at its nodes.</param>
    /// <param name="seed">Seed of the demand.</param>
    /// <param name="start">Moment of the first possible request.</param>
    /// <param name="requestsPerHour">24 mean numbers of requests, from midnight on, each from 0 to 1,000,000.</param>
    /// <param name="mix">How customers behave.</param>
    public PoissonDemand(RoadNetwork roads, long seed, DateTimeOffset start, ImmutableArray<int> requestsPerHour, DemandMix mix)
    {
        if (requestsPerHour.Length != 24 || requestsPerHour.Any(rate => rate is < 0 or > 1_000_000))
            throw new ArgumentException("24 rates from 0 to 1,000,000 are needed.", nameof(requestsPerHour));
        (_roads, _seed, _start, _requestsPerHour, _mix) = (roads, seed, start, requestsPerHour, mix);
        _centre = new MapPoint(
            (int)(((long)roads.SouthWest.LatE7 + roads.NorthEast.LatE7) / 2),
            (int)(((long)roads.SouthWest.LonE7 + roads.NorthEast.LonE7) / 2));
    }

    /// <summary>
    /// Rates of an ordinary day for a fleet: about <paramref name="tripsPerVehicle"/> requests a car and day, quiet at
    /// night, with a morning and an evening peak.
    /// </summary>
    public static ImmutableArray<int> OrdinaryDay(int vehicles, int tripsPerVehicle = 10)
    {
        // Thousandths of the day's requests in each hour.
        ReadOnlySpan<int> shape = [14, 10, 7, 5, 6, 14, 32, 58, 70, 58, 46, 44, 48, 48, 46, 50, 60, 74, 76, 64, 52, 46, 40, 32];
        var rates = ImmutableArray.CreateBuilder<int>(24);
        foreach (var share in shape)
            rates.Add((int)Math.Clamp((long)vehicles * tripsPerVehicle * share / 1_000, 1, 1_000_000));
        return rates.ToImmutable();
    }

    /// <inheritdoc/>
    public override IEnumerable<TripRequest> Requests()
    {
        if (_requestsPerHour.All(rate => rate == 0))
            yield break;
        var arrivals = SimulationRandom.ForStream(_seed, stream: 21);
        var people = SimulationRandom.ForStream(_seed, stream: 22);
        var number = 0L;
        foreach (var (atUs, hour) in HourlyArrivals.Of(_start, arrivals, MeanGapUs))
            yield return Draw(people, number++, _start.AddMilliseconds(atUs / 1_000), hour);
    }

    private long MeanGapUs(int hour) => _requestsPerHour[hour] is > 0 and var rate ? HourlyArrivals.HourUs / rate : 0;

    private TripRequest Draw(SimulationRandom people, long number, DateTimeOffset at, int hourOfDay)
    {
        var origin = hourOfDay >= 14 ? TowardsCentre(people) : people.Below(_roads.NodeCount);
        var destination = hourOfDay < 14 ? TowardsCentre(people) : people.Below(_roads.NodeCount);
        while (destination == origin && _roads.NodeCount > 1)
            destination = people.Below(_roads.NodeCount);
        var form = people.Chance(_mix.RentalPermille) ? ServiceForm.Rental : ServiceForm.Ride;
        var passengers = people.Chance(700) ? 1 : people.Between(2, 4);
        var behaviour = people.Below(1_000) switch
        {
            var draw when draw < _mix.CancelPermille => CustomerBehaviour.Cancels,
            var draw when draw < _mix.CancelPermille + _mix.NoShowPermille => CustomerBehaviour.NoShow,
            _ => CustomerBehaviour.Travels,
        };
        var cancelsAfterMs = people.Between(20, 240) * 1_000L;
        var stops = people.Chance(_mix.StopPermille) && form == ServiceForm.Rental;
        var stopNode = people.Below(_roads.NodeCount);
        var stopMs = people.Between(_mix.LeastStopMinutes * 60, _mix.MostStopMinutes * 60) * 1_000L;
        var trip = new TripRequest($"r{number}", at, origin, destination, passengers, form)
        {
            Behaviour = behaviour,
            CancelsAfterMs = cancelsAfterMs,
            StopNode = stops ? stopNode : -1,
            StopMs = stops ? stopMs : 0,
        };
        if (_mix is { AheadPermille: 0, LatePermille: 0 })
            return trip;
        var (aheadMs, lateMs) = Habits.AheadAndLate(trip, _mix, SimulationRandom.ForStream(_seed, Habits.StreamOf(number)));
        return trip with { AheadMs = aheadMs, LateMs = lateMs };
    }

    /// <summary>Of two nodes drawn by chance the one nearer to the middle.</summary>
    private int TowardsCentre(SimulationRandom people)
    {
        var (one, other) = (people.Below(_roads.NodeCount), people.Below(_roads.NodeCount));
        return _roads.Scale.SquaredMm(_roads.Nodes[one], _centre) <= _roads.Scale.SquaredMm(_roads.Nodes[other], _centre) ? one : other;
    }
}
