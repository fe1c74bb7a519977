using System.Collections.Immutable;

namespace FleetActors.Cells;

/// <summary>
/// What a shard still has to tell one cell. One message is under way at a time, so that filings arrive in order and a slow cell
/// slows nobody down: what changes meanwhile is merged, at most one entry a car.
/// </summary>
public sealed class CellOutbox
{
    /// <summary>Room for more changes is given back when it is not needed for long: each collection looks through all of it.</summary>
    private const int KeptRoom = 64;

    private const int SeldomUsed = 4;

    private readonly Dictionary<VehicleId, (CarVersion Version, CellCar? Car)> _changes = [];
    private readonly Queue<ImmutableArray<CellCar>> _listing = new();
    private long _listingSequence;
    private int _most;

    /// <summary>Whether a message is under way.</summary>
    public bool IsSending { get; set; }

    /// <summary>Whether the cell is to be told what its sum must be after a filing that tells all that has changed.</summary>
    public bool WantsCheck { get; set; }

    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => _changes.Count == 0 && _listing.Count == 0 && !WantsCheck;

    /// <summary>A car is here.</summary>
    public void Put(CellCar car) => _changes[car.Vehicle] = (car.Version, car);

    /// <summary>A car is not here any more.</summary>
    public void Remove(VehicleId vehicle, CarVersion version) => _changes[vehicle] = (version, null);

    /// <summary>All cars are told; changes that wait are part of it.</summary>
    public void List(IEnumerable<CellCar> cars, long sequence)
    {
        WantsCheck = false;
        _changes.Clear();
        _listing.Clear();
        foreach (var some in cars.Chunk(FilingLimits.MaxCars)) _listing.Enqueue(ImmutableArray.Create(some));
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
        var cars = ImmutableArray.CreateBuilder<CellCar>();
        var gone = ImmutableArray.CreateBuilder<GoneCar>();
        foreach (var (vehicle, change) in _changes.Take(FilingLimits.MaxCars))
        {
            if (change.Car is { } car) cars.Add(car);
            else gone.Add(new(vehicle, change.Version));
        }
        return new(shard, incarnation, sequence, FilingKind.Change, cars.ToImmutable(), gone.ToImmutable())
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
        foreach (var car in filing.Cars) Done(car.Vehicle, car.Version, isHere: true);
        foreach (var gone in filing.Gone) Done(gone.Vehicle, gone.Version, isHere: false);
        if (_changes.Count == 0) GiveRoomBack();
    }

    /// <summary>After a start or a listing most of the room is never used again; where many cars move, it is used all the time.</summary>
    private void GiveRoomBack()
    {
        if (_changes.Capacity > KeptRoom && _most < _changes.Capacity / SeldomUsed) _changes.TrimExcess();
        _most = 0;
    }

    private void Done(VehicleId vehicle, CarVersion version, bool isHere)
    {
        if (_changes.TryGetValue(vehicle, out var waiting) && waiting.Version == version && waiting.Car is not null == isHere)
            _changes.Remove(vehicle);
    }
}
