using System.Runtime.InteropServices;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>
/// Files the available cars of one shard in cells of every level. To be used in the shard's own turns only:
/// <see cref="Note"/> after each change, <see cref="Flush"/> when a batch is done, <see cref="Retry"/> from time to time.
/// </summary>
/// <param name="shard">The shard's index.</param>
/// <param name="incarnation">Changes when the shard restarts.</param>
/// <param name="send">Tells a cell; throws when it could not be told, and is then tried again after the next <see cref="Retry"/>.</param>
public sealed class ShardFiling(int shard, long incarnation, Func<CellId, CellFiling, Task> send)
{
    private readonly Dictionary<CellId, ToldCell> _cells = [];
    private readonly ToldCell?[] _last = new ToldCell?[CellId.Levels]; // cars that are told together are often near each other
    private readonly List<ToldCell> _queued = [];
    private readonly List<ToldCell> _failed = [];
    // Apart, for the reason that KnownCars gives.
    private CellCar?[] _cars = [];
    private ulong[] _hashes = [];
    private long _sequence;

    /// <summary>How a car is filed now, or null.</summary>
    public CellCar? Filed(int slot) => slot < _cars.Length ? _cars[slot] : null;

    /// <summary>Takes a car's new state in.</summary>
    public void Note(in CarFacts facts)
    {
        var slot = facts.Handle.Slot;
        var before = At(slot);
        if (before.Car is null ? !facts.IsOnOffer : !FilingRules.IsNews(before.Car, facts)) return;
        Put(slot, before, FilingRules.File(facts), new(facts.Revision, facts.Fix?.At ?? before.Car?.Version.FixAt ?? default));
    }

    /// <summary>Takes in that a car which is filed has another place now, and nothing else is different.</summary>
    public void NoteMoved(int slot, in Fix fix)
    {
        var before = At(slot);
        var moved = FilingRules.Moved(before.Car!, fix);
        Put(slot, before, moved, moved.Version);
    }

    /// <summary>Takes in that a car has gone to another shard, which files it from now on, if it is on offer.</summary>
    public void NoteGone(int slot)
    {
        if (At(slot) is not { Car: { } car } before) return;
        // Later than what it was filed with, or cells would take it for the same said again.
        Put(slot, before, null, new(car.Version.Revision, car.Version.FixAt.AddTicks(1)));
    }

    private FiledCar At(int slot) => slot < _cars.Length ? new(_cars[slot], _hashes[slot]) : default;

    private void Put(int slot, in FiledCar before, CellCar? car, CarVersion gone)
    {
        var now = new FiledCar(car, CellDigestRules.Rehash(before.Car, before.Hash, car));
        if (slot >= _cars.Length)
        {
            Array.Resize(ref _cars, Math.Max(slot + 1, 2 * _cars.Length));
            Array.Resize(ref _hashes, _cars.Length);
        }
        (_cars[slot], _hashes[slot]) = (now.Car, now.Hash);
        for (var level = 0; level < CellId.Levels; level++) NoteAt(level, before, now, gone);
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
            if (!cell.Outbox.IsSending) _ = Send(cell);
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

    private void NoteAt(int level, in FiledCar before, in FiledCar now, CarVersion gone)
    {
        var from = before.Car is null ? null : Cell(CellId.Of(level, before.Car.Position));
        var to = now.Car is null ? null : Cell(CellId.Of(level, now.Car.Position));
        if (from is not null)
        {
            from.Digest = CellDigestRules.Toggle(from.Digest, before.Hash, -1);
            if (from != to)
            {
                from.Outbox.Remove(before.Car!, gone);
                if (!from.HasFailed) Queue(from);
            }
        }
        if (to is not null)
        {
            to.Digest = CellDigestRules.Toggle(to.Digest, now.Hash, 1);
            to.Outbox.Put(now.Car!);
            if (!to.HasFailed) Queue(to);
        }
    }

    private IEnumerable<CellCar> CarsOf(CellId cell)
    {
        foreach (var car in _cars)
        {
            if (car is not null && CellId.Of(cell.Level, car.Position) == cell) yield return car;
        }
    }

    private async Task Send(ToldCell cell)
    {
        var outbox = cell.Outbox;
        outbox.IsSending = true;
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
            outbox.IsSending = false;
        }
    }

    private ToldCell Cell(CellId id)
    {
        ref var last = ref _last[id.Level];
        if (last?.Id == id) return last;
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, id, out _);
        return last = cell ??= new(id);
    }

    private void Queue(ToldCell cell)
    {
        cell.HasFailed = false;
        if (cell.IsQueued || cell.Outbox.IsSending) return; // what sends goes on until nothing is left
        cell.IsQueued = true;
        _queued.Add(cell);
    }

    private readonly record struct FiledCar(CellCar? Car, ulong Hash);

    private sealed class ToldCell(CellId id)
    {
        public CellId Id => id;

        public CellOutbox Outbox { get; } = new();

        /// <summary>The sum over this shard's cars there, when everything in the outbox has been told.</summary>
        public CellDigest Digest { get; set; }

        public bool IsQueued { get; set; }

        /// <summary>Waits for <see cref="Retry"/>.</summary>
        public bool HasFailed { get; set; }
    }
}
