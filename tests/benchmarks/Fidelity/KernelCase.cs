using System.Diagnostics;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Benchmarks.Fidelity;

/// <summary>Drives a case with the kernel.</summary>
internal static class KernelCase
{
    private const int SampleEveryS = 5;

    /// <summary>Runs until every trip has ended or <paramref name="endS"/> is reached.</summary>
    public static FidelityRun Run(FidelityCase world, int endS)
    {
        var store = new RouteStore(world.Roads);
        using var kernel = new TrafficKernel(new KernelRoads(world.Roads), store, world.Trips.Length);
        var outcomes = new FidelityOutcome[world.Trips.Length];
        var meter = new FlowMeter(world, kernel);
        var (next, arrived) = (0, 0);
        var began = Stopwatch.GetTimestamp();
        for (var second = 0; second < endS && arrived < outcomes.Length; second++)
        {
            for (; next < outcomes.Length && world.Trips[next].DepartS <= second; next++)
            {
                kernel.Place(next, world.Roads.LinkFrom[world.Trips[next].Links[0]], batteryJ: 0);
                kernel.Depart(next, store.Add(world.Trips[next].Links), world.Trips[next].DepartS * 1_000);
            }

            kernel.Step();
            foreach (var arrival in kernel.Arrivals)
            {
                outcomes[arrival.Car] = new FidelityOutcome(arrival.StartedMs - world.Trips[arrival.Car].DepartS * 1_000, arrival.AtMs - arrival.StartedMs);
                arrived++;
            }

            if ((second + 1) % SampleEveryS == 0) meter.Sample((second + 1) % 60 == 0);
        }

        return new FidelityRun(outcomes, meter.Samples, kernel.Tallies.Teleports, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Density and flow of every link, minute by minute.</summary>
    private sealed class FlowMeter(FidelityCase world, TrafficKernel kernel)
    {
        private readonly double[] _cars = new double[world.Roads.LinkCount];
        private readonly int[] _left = new int[world.Roads.LinkCount];
        private int _looks;

        public List<FlowSample> Samples { get; } = [];

        public void Sample(bool isMinuteOver)
        {
            _looks++;
            for (var link = 0; link < _cars.Length; link++) _cars[link] += kernel.CarsOn(link);
            if (!isMinuteOver) return;
            for (var link = 0; link < _cars.Length; link++)
            {
                var left = kernel.LeftFrom(link);
                if (_cars[link] > 0)
                    Samples.Add(new FlowSample(_cars[link] / _looks / (world.Roads.LinkLengthMm[link] / 1e6), (left - _left[link]) * 60.0));
                (_cars[link], _left[link]) = (0, left);
            }

            _looks = 0;
        }
    }
}
