using FleetActors.Simulation;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Tests.Simulation.Kernel;

public sealed class TrafficKernelTests
{
    private const int Long = 20_000;

    [Theory]
    [InlineData(1, 400, 300)]
    [InlineData(2, 3_000, 60)] // far more than the streets hold: queues, spill-back and teleports
    [InlineData(3, 20_000, 15_000)] // more than one shard of cars
    public void The_number_of_threads_does_not_show(int seed, int cars, int rampSeconds)
    {
        var town = new KernelTown(seed, cars, rampSeconds);
        var alone = Play(town, threads: 1);
        Assert.Equal(alone, Play(town, threads: 2));
        Assert.Equal(alone, Play(town, threads: 3));
        Assert.Equal(cars, alone.Arrivals);
    }

    [Fact]
    public void Another_seed_has_another_hash()
    {
        Assert.NotEqual(
            Play(new KernelTown(1, 400, 300), threads: 1).EventHash,
            Play(new KernelTown(2, 400, 300), threads: 1).EventHash);
    }

    [Theory]
    [InlineData(7, 600, 60, 1)]
    [InlineData(8, 2_500, 60, 2)] // jams, so that cars are met in every phase
    public void A_trip_cut_short_ends_where_was_told_and_takes_no_other_car_along(int seed, int cars, int rampSeconds, int threads)
    {
        var town = new KernelTown(seed, cars, rampSeconds, TrafficModel.Standard with { PatienceMs = 60_000 });
        using var kernel = town.Begin(threads);
        var random = SimulationRandom.ForStream(seed, stream: 7);
        var told = new Dictionary<int, int>();
        var met = new HashSet<CarPhase>();
        var arrived = 0;
        KernelTown.RunToEnd(kernel, Long, () =>
        {
            foreach (var arrival in kernel.Arrivals)
            {
                arrived++;
                Assert.Equal(told.TryGetValue(arrival.Car, out var last) ? last : town.Routes[arrival.Car][^1], arrival.Link);
                Assert.Equal(town.Network.LinkTo[arrival.Link], kernel.Read(arrival.Car).Place);
            }

            for (var n = 0; n < 3; n++)
            {
                var car = random.Below(cars);
                var phase = kernel.Read(car).Phase;
                if (phase == CarPhase.Parked || told.ContainsKey(car)) continue;
                met.Add(phase);
                if (kernel.EndSoon(car) is { } last) told[car] = last;
                else Assert.Equal(CarPhase.Lifted, phase);
            }
        });
        Assert.Equal(cars, arrived);
        Assert.True(told.Count > cars / 20, $"{told.Count} were cut short");
        Assert.Superset(new HashSet<CarPhase> { CarPhase.Entering, CarPhase.Driving, CarPhase.Queued }, met);
    }

    [Fact]
    public void A_link_takes_its_free_time_while_it_is_empty_and_longer_the_more_cars_stand_on_it()
    {
        var town = new KernelTown(2, 3_000, 60);
        using var kernel = town.Begin(threads: 1);
        for (var link = 0; link < town.Network.LinkCount; link++) Assert.InRange(kernel.PresentTravelMs(link), town.Network.LinkTravelMs[link] - 1, town.Network.LinkTravelMs[link]);
        var slowest = 0.0;
        KernelTown.RunToEnd(kernel, Long, () =>
        {
            for (var link = 0; link < town.Network.LinkCount; link++)
            {
                var presentMs = kernel.PresentTravelMs(link);
                Assert.True(presentMs >= town.Network.LinkTravelMs[link] - 1);
                slowest = Math.Max(slowest, (double)presentMs / town.Network.LinkTravelMs[link]);
            }
        });
        Assert.True(slowest > 5, $"{slowest}");
    }

    [Theory]
    [InlineData(5, 1_500, 120)]
    [InlineData(6, 200, 400)]
    public void No_car_is_lost_or_made_and_no_street_holds_more_than_it_can(int seed, int cars, int rampSeconds)
    {
        var town = new KernelTown(seed, cars, rampSeconds, TrafficModel.Standard with { PatienceMs = 120_000 });
        using var kernel = town.Begin(threads: 2);
        var fullest = 0;
        KernelTown.RunToEnd(kernel, Long, () =>
        {
            var onRoads = 0;
            for (var link = 0; link < town.Network.LinkCount; link++)
            {
                var here = kernel.CarsOn(link);
                Assert.InRange(here, 0, town.Roads.StorageOf(link));
                fullest = Math.Max(fullest, here);
                onRoads += here;
            }

            var phases = new int[6];
            for (var car = 0; car < cars; car++) phases[(int)kernel.Read(car).Phase]++;
            Assert.Equal(onRoads, phases[(int)CarPhase.Driving] + phases[(int)CarPhase.Queued]);
            Assert.Equal(cars, phases.Sum());
            Assert.InRange(kernel.Tallies.Departures - kernel.Tallies.Arrivals, onRoads, cars);
        });
        Assert.Equal(cars, kernel.Tallies.Arrivals);
        Assert.True(fullest > 1);
    }

