using System.Diagnostics;
using System.Globalization;
using FleetActors.Records;

namespace FleetActors.Benchmarks.Contracts;

/// <summary>Lifecycles through <see cref="BareContractGrain"/>, as <see cref="ContractLoad"/> runs them through the product.</summary>
public sealed class BareLoad(IGrainFactory grains, int pairs)
{
    private readonly GrainAddress<IBareContractGrain> _contracts = new(grains);
    private int _round;

    /// <summary>Runs lifecycles for a time, so many at once; their number a second.</summary>
    public async Task<double> Run(int atOnce, TimeSpan time)
    {
        var round = _round++;
        var watch = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(worker => Task.Run(() => Work(round, worker, pairs / atOnce, watch, time))));
        return done.Sum() / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Calls of warm grains that do nothing, so many at once; their number a second.</summary>
    public async Task<double> Calls(int atOnce, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(worker => Task.Run(() => Touch(worker, watch, time))));
        return done.Sum() / watch.Elapsed.TotalSeconds;
    }

    private async Task<int> Touch(int worker, Stopwatch watch, TimeSpan time)
    {
        const int Times = 200;
        var caller = _contracts.Of(Name('t', worker));
        var done = 0;
        while (watch.Elapsed < time) done += await caller.Touch(Name('w', worker), Times);
        return done;
    }

    private async Task<int> Work(int round, int worker, int own, Stopwatch watch, TimeSpan time)
    {
        var done = 0;
        for (; watch.Elapsed < time; done++)
        {
            var pair = worker * own + done % own;
            var contract = _contracts.Of(string.Create(CultureInfo.InvariantCulture, $"b{round}.{worker}.{done}"));
            await contract.Reserve(Name('v', pair), Name('c', pair));
            await contract.Start();
            await contract.End();
        }
        return done;
    }

    private static string Name(char kind, int pair) => string.Create(CultureInfo.InvariantCulture, $"{kind}{pair}");
}
