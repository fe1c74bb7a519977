using System.Collections.Immutable;
using FleetActors.Cells;
using FleetActors.Fleets;

namespace FleetActors.Telemetry.Watching;

/// <summary>The squares of a grid over a rectangle, row by row from the south-west: which zones each lies in, and of which that is not certain.</summary>
/// <param name="Box">The rectangle.</param>
/// <param name="Side">Squares on a side.</param>
/// <param name="Inside">For each square the zones that all of it lies in, a bit each.</param>
/// <param name="Unsure">For each square the zones whose border, or the strip along it, touches it.</param>
public sealed record ClassifiedSquares(GeoBox Box, int Side, ulong[] Inside, ulong[] Unsure)
{
    /// <summary>The rectangle of one square.</summary>
    public GeoBox BoxOf(int square)
    {
        var (height, width) = ((Box.North - Box.South) / Side, (Box.East - Box.West) / Side);
        var (south, west) = (Box.South + square / Side * height, Box.West + square % Side * width);
        return new(south, west, south + height, west + width);
    }
}

/// <summary>Sorts the squares of a grid by the zones they lie in. What is called certain is certain; what is unsure may be either.</summary>
public static class ZoneSquareRules
{
    /// <summary>The strip along a border is taken a little wider than it is, so that rounding cannot make anything certain that is not.</summary>
    private const double StripMetres = ZoneBorderRules.LeftMetres * 1.05 + 0.1;

    private const double LeastCosine = 0.01;

    /// <summary>The rectangle around all zones and the strips along their borders. Outside it no car counts as in any.</summary>
    public static GeoBox Around(ImmutableArray<Zone> zones)
    {
        var (south, west, north, east) = (90.0, 180.0, -90.0, -180.0);
        foreach (var zone in zones)
        {
            var (latitudes, longitudes) = Strip(zone.Ring);
            foreach (var point in zone.Ring)
            {
                (south, north) = (Math.Min(south, point.Latitude - latitudes), Math.Max(north, point.Latitude + latitudes));
                (west, east) = (Math.Min(west, point.Longitude - longitudes), Math.Max(east, point.Longitude + longitudes));
            }
        }
        return new(south, west, north, east);
    }

    /// <summary>Sorts the squares of a rectangle.</summary>
    /// <param name="zones">All zones.</param>
    /// <param name="wanted">Those that are looked at, a bit each.</param>
    /// <param name="box">The rectangle.</param>
    /// <param name="side">Squares on a side.</param>
    public static ClassifiedSquares Classify(ImmutableArray<Zone> zones, ulong wanted, GeoBox box, int side)
    {
        var squares = new ClassifiedSquares(box, side, new ulong[side * side], new ulong[side * side]);
        for (var zone = 0; zone < zones.Length; zone++)
        {
            var bit = 1UL << zone;
            if ((wanted & bit) == 0) continue;
            MarkBorder(squares, zones[zone].Ring, bit);
            MarkInside(squares, zones[zone].Ring, bit);
        }
        return squares;
    }

    /// <summary>Marks every square that comes as near to the ring as the strip is wide.</summary>
    private static void MarkBorder(ClassifiedSquares squares, ImmutableArray<GeoPoint> ring, ulong bit)
    {
        var (box, side) = (squares.Box, squares.Side);
        var (height, width) = ((box.North - box.South) / side, (box.East - box.West) / side);
        var (latitudes, longitudes) = Strip(ring);
        var from = ring[^1];
        foreach (var to in ring)
        {
            var first = Place((Math.Min(from.Latitude, to.Latitude) - latitudes - box.South) / height);
            var last = Place((Math.Max(from.Latitude, to.Latitude) + latitudes - box.South) / height);
            for (var row = Math.Max(0, first); row <= Math.Min(side - 1, last); row++)
            {
                var south = box.South + row * height;
                var (west, east) = LongitudesBetween(from, to, south - latitudes, south + height + latitudes);
                var firstColumn = Place((west - longitudes - box.West) / width);
                var lastColumn = Place((east + longitudes - box.West) / width);
                for (var column = Math.Max(0, firstColumn); column <= Math.Min(side - 1, lastColumn); column++)
                    squares.Unsure[row * side + column] |= bit;
            }
            from = to;
        }
    }

    /// <summary>Marks the squares that no border touches and whose middle is inside.</summary>
    private static void MarkInside(ClassifiedSquares squares, ImmutableArray<GeoPoint> ring, ulong bit)
    {
        var (box, side) = (squares.Box, squares.Side);
        var (height, width) = ((box.North - box.South) / side, (box.East - box.West) / side);
        var crossings = new List<double>();
        for (var row = 0; row < side; row++)
        {
            Crossings(ring, box.South + (row + 0.5) * height, crossings);
            var passed = 0;
            for (var column = 0; column < side; column++)
            {
                var middle = box.West + (column + 0.5) * width;
                while (passed < crossings.Count && crossings[passed] <= middle) passed++;
                var square = row * side + column;
                if ((passed & 1) == 1 && (squares.Unsure[square] & bit) == 0) squares.Inside[square] |= bit;
            }
        }
    }

    /// <summary>Where the ring crosses a parallel, from west to east.</summary>
    private static void Crossings(ImmutableArray<GeoPoint> ring, double latitude, List<double> crossings)
    {
        crossings.Clear();
        var from = ring[^1];
        foreach (var to in ring)
        {
            if ((from.Latitude > latitude) != (to.Latitude > latitude))
                crossings.Add(from.Longitude + (latitude - from.Latitude) / (to.Latitude - from.Latitude) * (to.Longitude - from.Longitude));
            from = to;
        }
        crossings.Sort();
    }

    /// <summary>From where to where an edge reaches between two parallels.</summary>
    private static (double West, double East) LongitudesBetween(GeoPoint from, GeoPoint to, double south, double north)
    {
        if (from.Latitude == to.Latitude) return (Math.Min(from.Longitude, to.Longitude), Math.Max(from.Longitude, to.Longitude));
        var a = At(Math.Clamp((south - from.Latitude) / (to.Latitude - from.Latitude), 0, 1));
        var b = At(Math.Clamp((north - from.Latitude) / (to.Latitude - from.Latitude), 0, 1));
        return (Math.Min(a, b), Math.Max(a, b));

        double At(double part) => from.Longitude + part * (to.Longitude - from.Longitude);
    }

    /// <summary>The width of the strip in degrees of latitude and, where the ring is farthest from the equator, of longitude.</summary>
    private static (double Latitudes, double Longitudes) Strip(ImmutableArray<GeoPoint> ring)
    {
        var latitudes = StripMetres / GreatCircle.MetresPerDegree;
        var farthest = ring.Max(point => Math.Abs(point.Latitude)) + latitudes;
        var cosine = farthest >= 90 ? LeastCosine : Math.Max(LeastCosine, Math.Cos(farthest * (Math.PI / 180)));
        return (latitudes, latitudes / cosine);
    }

    private static int Place(double squares) => (int)Math.Clamp(Math.Floor(squares), -1, int.MaxValue / 2);
}