    [Theory]
    [InlineData(2, 3_000, 60)]
    [InlineData(11, 2_500, 30)]
    public void A_town_that_is_locked_moves_on_as_cars_are_carried_past_the_jam(int seed, int cars, int rampSeconds)
    {
        const int PatienceMs = 60_000;
        var town = new KernelTown(seed, cars, rampSeconds, TrafficModel.Standard with { PatienceMs = PatienceMs });
        using var kernel = town.Begin(threads: 2);
        var (lastMs, events, wasAnyCarried) = (0, 0L, false);
        KernelTown.RunToEnd(kernel, Long, () =>
        {
            var now = kernel.Tallies;
            if (now.Passages + now.Arrivals + now.Teleports > events) (lastMs, events) = (kernel.NowMs, now.Passages + now.Arrivals + now.Teleports);
            Assert.InRange(kernel.NowMs - lastMs, 0, PatienceMs + 2 * TrafficKernel.StepMs);
            for (var car = 0; car < cars && !wasAnyCarried; car++) wasAnyCarried = kernel.Read(car).Phase == CarPhase.Lifted;
        });
        Assert.Equal(cars, kernel.Tallies.Arrivals);
        Assert.True(kernel.Tallies.Teleports > 0);
        Assert.True(wasAnyCarried);
    }

    [Fact]
    public void A_car_alone_drives_its_route_link_by_link_and_pays_for_it_from_its_battery()
    {
        var town = new KernelTown(seed: 9, cars: 1, rampSeconds: 1);
        using var kernel = town.Begin(threads: 1);
        var seen = new List<int>();
        var charge = town.StartCharge;
        var steps = KernelTown.RunToEnd(kernel, Long, () =>
        {
            var reading = kernel.Read(0);
            Assert.True(reading.BatteryJ <= charge);
            charge = reading.BatteryJ;
            if (reading.Phase is CarPhase.Parked or CarPhase.Entering) return;
            Assert.InRange(reading.OffsetMm, 0, town.Network.LinkLengthMm[reading.Place]);
            if (seen.Count == 0 || seen[^1] != reading.Place) seen.Add(reading.Place);
        });
        Assert.Equal(town.Routes[0], seen);
        Assert.True(charge < town.StartCharge);
        Assert.Equal(town.Routes[0].Sum(link => (long)town.Network.LinkLengthMm[link]), kernel.Tallies.DrivenMm);
        var free = town.Routes[0].Sum(link => (long)town.Network.LinkTravelMs[link]);
        Assert.InRange(kernel.Tallies.TripMs, free, free + 2_000L * town.Routes[0].Length);
        Assert.InRange(steps * 1_000L, kernel.Tallies.TripMs, kernel.Tallies.TripMs + 3_000);
    }

    [Fact]
    public void A_plugged_in_car_charges_to_what_was_asked_and_is_told()
    {
        var town = new KernelTown(seed: 4, cars: 1, rampSeconds: 1);
        using var kernel = new TrafficKernel(town.Roads, town.Store, cars: 1);
        kernel.Place(0, node: 3, batteryJ: 1_000_000);
        kernel.Charge(0, watts: 10_000, untilJ: 1_100_000);
        var ended = 0;
        for (var second = 1; second <= 30 && ended == 0; second++)
        {
            kernel.Step();
            if (!kernel.Charged.IsEmpty) ended = second;
        }

        Assert.Equal(10, ended);
        Assert.Equal(1_100_000, kernel.Read(0).BatteryJ);
        Assert.Equal(CarPhase.Parked, kernel.Read(0).Phase);
    }

    [Fact]
    public void A_step_allocates_nothing_once_lists_have_grown()
    {
        var town = new KernelTown(seed: 8, cars: 600, rampSeconds: 300);
        using (var first = town.Begin(threads: 1)) KernelTown.RunToEnd(first, Long);
        using var kernel = town.Begin(threads: 1);
        for (var second = 0; second < 200; second++) kernel.Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var second = 0; second < 20; second++) kernel.Step();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_096); // a list may still grow now and then
    }

    private static KernelTallies Play(KernelTown town, int threads)
    {
        using var kernel = town.Begin(threads);
        KernelTown.RunToEnd(kernel, Long);
        return kernel.Tallies;
    }
}
