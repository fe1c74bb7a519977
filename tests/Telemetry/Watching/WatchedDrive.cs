using System.Collections.Immutable;
using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Telemetry.Watching;

namespace FleetActors.Tests.Telemetry.Watching;

/// <summary>A random world of zones, limits and a car that drives through it, from a seed; and what plain reading says of each fix.</summary>
internal sealed class WatchedDrive
{
    private const double South = 52, West = 13;
    private readonly Random _chance;

    public WatchedDrive(int seed)
    {
        _chance = new(seed);
        var zones = Enumerable.Range(0, _chance.Next(1, 6)).Select(Star).ToImmutableArray();
        var limits = new WatchLimits(
            _chance.Next(3) == 0 ? 0 : 100, _chance.Next(3) == 0 ? 0 : 20, _chance.Next(3) > 0, _chance.Next(4) > 0);
        Digest = new(limits, new(1, zones));
    }

    public WatchDigest Digest { get; }

    /// <summary>Fixes of a drive: steps of a few metres to some hundreds, with speeds and charges around their limits.</summary>
    public IEnumerable<PackedFix> Fixes(int count)
    {
        var (latitude, longitude) = (South + _chance.NextDouble() * 0.1, West + _chance.NextDouble() * 0.1);
        for (var n = 0; n < count; n++)
        {
            var step = _chance.Next(4) == 0 ? 0.004 : 0.0002;
            latitude += (_chance.NextDouble() - 0.5) * step;
            longitude += (_chance.NextDouble() - 0.5) * step;
            if (_chance.Next(8) == 0) (latitude, longitude) = NearBorder();
            var speed = _chance.Next(3) switch { 0 => 90 + _chance.Next(0, 20), 1 => _chance.Next(0, 14), _ => 95 + _chance.Next(0, 11) / 2f };
            yield return new(new Fix(DateTimeOffset.UnixEpoch.AddSeconds(n + 1), new(latitude, longitude), speed, 0, 15 + _chance.Next(0, 24) / 2f, n));
        }
    }

    private (double, double) NearBorder()
    {
        var zones = Digest.Zones.Zones;
        var ring = zones[_chance.Next(zones.Length)].Ring;
        var (corner, next, part) = (_chance.Next(ring.Length), 0, _chance.NextDouble());
        next = (corner + 1) % ring.Length;
        return (
            ring[corner].Latitude + part * (ring[next].Latitude - ring[corner].Latitude) + (_chance.NextDouble() - 0.5) * 0.001,
            ring[corner].Longitude + part * (ring[next].Longitude - ring[corner].Longitude) + (_chance.NextDouble() - 0.5) * 0.001);
    }

    /// <summary>A star around a place: a ring with corners that point in and out.</summary>
    private Zone Star(int number)
    {
        var (latitude, longitude, corners) = (South + _chance.NextDouble() * 0.1, West + _chance.NextDouble() * 0.1, _chance.Next(3, 20));
        var ring = Enumerable.Range(0, corners).Select(corner =>
        {
            var (angle, radius) = (2 * Math.PI * corner / corners, 0.002 + _chance.NextDouble() * 0.03);
            return new GeoPoint(latitude + radius * Math.Sin(angle), longitude + radius * Math.Cos(angle));
        });
        return new($"zone-{number}", "Zone", [.. ring]);
    }
}

/// <summary>Reads fixes one by one as a person would: every zone by its whole ring, every limit by its words.</summary>
internal sealed class PlainReading(WatchDigest digest)
{
    private readonly HashSet<int> _in = [];
    private bool _isFirst = true;
    private (bool Speeding, bool Low, bool Moving) _known;

    /// <summary>What a fix shows: names of what began, of zones entered and left.</summary>
    public SortedSet<string> Read(in PackedFix packed, bool mayDrive)
    {
        var (fix, limits, seen) = (packed.Unpack(), digest.Limits, new SortedSet<string>(StringComparer.Ordinal));
        for (var zone = 0; zone < digest.Watched.Length; zone++)
        {
            var isIn = IsIn(digest.Watched[zone].Ring, fix.Position, _in.Contains(zone));
            if (!_isFirst && isIn != _in.Contains(zone)) seen.Add($"{(isIn ? "entered" : "left")} {zone}");
            if (isIn) _in.Add(zone);
            else _in.Remove(zone);
        }
        _isFirst = false;
        if (mayDrive) _known.Moving = false;
        var speeding = limits.SpeedKmh > 0 && (fix.SpeedKmh > limits.SpeedKmh || (_known.Speeding && fix.SpeedKmh >= limits.SpeedKmh - 5));
        var low = limits.ChargePercent > 0 && (fix.ChargePercent <= limits.ChargePercent || (_known.Low && fix.ChargePercent < limits.ChargePercent + 5));
        var moving = limits.MovingWithoutContract && !mayDrive && (fix.SpeedKmh > 10 || (_known.Moving && fix.SpeedKmh > 3));
        if (speeding && !_known.Speeding) seen.Add("speeding");
        if (low && !_known.Low) seen.Add("low");
        if (moving && !_known.Moving) seen.Add("moving");
        _known = (speeding, low, moving);
        return seen;
    }

    /// <summary>Inside by the even-odd rule, or inside before and a point of the border within 30 m, looked for in small steps along it.</summary>
    private static bool IsIn(ImmutableArray<GeoPoint> ring, GeoPoint place, bool wasIn) =>
        ZoneRules.Contains(ring, place) || (wasIn && NearestMetres(ring, place) <= ZoneBorderRules.LeftMetres);

    private static double NearestMetres(ImmutableArray<GeoPoint> ring, GeoPoint place)
    {
        var nearest = double.MaxValue;
        for (var corner = 0; corner < ring.Length; corner++)
        {
            var (from, to) = (ring[corner], ring[(corner + 1) % ring.Length]);
            var (low, high) = (0.0, 1.0);
            for (var n = 0; n < 60; n++) // the distance along a straight edge has one minimum
            {
                var (a, b) = (low + (high - low) / 3, high - (high - low) / 3);
                if (Metres(a) < Metres(b)) high = b;
                else low = a;
            }
            nearest = Math.Min(nearest, Metres(low));

            double Metres(double part) => GreatCircle.Metres(place, new(
                from.Latitude + part * (to.Latitude - from.Latitude), from.Longitude + part * (to.Longitude - from.Longitude)));
        }
        return nearest;
    }
}
