using System.Runtime.InteropServices;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>
/// Files the available cars of one shard in cells of every level. To be used in the shard's own turns only:
/// <see cref="Note"/> after each change, <see cref="Flush"/> when a batch is done.
/// </summary>
/// <param name="shard">The shard's index.</param>
/// <param name="incarnation">Changes when the shard restarts.</param>
/// <param name="send">Tells a cell; throws when it could not be told, and is then tried again with the next flush.</param>
public sealed class ShardFiling(int shard, long incarnation, Func<CellId, CellFiling, Task> send)
{
    private readonly Dictionary<CellId, CellOutbox> _outboxes = [];
    private readonly Dictionary<CellId, CellDigest> _digests = [];
    private readonly List<CellId> _touched = [];
    private CellCar?[] _filed = [];
    private long _sequence;

    /// <summary>How a car is filed now, or null.</summary>
    public CellCar? Filed(int slot) => slot < _filed.Length ? _filed[slot] : null;

    /// <summary>Takes a car's new state in.</summary>
    public void Note(in CarFacts facts)
    {
        var slot = facts.Handle.Slot;
        var before = Filed(slot);
        if (before is null ? !facts.IsOnOffer : !FilingRules.IsNews(before, facts)) return;
        var now = FilingRules.File(facts);
        if (slot >= _filed.Length) Array.Resize(ref _filed, Math.Max(slot + 1, 2 * _filed.Length));
        _filed[slot] = now;
        var gone = new CarVersion(facts.Revision, facts.Fix?.At ?? before?.Version.FixAt ?? default);
        for (var level = 0; level < CellId.Levels; level++)
        {
            var from = before is null ? (CellId?)null : CellId.Of(level, before.Position);
            var to = now is null ? (CellId?)null : CellId.Of(level, now.Position);
            if (from is { } old) Count(old, before!, -1);
            if (to is { } place)
            {
                Count(place, now!, 1);
                Outbox(place).Put(now!);
            }
            if (from is { } left && (from != to || before!.Vehicle != now!.Vehicle)) Outbox(left).Remove(before!.Vehicle, gone);
        }
    }

    /// <summary>A cell compares its sum; null when it has just started. Lists everything when the sums differ.</summary>
    public void Compare(CellId cell, CellDigest? known)
    {
        var own = _digests.GetValueOrDefault(cell);
        if (known == own) return;
        var outbox = Outbox(cell);
        if (!outbox.IsListing || known is null) outbox.List(_filed.OfType<CellCar>().Where(car => CellId.Of(cell.Level, car.Position) == cell), ++_sequence);
    }

    /// <summary>Sends what waits to every cell that has no message under way.</summary>
    public void Flush()
    {
        if (_touched.Count == 0) return;
        var touched = _touched.ToArray();
        _touched.Clear();
        foreach (var cell in touched)
        {
            if (_outboxes.TryGetValue(cell, out var outbox) && !outbox.IsSending) _ = Send(cell, outbox);
        }
    }

    private async Task Send(CellId cell, CellOutbox outbox)
    {
        outbox.IsSending = true;
        try
        {
            while (!outbox.IsEmpty)
            {
                var filing = outbox.Next(shard, incarnation, ++_sequence);
                await send(cell, filing);
                outbox.Sent(filing);
            }
            _outboxes.Remove(cell);
        }
        catch (Exception)
        {
            // Nothing is lost: it stays in the outbox, and the cell compares sums from time to time.
            _touched.Add(cell);
        }
        finally
        {
            outbox.IsSending = false;
        }
    }

    private CellOutbox Outbox(CellId cell)
    {
        ref var outbox = ref CollectionsMarshal.GetValueRefOrAddDefault(_outboxes, cell, out _);
        outbox ??= new();
        if (!outbox.IsSending) _touched.Add(cell);
        return outbox;
    }

    private void Count(CellId cell, CellCar car, int change)
    {
        ref var digest = ref CollectionsMarshal.GetValueRefOrAddDefault(_digests, cell, out _);
        digest = CellDigestRules.Toggle(digest, car, change);
        if (digest.Cars == 0) _digests.Remove(cell);
    }
}
