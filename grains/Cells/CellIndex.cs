using System.Runtime.InteropServices;

namespace FleetActors.Cells;

/// <summary>
/// What a cell knows: the newest filing of each car, and the tree of those that are here. Filings may come twice, late and out
/// of order: a version that is not newer changes nothing, and a car that has gone is remembered for a while so that an older
/// filing does not bring it back.
/// </summary>
public sealed class CellIndex(GeoBox box)
{
    /// <summary>
    /// The most departures that are remembered, or a quarter as many as cars are here where that is more: most come back. A car
    /// that an old filing brings back after it was forgotten is found out by comparing digests, in live fleets.
    /// </summary>
    public const int MaxGone = 16_384;

    private readonly KnownCars _known = new();
    private readonly GoneCars _gone = new();
    private readonly Dictionary<int, CellDigest> _digests = [];
    private readonly Dictionary<int, FilingSource> _oldest = [];

    /// <summary>The cars that are here, for readers on any thread while filings come in.</summary>
    public CellTree Tree { get; } = new(box);

    /// <summary>Takes a filing in.</summary>
    public void Take(CellFiling filing)
    {
        var source = new FilingSource(filing.Shard, filing.Incarnation, filing.Sequence);
        NoteOldest(source);
        foreach (ref readonly var car in filing.Cars.AsSpan()) Put(car, isHere: true, source);
        foreach (var gone in filing.Gone) Put(new() { Vehicle = gone.Vehicle, Version = gone.Version, Handle = gone.Handle }, isHere: false, source);
        if (filing.Kind == FilingKind.ListingEnd) RemoveUnlisted(source);
    }

    /// <summary>The sum over a shard's cars.</summary>
    public CellDigest Digest(int shard) => _digests.GetValueOrDefault(shard);

    private void Put(in CellCar car, bool isHere, FilingSource source)
    {
        var exists = _known.TryGet(car.Vehicle, car.Handle, out var known);
        known ??= _known.Add(car.Vehicle);
        // A shard that has restarted knows what is so now, though its fixes may be older than those that it had; what its
        // earlier incarnation said and comes late counts no more.
        // And a car only ever goes to a shard of a greater index: then what its earlier shard says counts no more.
        var order = exists ? source.OrderOfIncarnation(known.Source) : 1;
        if (order < 0) return;
        if (order == 0 && car.Version <= known.Car.Version)
        {
            // Said again: a listing must not take for missing what it names.
            if (car.Version != known.Car.Version) return;
            AddUp(known, -1);
            known.Source = source;
            AddUp(known, 1);
            return;
        }
        AddUp(known, -1);
        (known.Source, known.Hash) = (source, CellDigestRules.Rehash(known.IsHere ? known.Car : null, known.Hash, isHere ? car : null));
        if (known.IsHere && isHere)
        {
            Tree.Move(known, car);
        }
        else
        {
            if (known.IsHere) Tree.Remove(known);
            known.Set(car, isHere);
            if (isHere) Tree.Add(known);
        }
        AddUp(known, 1);
        if (isHere) return;
        _gone.Add(known);
        // Two for one, so that it shrinks when fewer are here.
        for (var n = 0; n < 2 && _gone.Count > Math.Max(MaxGone, Tree.Count / 4); n++)
            if (_gone.TakeOldest() is { } longGone) _known.Remove(longGone);
    }

    /// <summary>Remembers a shard's oldest filing; one of no incarnation when there were filings of several.</summary>
    private void NoteOldest(FilingSource source)
    {
        ref var oldest = ref CollectionsMarshal.GetValueRefOrAddDefault(_oldest, source.Shard, out var exists);
        if (!exists) oldest = source;
        else if (source.Incarnation != oldest.Incarnation) oldest = default;
        else if (source.Sequence < oldest.Sequence) oldest = source;
    }

    private void RemoveUnlisted(FilingSource listing)
    {
        if (!IsBefore(_oldest[listing.Shard], listing)) return; // as when both have just started: then there is nothing to look for in all cars
        _oldest[listing.Shard] = listing;
        var unlisted = _known.All()
            .Where(known => known.IsHere && known.Source.Shard == listing.Shard && IsBefore(known.Source, listing))
            .ToArray();
        foreach (var known in unlisted)
        {
            // No version is remembered: the shard says that it does not have the car here, not since when.
            AddUp(known, -1);
            Tree.Remove(known);
            known.Set(new() { Vehicle = known.Vehicle }, isHere: false);
            _known.Remove(known);
        }
    }

    private void AddUp(KnownCar known, int change)
    {
        if (!known.IsHere) return;
        ref var digest = ref CollectionsMarshal.GetValueRefOrAddDefault(_digests, known.Source.Shard, out _);
        digest = CellDigestRules.Toggle(digest, known.Hash, change);
    }

    private static bool IsBefore(FilingSource source, FilingSource listing) =>
        source.Incarnation != listing.Incarnation || source.Sequence < listing.Sequence;
}
