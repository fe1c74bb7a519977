using System.Globalization;
using FleetActors.Contracts;

namespace FleetActors.Chaos;

/// <summary>
/// Customers who rent, side by side and from the same few cars. Each command is journalled before it is sent and after it is
/// answered; one whose outcome is unknown, also to an earlier child, is repeated under its id, as the SDK does.
/// </summary>
public sealed class Workers(IGrainFactory grains, Zombies zombies, TimeProvider clock, Journal journal, Random random)
{
    /// <summary>How often a command is sent by one child before it is left unknown.</summary>
    public const int MaxSendings = 4;

    /// <summary>After so many rentals the load counts as begun.</summary>
    public const int WarmRentals = 40;

    private const int HotCars = 24;
    private const double HotShare = 0.3, CancelShare = 0.1, AbandonShare = 0.25;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private int _rentals;

    /// <summary>Takes up what earlier children left open, then rents until <paramref name="cancellation"/>.</summary>
    /// <param name="round">Makes contract ids unique among children.</param>
    /// <param name="workers">How many at the same time.</param>
    /// <param name="open">Contracts that are not over.</param>
    /// <param name="cancellation">Ends the load after the lifecycles under way.</param>
    public Task RentAsync(int round, int workers, IEnumerable<Trail> open, CancellationToken cancellation)
    {
        var left = open.Where(trail => !IsAbandoned(trail)).Chunk(workers).ToArray();
        return Task.WhenAll(Enumerable.Range(0, workers).Select(worker =>
        {
            var own = new Random(random.Next());
            return Task.Run(() => WorkAsync(round, worker, [.. left.Where(chunk => worker < chunk.Length).Select(chunk => chunk[worker])], own, cancellation), CancellationToken.None);
        }));
    }

    /// <summary>Brings everything that earlier children left open to its end; what was abandoned is cancelled.</summary>
    public Task FinishAsync(IEnumerable<Trail> open, int atOnce) => Parallel.ForEachAsync(
        open,
        new ParallelOptions { MaxDegreeOfParallelism = atOnce },
        async (trail, _) =>
        {
            if (IsAbandoned(trail)) await AskAsync(trail, Asked.Cancel);
            else await GoOnAsync(trail, isCancelling: false);
        });

    /// <summary>Some customers never ask again: then only the contract's deadline gives the car free. The same ones for every child.</summary>
    private static bool IsAbandoned(Trail trail) =>
        trail.Unknown == Asked.Reserve && new Random(trail.Car * 1_000 + trail.Customer).NextDouble() < AbandonShare;

    private async Task WorkAsync(int round, int worker, Trail[] left, Random own, CancellationToken cancellation)
    {
        foreach (var trail in left) await GoOnAsync(trail, isCancelling: false);
        for (var number = 0; !cancellation.IsCancellationRequested; number++)
        {
            var car = own.NextDouble() < HotShare ? own.Next(HotCars) : own.Next(ChaosFleet.Cars);
            var id = string.Create(CultureInfo.InvariantCulture, $"k{round}w{worker}n{number}");
            await GoOnAsync(new Trail(id, car, own.Next(ChaosFleet.Customers)), own.NextDouble() < CancelShare);
        }
    }

    private async Task GoOnAsync(Trail trail, bool isCancelling)
    {
        if (trail.Sent == Asked.Nothing || trail.Unknown == Asked.Reserve)
        {
            if (!await AskAsync(trail, Asked.Reserve)) return;
        }
        if (isCancelling || trail.Unknown == Asked.Cancel)
        {
            await AskAsync(trail, Asked.Cancel);
            return;
        }
        var zombie = trail.Sent.HasFlag(Asked.End) ? null : await zombies.LeaveBehindAsync(trail);
        if (!trail.Acknowledged.HasFlag(Asked.Start) && !await AskAsync(trail, Asked.Start)) return;
        if (!await AskAsync(trail, Asked.End)) return;
        if (zombie is not null) await zombies.WriteAsync(zombie);
        if (Interlocked.Increment(ref _rentals) == WarmRentals) journal.Write(Journal.Loaded);
    }

    /// <summary>Whether it was accepted; false also when nobody knows.</summary>
    private async Task<bool> AskAsync(Trail trail, Asked command)
    {
        trail.NoteSent(command, clock.GetUtcNow().ToUnixTimeMilliseconds());
        journal.Sent(trail, command);
        for (var sending = 1; sending <= MaxSendings; sending++)
        {
            try
            {
                var refused = (await SendAsync(trail, command)).Refused;
                trail.NoteAnswer(command, refused is null);
                journal.Answered(trail, command, refused?.Code);
                if (refused is not null) journal.Write(Journal.Count, refused.Code, 1);
                return refused is null;
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException)
            {
                journal.Write(Journal.Count, "unknown", 1);
                await Task.Delay(Pause);
            }
        }
        return false;
    }

    private Task<Outcome<ContractReceipt>> SendAsync(Trail trail, Asked command)
    {
        var contract = grains.GetGrain<IContractGrain>(new ContractKey(ChaosFleet.Fleet, new(trail.Contract)).ToString());
        var header = new CommandHeader(
            new CommandId($"{trail.Contract}.{command}"), ChaosFleet.Worker, DateTimeOffset.FromUnixTimeMilliseconds(trail.IssuedAtMs(command)));
        return command switch
        {
            Asked.Reserve => contract.Reserve(header, ChaosFleet.Reservation(trail), CancellationToken.None),
            Asked.Start => contract.Start(header, new StartRental(), CancellationToken.None),
            Asked.End => contract.End(header, new EndRental(), CancellationToken.None),
            Asked.Cancel => contract.Cancel(header, new CancelContract(), CancellationToken.None),
            _ => throw new InvalidOperationException($"Nobody sends {command}."),
        };
    }
}
