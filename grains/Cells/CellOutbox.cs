using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace FleetActors.Cells;

/// <summary>
/// What a shard still has to tell one cell. One message is under way at a time, so that filings arrive in order and a slow cell
/// slows nobody down: what changes meanwhile is merged, at most one entry a car.
/// </summary>
/// <param name="carOf">How the car of a slot is filed now, or was last.</param>
public sealed class CellOutbox(Func<int, CellCar> carOf)
{
    /// <summary>Room for more changes is given back when it is not needed for long: each collection looks through all of it.</summary>
    private const int KeptRoom = 64;

    private const int SeldomUsed = 4;

    private readonly Dictionary<int, Change> _changes = []; // by slot: a slot is never given to another car
    private readonly List<KeyValuePair<int, Change>> _underWay = [];
    private readonly Queue<ImmutableArray<CellCar>> _listing = new();
    private long _listingSequence;
    private long _lastChange;
    private int _most;

    /// <summary>Whether a message is under way.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether the cell is to be told what its sum must be after a filing that tells all that has changed.</summary>
    public bool WantsCheck { get; set; }

    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => _changes.Count == 0 && _listing.Count == 0 && !WantsCheck;

    /// <summary>The car of a slot is here, as it is filed now.</summary>
    public void Put(int slot) => _changes[slot] = new(++_lastChange, IsHere: true, default);

    /// <summary>The car of a slot is not here any more.</summary>
    /// <param name="slot">Whose.</param>
    /// <param name="version">Of its state since.</param>
    public void Remove(int slot, CarVersion version) => _changes[slot] = new(++_lastChange, IsHere: false, version);

    /// <summary>All cars are told; changes that wait are part of it.</summary>
    public void List(IEnumerable<CellCar> cars, long sequence)
    {
        WantsCheck = false;
        _changes.Clear();
        _listing.Clear();
        foreach (var some in cars.Chunk(FilingLimits.MaxCars)) _listing.Enqueue(ImmutableCollectionsMarshal.AsImmutableArray(some));
        if (_listing.Count == 0) _listing.Enqueue([]);
        _listingSequence = sequence;
    }

    /// <summary>The next message; it stays here until <see cref="Sent"/>.</summary>
    /// <param name="shard">The shard's index.</param>
    /// <param name="incarnation">Changes when the shard restarts.</param>
    /// <param name="sequence">Counts the shard's filings.</param>
    /// <param name="digest">The sum when everything that waits here has been told.</param>
    public CellFiling Next(int shard, long incarnation, long sequence, CellDigest digest)
    {
        if (_listing.TryPeek(out var listed))
            return new(shard, incarnation, _listingSequence, _listing.Count == 1 ? FilingKind.ListingEnd : FilingKind.ListingPart, listed, []);
        _most = Math.Max(_most, _changes.Count);
        _underWay.Clear();
        _underWay.AddRange(_changes.Take(FilingLimits.MaxCars));
        var cars = ImmutableArray.CreateBuilder<CellCar>(_underWay.Count);
        var gone = ImmutableArray.CreateBuilder<GoneCar>();
        foreach (var (slot, change) in _underWay)
        {
            var car = carOf(slot);
            if (change.IsHere) cars.Add(car);
            else gone.Add(new(car.Vehicle, change.Version, car.Handle));
        }
        return new(shard, incarnation, sequence, FilingKind.Change, cars.DrainToImmutable(), gone.DrainToImmutable())
        {
            Expected = WantsCheck && _changes.Count <= FilingLimits.MaxCars ? digest : null,
        };
    }

    /// <summary>A message has been taken in: what it said need not be said again, unless it has changed since.</summary>
    public void Sent(CellFiling filing)
    {
        if (filing.Kind != FilingKind.Change)
        {
            if (filing.Sequence == _listingSequence) _listing.TryDequeue(out _);
            return;
        }
        if (filing.Expected is not null) WantsCheck = false;
        foreach (var (slot, told) in _underWay)
        {
            if (_changes.TryGetValue(slot, out var waiting) && waiting == told) _changes.Remove(slot);
        }
        _underWay.Clear();
        if (_changes.Count == 0) GiveRoomBack();
    }

    /// <summary>After a start or a listing most of the room is never used again; where many cars move, it is used all the time.</summary>
    private void GiveRoomBack()
    {
        if (_changes.Capacity > KeptRoom && _most < _changes.Capacity / SeldomUsed)
        {
            _changes.TrimExcess();
            _underWay.TrimExcess();
        }
        _most = 0;
    }

    /// <summary>That a car is here, or is not any more. No two have the same number.</summary>
    private readonly record struct Change(long Number, bool IsHere, CarVersion Version);
}
