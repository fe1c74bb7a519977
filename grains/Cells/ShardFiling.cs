using System.Runtime.InteropServices;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>
/// Files the available cars of one shard in cells of every level. To be used in the shard's own turns only:
/// <see cref="Note"/> after each change, <see cref="Flush"/> when a batch is done, <see cref="Retry"/> from time to time.
/// </summary>
/// <remarks>What is kept of a car is written in place, and its id once: there is nothing young in it that a collection would look for.</remarks>
/// <param name="shard">The shard's index.</param>
/// <param name="incarnation">Changes when the shard restarts.</param>
/// <param name="send">Tells a cell; throws when it could not be told, and is then tried again after the next <see cref="Retry"/>.</param>
public sealed class ShardFiling(int shard, long incarnation, Func<CellId, CellFiling, Task> send)
{
    private readonly Dictionary<CellId, ToldCell> _cells = [];
    private readonly ToldCell?[] _last = new ToldCell?[CellId.Levels]; // cars that are told together are often near each other
    private readonly List<ToldCell> _queued = [];
    private readonly List<ToldCell> _failed = [];
    private readonly Chunked<FiledCar> _cars = new();
    private int _end;
    private long _sequence;

    /// <summary>How a car is filed now, or null.</summary>
    public CellCar? Filed(int slot) => slot < _end && _cars.Read(slot) is { IsFiled: true, Car: var car } ? car : null;

    /// <summary>Takes a car's new state in.</summary>
    /// <returns>Whether it is filed anew.</returns>
    public bool Note(in CarFacts facts)
    {
        var slot = facts.Handle.Slot;
        var before = Filed(slot);
        if (before is not { } filed ? !facts.IsOnOffer : !FilingRules.IsNews(filed, facts)) return false;
        Put(slot, before, FilingRules.File(facts), new(facts.Revision, facts.Fix?.At ?? before?.Version.FixAt ?? default));
        return true;
    }

    /// <summary>Takes in that a car which is filed has another place now, and nothing else is different.</summary>
    public void NoteMoved(int slot, in Fix fix)
    {
        var before = _cars[slot].Car;
        var moved = FilingRules.Moved(before, fix);
        Put(slot, before, moved, moved.Version);
    }

    /// <summary>Takes in that a car has gone to another shard, which files it from now on, if it is on offer.</summary>
    public void NoteGone(int slot)
    {
        if (Filed(slot) is not { } car) return;
        // Later than what it was filed with, or cells would take it for the same said again.
        Put(slot, car, null, new(car.Version.Revision, car.Version.FixAt.AddTicks(1)));
    }

    private void Put(int slot, CellCar? before, CellCar? now, CarVersion gone)
    {
        ref var car = ref _cars.At(slot);
        _end = Math.Max(_end, slot + 1);
        var hashBefore = car.Hash;
        (car.Hash, car.IsFiled) = (CellDigestRules.Rehash(before, hashBefore, now), now is not null);
        if (now is { } filed) car.Car = FilingRules.InPlaceOf(car.Car, filed);
        for (var level = 0; level < CellId.Levels; level++)
        {
            var from = before is { } earlier ? Cell(CellId.Of(level, earlier.Position)) : null;
            var to = now is { } later ? Cell(CellId.Of(level, later.Position)) : null;
            if (from is not null)
            {
                from.Digest = CellDigestRules.Toggle(from.Digest, hashBefore, -1);
                if (from != to) Tell(from).Remove(slot, gone);
            }
            if (to is null) continue;
            to.Digest = CellDigestRules.Toggle(to.Digest, car.Hash, 1);
            Tell(to).Put(slot);
        }
    }

    private CellOutbox Tell(ToldCell cell)
    {
        if (!cell.HasFailed) Queue(cell);
        return cell.Outbox;
    }

    /// <summary>A cell compares its sum; null when it has just started, or has found that sums differ: then everything is listed.</summary>
    public void Compare(CellId cell, CellDigest? known)
    {
        if (known is not null && known == (_cells.TryGetValue(cell, out var told) ? told.Digest : default(CellDigest))) return;
        var differing = Cell(cell);
        if (known is null) differing.Outbox.List(CarsOf(cell), ++_sequence);
        else differing.Outbox.WantsCheck = true; // a filing may be under way: the next one says what the sum is after it
        Queue(differing);
    }

    /// <summary>Sends what waits to every cell that has no message under way.</summary>
    public void Flush()
    {
        if (_queued.Count == 0) return;
        var queued = _queued.ToArray();
        _queued.Clear();
        foreach (var cell in queued)
        {
            cell.IsQueued = false;
            if (!cell.Outbox.IsBusy) _ = Send(cell);
        }
    }

    /// <summary>Cells that could not be told are told again with the next flush. The pause between is the caller's.</summary>
    public void Retry()
    {
        foreach (var cell in _failed)
        {
            if (cell.HasFailed) Queue(cell); // else it was told since, and may be one that has been given up for another of its name
        }
        _failed.Clear();
    }

    private CellCar CarOf(int slot) => _cars[slot].Car;

    private IEnumerable<CellCar> CarsOf(CellId cell)
    {
        for (var slot = 0; slot < _end; slot++)
        {
            if (Filed(slot) is { } car && CellId.Of(cell.Level, car.Position) == cell) yield return car;
        }
    }

    private async Task Send(ToldCell cell)
    {
        var outbox = cell.Outbox;
        outbox.IsBusy = true;
        try
        {
            while (!outbox.IsEmpty)
            {
                var filing = outbox.Next(shard, incarnation, ++_sequence, cell.Digest);
                await send(cell.Id, filing);
                outbox.Sent(filing);
            }
            if (cell.Digest.Cars > 0) return;
            _cells.Remove(cell.Id);
            if (_last[cell.Id.Level] == cell) _last[cell.Id.Level] = null;
        }
        catch (Exception)
        {
            // Nothing is lost: it stays in the outbox, and is told again after a pause. The cell compares sums from time to time.
            cell.HasFailed = true;
            _failed.Add(cell);
        }
        finally
        {
            outbox.IsBusy = false;
        }
    }

    private ToldCell Cell(CellId id)
    {
        ref var last = ref _last[id.Level];
        if (last?.Id == id) return last;
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, id, out _);
        return last = cell ??= new(id, CarOf);
    }

    private void Queue(ToldCell cell)
    {
        cell.HasFailed = false;
        if (cell.IsQueued || cell.Outbox.IsBusy) return; // what sends goes on until nothing is left
        cell.IsQueued = true;
        _queued.Add(cell);
    }

    private struct FiledCar
    {
        public CellCar Car; // as it was last filed, also when it is not any more
        public ulong Hash;
        public bool IsFiled;
    }

    private sealed class ToldCell(CellId id, Func<int, CellCar> carOf)
    {
        public CellId Id => id;

        public CellOutbox Outbox { get; } = new(carOf);

        /// <summary>The sum over this shard's cars there, when everything in the outbox has been told.</summary>
        public CellDigest Digest { get; set; }

        public bool IsQueued { get; set; }

        /// <summary>Waits for <see cref="Retry"/>.</summary>
        public bool HasFailed { get; set; }
    }
}
