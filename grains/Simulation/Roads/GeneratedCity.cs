namespace FleetActors.Simulation;

/// <summary>
/// Makes a plausible city from a seed: avenues and one-way side streets on a warped grid, arterials, a ring, a diagonal
/// boulevard, a river with bridges, parks. It lies in the open Atlantic, so that nobody takes it for a real place.
/// Every node can reach every other. Only whole numbers and exact arithmetic shape it: a seed is one city everywhere.
/// </summary>
public sealed class GeneratedCity
{
    /// <summary>The size of the built-in city.</summary>
    public const int DefaultNodes = 3_000;

    /// <summary>The smallest size that still looks like a city.</summary>
    public const int MinNodes = 100;

    /// <summary>The largest size that may be asked for.</summary>
    public const int MaxNodes = 1_000_000;

    /// <summary>Middle of every generated city.</summary>
    public static readonly MapPoint Centre = new(450_000_000, -300_000_000);

    private const int SideStreetKmh = 30;
    private const int AvenueKmh = 50;
    private const int ArterialKmh = 60;
    private const int RingKmh = 70;
    private const int ArterialEvery = 7;
    private const int AvenueEvery = 3;
    private const int GapPermille = 45;

    private readonly CityPlan _plan;
    private readonly SimulationRandom _random;
    private readonly List<RoadLink> _links = [];
    private readonly MapPoint[] _places;
    private readonly MapScale _scale = new(Centre);

    private GeneratedCity(long seed, int nodes)
    {
        _plan = new CityPlan(seed, nodes);
        _random = SimulationRandom.ForStream(seed, stream: 12);
        _places = _plan.Places(_scale, Centre);
    }

    /// <summary>The city of a seed with about this many nodes (<see cref="MinNodes"/> to <see cref="MaxNodes"/>).</summary>
    public static RoadNetwork Build(long seed, int nodes = DefaultNodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, MinNodes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodes, MaxNodes);
        var city = new GeneratedCity(seed, nodes);
        city.LayStreets();
        city.LayAvenues();
        city.LayBoulevard();
        return StrongPart.Of(city._places, city._links);
    }

    /// <summary>West–east: every few rows an arterial both ways, between them narrow one-way streets in turn.</summary>
    private void LayStreets()
    {
        for (var row = 0; row < _plan.Rows; row++)
        {
            for (var column = 0; column + 1 < _plan.Columns; column++)
            {
                if (_plan.IsRing(column, row, column + 1, row))
                    BothWays(column, row, column + 1, row, RingKmh);
                else if (row % ArterialEvery == 3)
                    BothWays(column, row, column + 1, row, ArterialKmh);
                else if (_random.Chance(GapPermille))
                    continue;
                else if (row % 2 == 0)
                    OneWay(column, row, column + 1, row, SideStreetKmh);
                else
                    OneWay(column + 1, row, column, row, SideStreetKmh);
            }
        }
    }

    /// <summary>South–north: arterials, avenues both ways, and one-way streets; only arterials and some avenues bridge the river.</summary>
    private void LayAvenues()
    {
        for (var column = 0; column < _plan.Columns; column++)
        {
            for (var row = 0; row + 1 < _plan.Rows; row++)
            {
                if (_plan.IsRing(column, row, column, row + 1))
                    BothWays(column, row, column, row + 1, RingKmh, mayBridge: true);
                else if (column % ArterialEvery == 3)
                    BothWays(column, row, column, row + 1, ArterialKmh, mayBridge: true);
                else if (column % AvenueEvery == 0)
                    BothWays(column, row, column, row + 1, AvenueKmh);
                else if (_random.Chance(GapPermille))
                    continue;
                else if (column % 2 == 0)
                    OneWay(column, row, column, row + 1, SideStreetKmh);
                else
                    OneWay(column, row + 1, column, row, SideStreetKmh);
            }
        }
    }

    /// <summary>From the south-west to the north-east, corner to corner over the blocks.</summary>
    private void LayBoulevard()
    {
        for (var column = 0; column + 1 < _plan.Columns; column++)
        {
            var row = column * _plan.Rows / _plan.Columns;
            var next = (column + 1) * _plan.Rows / _plan.Columns;
            if (next > row && next < _plan.Rows)
                BothWays(column, row, column + 1, next, AvenueKmh, mayBridge: true);
        }
    }

    private void BothWays(int fromColumn, int fromRow, int toColumn, int toRow, int speedKmh, bool mayBridge = false)
    {
        OneWay(fromColumn, fromRow, toColumn, toRow, speedKmh, mayBridge);
        OneWay(toColumn, toRow, fromColumn, fromRow, speedKmh, mayBridge);
    }

    private void OneWay(int fromColumn, int fromRow, int toColumn, int toRow, int speedKmh, bool mayBridge = false)
    {
        if (!_plan.IsBuilt(fromColumn, fromRow) || !_plan.IsBuilt(toColumn, toRow))
            return;
        if (!mayBridge && _plan.IsSouthOfRiver(fromColumn, fromRow) != _plan.IsSouthOfRiver(toColumn, toRow))
            return;
        var from = _plan.NodeAt(fromColumn, fromRow);
        var to = _plan.NodeAt(toColumn, toRow);
        _links.Add(RoadLink.AtSpeed(from, to, _scale.DistanceMm(_places[from], _places[to]), speedKmh));
    }
}
