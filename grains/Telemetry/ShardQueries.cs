using System.Collections.Immutable;

namespace FleetActors.Telemetry;

/// <summary>Questions to the arrays of a shard, answered by looking at every slot.</summary>
public static class ShardQueries
{
    /// <summary>Rounding must not lose a car at the very edge of the radius, in metres.</summary>
    private const double EdgeMetres = 1;

    /// <summary>The nearest cars that fit, nearest first; equal distances by slot.</summary>
    public static ImmutableArray<VehicleSighting> Near(ShardSlots slots, int shard, Nearby question)
    {
        var nearest = new PriorityQueue<int, (double Metres, int Slot)>(question.Limit + 1, FarthestFirst.Instance);
        var latitudeReach = (question.RadiusMetres + EdgeMetres) / GreatCircle.MetresPerDegree;
        for (var slot = 0; slot < slots.Count; slot++)
        {
            if (slots.LatestFix(slot) is not { } fix || slots.IsGone(slot)) continue;
            if (Math.Abs(fix.Position.Latitude - question.Place.Latitude) > latitudeReach) continue;
            if (!Fits(slots.Summary(slot).Summary, fix, question)) continue;
            var metres = GreatCircle.Metres(question.Place, fix.Position);
            if (metres > question.RadiusMetres) continue;
            nearest.Enqueue(slot, (metres, slot));
            if (nearest.Count > question.Limit) nearest.Dequeue();
        }
        var found = new VehicleSighting[nearest.Count];
        while (nearest.TryDequeue(out var slot, out var rank)) found[nearest.Count] = slots.Sighting(shard, slot, rank.Metres);
        return ImmutableArray.Create(found);
    }

    /// <summary>Cars that fit a search, by id.</summary>
    public static ImmutableArray<VehicleSighting> Find(ShardSlots slots, int shard, VehicleSearch search)
    {
        var limit = Math.Clamp(search.Limit, 1, IVehicleShardGrain.MaxPage);
        var found = new SortedSet<(string Id, int Slot)>(ById.Instance);
        for (var slot = 0; slot < slots.Count; slot++)
        {
            if (slots.IsGone(slot)) continue;
            if (search.Status is { } status && slots.Summary(slot).Summary.Status != status) continue;
            if (search.Text is { } text && !slots.StartsWith(slot, text)) continue;
            found.Add((slots.Registration(slot).Id.Value, slot));
            if (found.Count > limit) found.Remove(found.Max);
        }
        return [.. found.Select(car => slots.Sighting(shard, car.Slot, null))];
    }

    /// <summary>All cars with a fix for the live map.</summary>
    public static byte[] Frame(ShardSlots slots)
    {
        var frame = new byte[slots.Count * MapDot.Size];
        var length = 0;
        for (var slot = 0; slot < slots.Count; slot++)
        {
            if (slots.LatestFix(slot) is not { } fix || slots.IsGone(slot)) continue;
            var heading = (byte)((int)(fix.HeadingDegrees * 256 / 360) & 0xff);
            new MapDot(
                slot, fix.Position.Latitude, fix.Position.Longitude, heading, (byte)Math.Min(fix.SpeedKmh, byte.MaxValue),
                slots.Summary(slot).Summary.Status, (byte)fix.ChargePercent).Write(frame.AsSpan(length));
            length += MapDot.Size;
        }
        Array.Resize(ref frame, length);
        return frame;
    }

    /// <summary>How many of each.</summary>
    public static ShardCounts Counts(ShardSlots slots)
    {
        var byStatus = new int[Enum.GetValues<Vehicles.VehicleStatus>().Length + 1];
        var (withFix, withoutContact) = (0, 0);
        for (var slot = 0; slot < slots.Count; slot++)
        {
            if (slots.IsGone(slot)) continue;
            var summary = slots.Summary(slot).Summary;
            byStatus[(int)summary.Status]++;
            if (!summary.IsContactable) withoutContact++;
            if (slots.LatestFix(slot) is not null) withFix++;
        }
        return new(slots.Cars, ImmutableArray.Create(byStatus), withFix, withoutContact, slots.Quarantine.Counts);
    }

    /// <summary>Cars in slot order from a slot on. Looks at so many slots as may be answered: where cars have gone, it answers fewer.</summary>
    public static ShardPage Page(ShardSlots slots, int shard, int from, int limit)
    {
        var first = Math.Clamp(from, 0, slots.Count);
        var end = Math.Min(slots.Count, first + Math.Clamp(limit, 1, IVehicleShardGrain.MaxPage));
        var vehicles = Enumerable.Range(first, end - first).Where(slot => !slots.IsGone(slot)).Select(slot => slots.Sighting(shard, slot, null));
        return new([.. vehicles], end < slots.Count ? end : null);
    }

    private static bool Fits(in VehicleSummary summary, in Fix fix, Nearby question) =>
        (question.Status is not { } status || summary.Status == status)
        && (question.Class is not { } category || summary.Class == category)
        && fix.ChargePercent >= question.MinChargePercent;

    private sealed class FarthestFirst : IComparer<(double Metres, int Slot)>
    {
        public static FarthestFirst Instance { get; } = new();

        public int Compare((double Metres, int Slot) x, (double Metres, int Slot) y) => y.CompareTo(x);
    }

    private sealed class ById : IComparer<(string Id, int Slot)>
    {
        public static ById Instance { get; } = new();

        public int Compare((string Id, int Slot) x, (string Id, int Slot) y) => string.CompareOrdinal(x.Id, y.Id);
    }
}
