using System.Diagnostics;

namespace FleetActors.Chaos;

/// <summary>Holds that were in doubt when the silo became ready: each must be resolved within <see cref="Patience"/>.</summary>
public sealed class HoldWatch(Snapshot snapshot)
{
    /// <summary>From readiness on.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);
    private readonly List<(string Name, Func<Task<bool>> IsOpen)> _inDoubt = [];

    /// <summary>Finds the holds that are past their time to ask at <paramref name="now"/>, before the silo starts.</summary>
    public async Task FindAsync(DateTimeOffset now)
    {
        for (var number = 0; number < ChaosFleet.Cars; number++)
        {
            var car = number;
            if ((await snapshot.CarAsync(car))?.Current is { } turn && turn.IsFirm is false && now > turn.AskAfter)
                _inDoubt.Add((await NameAsync($"car {car}", turn.Contract), async () =>
                    (await snapshot.CarAsync(car))?.Current is { } later && later.Number == turn.Number && !later.IsFirm && later.StartedAt is null));
        }
        for (var number = 0; number < ChaosFleet.Customers; number++)
        {
            var customer = number;
            foreach (var hold in (await snapshot.CustomerAsync(customer))?.Contracts ?? [])
            {
                if (hold.IsInDoubt(now))
                    _inDoubt.Add((await NameAsync($"customer {customer}", hold.Contract), async () => (await snapshot.CustomerAsync(customer))!.Contracts
                        .Any(later => later.Contract == hold.Contract && later.Attempt == hold.Attempt && later.Phase == hold.Phase)));
            }
        }
    }

    /// <summary>Tells also what was left of the contract: one without events cannot know whom it holds.</summary>
    private async Task<string> NameAsync(string holder, ContractId contract) =>
        $"{holder} by {contract}, of which {(await snapshot.ContractAsync(contract.Value)).Length} events were left,";

    /// <summary>Waits for them. Answers how many there were and after how long the last was resolved; says which were not.</summary>
    public async Task<(int Holds, long TookMs)> WaitAsync(Findings findings)
    {
        var (holds, since) = (_inDoubt.Count, Stopwatch.StartNew());
        while (_inDoubt.Count > 0)
        {
            for (var i = _inDoubt.Count - 1; i >= 0; i--)
                if (!await _inDoubt[i].IsOpen()) _inDoubt.RemoveAt(i);
            if (_inDoubt.Count == 0) break;
            if (since.Elapsed > Patience)
            {
                _inDoubt.ForEach(hold => findings.Add($"the hold of {hold.Name} was in doubt and is not resolved {Patience.TotalSeconds:F0} s after readiness"));
                break;
            }
            await Task.Delay(Period);
        }
        return (holds, holds == 0 ? 0 : since.ElapsedMilliseconds);
    }
}
