using FleetActors.Api.Map;

namespace FleetActors.Tests.Client.MapHost;

/// <summary>Cars that wander over the grid of <see cref="SyntheticCity"/>, the same way for the same seed.</summary>
public sealed class AnimatedFleet : IMapFrameSource
{
    private const double BlockMetres = 150;

    private readonly Lock _turn = new();
    private readonly TimeProvider _time;
    private readonly Wanderer[] _cars;
    private readonly Random _chance;
    private DateTimeOffset _at;
    private MapFrame? _frame;

    public AnimatedFleet(int cars, int seed, TimeProvider time)
    {
        _time = time;
        _chance = new Random(seed);
        _at = time.GetUtcNow();
        _cars = [.. Enumerable.Range(0, cars).Select(_ => NewCar())];
    }

    public int Count => _cars.Length;

    public static VehicleId IdOf(int index) => new($"car-{index:D5}");

    public static string PlateOf(int index) => $"ZH {100_000 + index * 37 % 900_000}";

    public ValueTask<MapFrame?> CurrentFrame(FleetId fleet, CancellationToken cancellation)
    {
        lock (_turn)
        {
            var now = _time.GetUtcNow();
            var passed = now - _at;
            if (_frame is null || passed >= TimeSpan.FromSeconds(0.9))
            {
                foreach (var car in _cars)
                    Advance(car, passed.TotalSeconds);
                _at = now;
                _frame = Snapshot(now);
            }

            return new(_frame);
        }
    }

    public ValueTask<CarInfo?> Car(FleetId fleet, int index, CancellationToken cancellation) => new(index >= _cars.Length
        ? null
        : new CarInfo(IdOf(index), PlateOf(index), "Volta City 40", _cars[index].State, 12_345_678 + index * 1_000L,
            _cars[index].State is MapCarState.OnTrip or MapCarState.Paused ? new ContractId($"ride-{index}") : null, _at));

    public ValueTask<int?> IndexOf(FleetId fleet, VehicleId vehicle, CancellationToken cancellation) =>
        new(vehicle.Value.StartsWith("car-", StringComparison.Ordinal) && int.TryParse(vehicle.Value.AsSpan(4), out var index) && index < _cars.Length ? index : null);

    private Wanderer NewCar()
    {
        var state = _chance.Next(100) switch { < 42 => 1, < 48 => 2, < 80 => 3, < 86 => 4, < 94 => 5, < 97 => 6, _ => 7 };
        // Squared twice over, so that the middle of the city is busier than its edge.
        var row = Middling();
        var column = Middling();
        return new Wanderer { Row = row, Column = column, Turn = _chance.Next(4), Share = _chance.NextDouble(), State = (MapCarState)state, SpeedKmh = 22 + _chance.Next(30), Charge = (byte)_chance.Next(8, 101) };
    }

    private int Middling() => 2 + (int)((_chance.NextDouble() + _chance.NextDouble() + _chance.NextDouble()) / 3 * (SyntheticCity.Streets - 5));

    private void Advance(Wanderer car, double seconds)
    {
        if (car.State != MapCarState.OnTrip)
            return;
        car.Share += car.SpeedKmh / 3.6 * seconds / BlockMetres;
        while (car.Share >= 1)
        {
            car.Share -= 1;
            (car.Row, car.Column) = Next(car);
            car.Turn = (car.Turn + _chance.Next(6) switch { 0 => 1, 1 => 3, _ => 0 }) % 4;
            var (row, column) = Next(car);
            if (row is < 1 or >= SyntheticCity.Streets - 1 || column is < 1 or >= SyntheticCity.Streets - 1)
                car.Turn = (car.Turn + 2) % 4;
        }
    }

    private static (int Row, int Column) Next(Wanderer car) => car.Turn switch
    {
        0 => (car.Row + 1, car.Column),
        1 => (car.Row, car.Column + 1),
        2 => (car.Row - 1, car.Column),
        _ => (car.Row, car.Column - 1),
    };

    private MapFrame Snapshot(DateTimeOffset now)
    {
        var latitudes = new int[_cars.Length];
        var longitudes = new int[_cars.Length];
        for (var i = 0; i < _cars.Length; i++)
        {
            var car = _cars[i];
            var (row, column) = Next(car);
            latitudes[i] = SyntheticCity.SouthE6 + (int)((car.Row + (row - car.Row) * car.Share) * SyntheticCity.StepNorthE6);
            longitudes[i] = SyntheticCity.WestE6 + (int)((car.Column + (column - car.Column) * car.Share) * SyntheticCity.StepEastE6);
        }

        return new MapFrame
        {
            Time = now.ToOffset(TimeSpan.FromHours(1)),
            LatitudesE6 = latitudes,
            LongitudesE6 = longitudes,
            Headings = Array.ConvertAll(_cars, car => MapFrame.HeadingOf(car.Turn * 90)),
            SpeedsKmh = Array.ConvertAll(_cars, car => (byte)(car.State == MapCarState.OnTrip ? car.SpeedKmh : 0)),
            ChargesPercent = Array.ConvertAll(_cars, car => car.Charge),
            States = Array.ConvertAll(_cars, car => car.State),
        };
    }

    private sealed class Wanderer
    {
        public int Row;
        public int Column;
        public int Turn;
        public double Share;
        public MapCarState State;
        public int SpeedKmh;
        public byte Charge;
    }
}
