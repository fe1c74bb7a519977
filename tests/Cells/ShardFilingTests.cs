using FleetActors.Cells;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Cells;

/// <summary>Shards and cells over a network that fails, repeats and loses cells, until it is quiet.</summary>
public sealed class ShardFilingTests
{
    [Fact]
    public void Cells_know_the_cars_on_offer_once_the_network_is_quiet() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => new Network(seed).Run()).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData(1_871_586_349)]
    [InlineData(13_254)]
    public void A_cell_that_was_told_after_it_had_failed_is_not_forgotten_with_its_next_retry(int seed) => new Network(seed).Run();

    [Fact]
    public void The_noise_of_a_standing_car_is_not_filed()
    {
        var sent = new List<CellFiling>();
        var filing = new ShardFiling(0, 1, (_, message) => { sent.Add(message); return Task.CompletedTask; });
        Fix Fix(double latitude, int second, float charge = 80) => new(CellCars.T0.AddSeconds(second), new(latitude, 13), 0, 0, charge, 0);
        void Note(Fix fix, long revision = 1, VehicleStatus status = VehicleStatus.Available)
        {
            filing.Note(new(CellCars.Registration("car"), new(0, 0, 1), new(status, VehicleClass.Compact, true, 0), revision, fix));
            filing.Flush();
        }
        Note(Fix(52, 0));
        Assert.Equal(CellId.Levels, sent.Count);
        Note(Fix(52.00001, 1));
        Note(Fix(52, 2, charge: 79.5f));
        Assert.Equal(CellId.Levels, sent.Count);
        Note(Fix(52.0001, 3));
        Assert.Equal(2 * CellId.Levels, sent.Count);
        Note(Fix(52.0001, 4, charge: 78));
        Assert.Equal(3 * CellId.Levels, sent.Count);
        Note(Fix(52.0001, 4, charge: 78), revision: 2, VehicleStatus.Reserved);
        Assert.Equal(4 * CellId.Levels, sent.Count);
        Assert.All(sent[^CellId.Levels..], message => Assert.Equal(new(2, CellCars.T0.AddSeconds(4)), Assert.Single(message.Gone).Version));
    }

    [Theory]
    [InlineData(Propulsion.Electric, 58_000, 0, 50, 170_588)]
    [InlineData(Propulsion.Petrol, 0, 40_000, 100, 615_384)]
    [InlineData(Propulsion.Hydrogen, 0, 6_000, 10, 60_000)]
    [InlineData(Propulsion.PlugInHybrid, 12_000, 40_000, 0, 0)]
    public void A_range_is_what_a_middling_car_comes_to(Propulsion propulsion, int batteryWh, int tankMillilitres, float charge, int metres) =>
        Assert.Equal(metres, FilingRules.RangeMetres(
            CellCars.Registration("car") with { Propulsion = propulsion, BatteryWh = batteryWh, TankMillilitres = tankMillilitres }, charge));

    private sealed class Network(int seed)
    {
        private const int Shards = 2;
        private const int CarsOfShard = 6;

        private readonly Random _chance = new(seed);
        private readonly Dictionary<CellId, CellIndex> _cells = [];
        private readonly CarFacts[,] _cars = new CarFacts[Shards, CarsOfShard];
        private readonly List<TaskCompletionSource> _underWay = [];
        private readonly ShardFiling[] _shards = new ShardFiling[Shards];
        private bool _isQuiet;
        private bool _isAgreed; // from here on a filing means that sums differ which should not
        private int _incarnation;

        public void Run()
        {
            for (var shard = 0; shard < Shards; shard++) Restart(shard);
            for (var step = 1; step <= 120; step++) Step(step);
            _isQuiet = true;
            foreach (var message in _underWay) message.TrySetException(new TimeoutException());
            foreach (var shard in _shards)
            {
                shard.Retry();
                shard.Flush();
            }
            foreach (var cell in _cells.Keys.ToArray()) CompareAll(cell);
            _isAgreed = true;
            foreach (var cell in _cells.Keys.ToArray()) CompareAll(cell);
            foreach (var (cell, index) in _cells)
            {
                var expected = _cars.Cast<CarFacts>().Where(car => car.IsOnOffer && CellId.Of(cell.Level, car.Fix!.Value.Position) == cell);
                Assert.Equal(
                    expected.Select(car => (car.Registration.Id.Value, car.Fix!.Value.Position)).OrderBy(car => car.Value, StringComparer.Ordinal),
                    index.Tree.Cars().Select(car => (car.Vehicle.Value, car.Position)).OrderBy(car => car.Value, StringComparer.Ordinal));
            }
        }

        private void Step(int step)
        {
            var (shard, slot) = (_chance.Next(Shards), _chance.Next(CarsOfShard));
            switch (_chance.Next(20))
            {
                case 0: Restart(shard); break;
                case 1 when _cells.Count > 0: _cells.Remove(_cells.Keys.ElementAt(_chance.Next(_cells.Count))); break;
                case 2 when _cells.Count > 0: CompareAll(_cells.Keys.ElementAt(_chance.Next(_cells.Count))); break;
                case < 12: Move(shard, slot, step); break;
                default: Change(shard, slot); break;
            }
            foreach (var message in _underWay.ToArray())
            {
                if (_chance.Next(3) > 0) continue;
                _underWay.Remove(message);
                if (_chance.Next(4) == 0) message.TrySetException(new TimeoutException());
                else message.TrySetResult();
            }
            if (_chance.Next(4) == 0) _shards[shard].Retry();
            if (_chance.Next(2) == 0) _shards[shard].Flush();
        }

        private void Restart(int shard)
        {
            var incarnation = ++_incarnation;
            _shards[shard] = new(shard, incarnation, Send);
            for (var slot = 0; slot < CarsOfShard; slot++)
            {
                if (_cars[shard, slot].Registration is null)
                    _cars[shard, slot] = new(CellCars.Registration($"car-{shard}-{slot}"), new(shard, slot, 1), new(VehicleStatus.Available, VehicleClass.Compact, true, 0), 0, null);
                _shards[shard].Note(_cars[shard, slot]);
            }
        }

        private void Move(int shard, int slot, int step)
        {
            // Around a place where cells of every level meet.
            var fix = new Fix(CellCars.T0.AddSeconds(step), CellCars.Near(_chance, new(2, 4), 0.4), 0, 0, 80, step);
            _cars[shard, slot] = _cars[shard, slot] with { Fix = fix };
            _shards[shard].Note(_cars[shard, slot]);
        }

        private void Change(int shard, int slot)
        {
            var car = _cars[shard, slot];
            var status = car.Summary.Status == VehicleStatus.Available ? VehicleStatus.Reserved : VehicleStatus.Available;
            _cars[shard, slot] = car with { Summary = car.Summary with { Status = status }, Revision = car.Revision + 1 };
            _shards[shard].Note(_cars[shard, slot]);
        }

        private void CompareAll(CellId cell)
        {
            for (var shard = 0; shard < Shards; shard++)
            {
                _shards[shard].Compare(cell, _cells[cell].Digest(shard));
                _shards[shard].Flush();
            }
        }

        /// <summary>Delivers at once or later, or fails; what fails may have been delivered all the same.</summary>
        private async Task Send(CellId cell, CellFiling filing)
        {
            Assert.False(_isAgreed);
            if (!_isQuiet)
            {
                if (_chance.Next(4) == 0) Deliver(cell, filing);
                if (_chance.Next(5) == 0) throw new TimeoutException();
                var later = new TaskCompletionSource();
                _underWay.Add(later);
                await later.Task;
            }
            Deliver(cell, filing);
        }

        private void Deliver(CellId cell, CellFiling filing)
        {
            if (!_cells.TryGetValue(cell, out var index)) _cells[cell] = index = new(cell.Box);
            index.Take(filing);
            if (filing.Expected is { } expected && expected != index.Digest(filing.Shard)) _shards[filing.Shard].Compare(cell, null);
        }
    }
}
