using System.Reflection;
using System.Security.Cryptography;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Tests.Simulation.Kernel;

/// <summary>A kernel that is saved between two steps and goes on in another one.</summary>
public sealed class KernelCheckpointTests
{
    private const int Cars = 2_500;
    private const int EndMs = 900_000;

    /// <summary>What follows from the roads, and is made anew from them.</summary>
    private static readonly string[] Constant = [nameof(KernelArrays.Traits), nameof(KernelArrays.OutSegments)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_resumed_kernel_ends_as_one_that_never_stopped(int threads)
    {
        var (straight, saved) = PlayAndSave();
        Assert.Equal(straight, PlayOn(saved, threads));
    }

    /// <summary>Each piece of the state in turn is that of a fresh kernel: then the course is another.</summary>
    [Fact]
    public void Nothing_that_is_saved_may_be_left_out()
    {
        var (straight, saved) = PlayAndSave();
        var town = Town();
        using var fresh = new TrafficKernel(town.Roads, town.Store, Cars);
        var (pieces, blank) = (StatePieces.Of(saved), StatePieces.Of(Save(fresh)));
        // All but what only a kernel that shares its roads has.
        var told = pieces.Names.Where(name => !pieces.SameAs(blank, name)).ToArray();
        Assert.Equal(pieces.Names.Except(["_crossed"]), told);
        // Without their ways, queues of cars have no end, and a kernel would not come back from looking for it.
        Assert.All(told.Except([nameof(KernelArrays.Way)]), name => Assert.False(PlayOn(pieces.With(blank, name), threads: 1) == straight, $"{name} can be left out"));
    }

    [Fact]
    public void Every_array_of_a_kernel_is_saved_or_follows_from_the_roads()
    {
        var (_, saved) = PlayAndSave();
        var arrays = typeof(KernelArrays).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(AlignedArray<>)).Select(property => property.Name).ToArray();
        Assert.NotEmpty(arrays);
        Assert.Empty(arrays.Except(Constant).Except(StatePieces.Of(saved).Names));
    }

    [Fact]
    public void A_state_of_other_cars_or_without_an_end_is_refused()
    {
        var (_, saved) = PlayAndSave();
        var town = Town();
        using var smaller = new TrafficKernel(town.Roads, town.Store, Cars - 1);
        Assert.Throws<InvalidDataException>(() => smaller.Load(new MemoryStream(saved)));
        using var same = new TrafficKernel(town.Roads, town.Store, Cars);
        Assert.Throws<InvalidDataException>(() => same.Load(new MemoryStream(saved[..(saved.Length / 2)])));
    }

    [Fact]
    public void A_store_of_routes_goes_on_with_what_it_had()
    {
        var town = Town();
        // Two chunks and a half, of which the first is given back.
        var routes = Enumerable.Range(0, 12_000).Select(i => town.Store.Add(town.Routes[i % Cars])).ToArray();
        foreach (var route in routes.Take(8_000)) town.Store.Release(route);
        using var stream = new MemoryStream();
        town.Store.State(StateStream.To(stream));
        stream.Position = 0;
        var again = new RouteStore(town.Network);
        again.State(StateStream.From(stream));
        Assert.Equal(town.Store.Bytes, again.Bytes);
        Assert.All(routes, route => Assert.Equal(town.Store.WordAt(route.Cursor), again.WordAt(route.Cursor)));
        Assert.All(town.Routes, links => Assert.Equal(town.Store.Add(links), again.Add(links)));
    }

    /// <summary>More cars than the streets hold, so that there are queues, cars beside the road, and cars that were taken off it.</summary>
    private static KernelTown Town() => new(seed: 12, Cars, rampSeconds: 120, TrafficModel.Standard with { PatienceMs = 60_000 });

    private static ((KernelTallies Tallies, string State) Straight, byte[] Saved) PlayAndSave()
    {
        var town = Town();
        using var kernel = town.Begin(threads: 1);
        PlayUntil(kernel, town, () => kernel.Tallies.Teleports > 0 && !kernel.Charged.IsEmpty && kernel.Arrivals.ToArray().Any(arrival => Charges(arrival.Car))
            && Enumerable.Range(0, Cars).Any(car => kernel.Read(car).Phase == CarPhase.Charging));
        Assert.True(kernel.NowMs < EndMs / 2);
        var saved = Save(kernel);
        PlayUntil(kernel, town, () => false);
        return (End(kernel), saved);
    }

    private static (KernelTallies Tallies, string State) PlayOn(byte[] saved, int threads)
    {
        var town = Town();
        using var kernel = new TrafficKernel(town.Roads, town.Store, Cars, threads: threads);
        kernel.Load(new MemoryStream(saved));
        PlayUntil(kernel, town, () => false);
        return End(kernel);
    }

    /// <summary>What was counted, and all that the kernel knows in the end.</summary>
    private static (KernelTallies Tallies, string State) End(TrafficKernel kernel) => (kernel.Tallies, Convert.ToHexString(SHA256.HashData(Save(kernel))));

    private static bool Charges(int car) => car % 3 > 0;

    private static byte[] Save(TrafficKernel kernel)
    {
        using var stream = new MemoryStream();
        kernel.Save(stream);
        return stream.ToArray();
    }

    /// <summary>Two of three cars charge after each trip and drives on. What they do follows from the kernel's own words, so that it needs no checkpoint.</summary>
    private static void PlayUntil(TrafficKernel kernel, KernelTown town, Func<bool> isEnough)
    {
        const int ChargerW = 20_000;
        while (kernel.NowMs < EndMs && !isEnough())
        {
            foreach (var arrival in kernel.Arrivals)
            {
                if (Charges(arrival.Car)) kernel.Charge(arrival.Car, ChargerW, town.StartCharge);
            }

            foreach (var car in kernel.Charged)
                kernel.Depart(car, town.RouteFrom(kernel.Read(car).Place), kernel.NowMs);
            kernel.Step();
        }
    }
}
