using System.Collections.Immutable;
using System.Numerics;
using FleetActors.Cells;
using FleetActors.Fleets;

namespace FleetActors.Telemetry.Watching;

/// <summary>
/// Which zones a place is in, by two grids: in most squares one look tells, without any polygon. Only a square that a border
/// (or the strip along it where leaving is not yet certain) runs through asks the polygons of those borders.
/// </summary>
public sealed class ZoneGrid
{
    /// <summary>Numbers from here on are no sets: the place is near a border.</summary>
    public const ushort Border = 1 << 15;

    /// <summary>Squares on a side of the coarse grid.</summary>
    public const int CoarseSide = 64;

    /// <summary>Squares on a side of each fine grid, which stand where a border runs through a square of the coarse one.</summary>
    public const int FineSide = 32;

    private readonly ImmutableArray<Zone> _zones;
    private readonly ZoneSquares? _coarse;
    private readonly ZoneSquares?[] _fine = [];

    /// <summary>Prepares zones; at most 64.</summary>
    public ZoneGrid(ImmutableArray<Zone> zones)
    {
        _zones = zones;
        if (zones.IsEmpty) return;
        var all = ulong.MaxValue >> (64 - zones.Length);
        var box = ZoneSquareRules.Around(zones);
        var coarse = ZoneSquareRules.Classify(zones, all, box, CoarseSide);
        _fine = new ZoneSquares?[coarse.Unsure.Length];
        for (var square = 0; square < _fine.Length; square++)
        {
            if (coarse.Unsure[square] == 0) continue;
            var fine = ZoneSquareRules.Classify(zones, coarse.Unsure[square], coarse.BoxOf(square), FineSide);
            _fine[square] = new(fine, coarse.Inside[square], Sets);
        }
        _coarse = new(coarse, 0, Sets);
    }

    /// <summary>Numbers of the sets that occur.</summary>
    public ZoneSets Sets { get; } = new();

    /// <summary>The number of the set of zones that a place is in, or <see cref="Border"/> or more where that takes a closer look.</summary>
    public ushort At(int latitudeE7, int longitudeE7)
    {
        if (_coarse is not { } coarse || coarse.SquareOf(latitudeE7, longitudeE7) is not (>= 0 and var square)) return 0;
        var number = coarse[square];
        return number < Border ? number : _fine[square]!.At(latitudeE7, longitudeE7);
    }

    /// <summary>The zones that a car counts as in, a bit each.</summary>
    /// <param name="fix">Where it is.</param>
    /// <param name="before">The zones that it counted as in before.</param>
    public ulong ZonesAt(in PackedFix fix, ulong before)
    {
        if (_coarse is not { } coarse || coarse.SquareOf(fix.LatitudeE7, fix.LongitudeE7) is not (>= 0 and var square)) return 0;
        if (coarse[square] < Border) return Sets.Of(coarse[square]);
        var (zones, unsure) = _fine[square]!.Of(fix.LatitudeE7, fix.LongitudeE7);
        var place = new GeoPoint(fix.LatitudeE7 / PackedFix.StepsPerDegree, fix.LongitudeE7 / PackedFix.StepsPerDegree);
        for (; unsure != 0; unsure &= unsure - 1)
        {
            var bit = unsure & (~unsure + 1);
            if (ZoneBorderRules.IsIn(_zones[BitOperations.TrailingZeroCount(unsure)].Ring, place, (before & bit) != 0)) zones |= bit;
        }
        return zones;
    }
}

/// <summary>The squares of one grid, each as one number.</summary>
internal sealed class ZoneSquares
{
    private readonly ushort[] _numbers;
    private readonly ClassifiedSquares _classes;
    private readonly ulong _everywhere;
    private readonly double _southE7;
    private readonly double _westE7;
    private readonly double _rowsPerStep;
    private readonly double _columnsPerStep;

    /// <summary>Numbers classified squares.</summary>
    /// <param name="classes">The squares.</param>
    /// <param name="everywhere">Zones that all of them lie in for certain, besides those that were classified.</param>
    /// <param name="sets">Gives the numbers.</param>
    public ZoneSquares(ClassifiedSquares classes, ulong everywhere, ZoneSets sets)
    {
        (_classes, _everywhere) = (classes, everywhere);
        var box = classes.Box;
        (_southE7, _westE7) = (box.South * PackedFix.StepsPerDegree, box.West * PackedFix.StepsPerDegree);
        _rowsPerStep = classes.Side / ((box.North - box.South) * PackedFix.StepsPerDegree);
        _columnsPerStep = classes.Side / ((box.East - box.West) * PackedFix.StepsPerDegree);
        _numbers = [.. classes.Inside.Select((inside, square) => classes.Unsure[square] != 0 ? ZoneGrid.Border : sets.NumberOf(inside | everywhere))];
    }

    public ushort this[int square] => _numbers[square];

    /// <summary>The number at a place; a place beyond the edge counts to the square at the edge.</summary>
    public ushort At(int latitudeE7, int longitudeE7) => _numbers[NearestSquare(latitudeE7, longitudeE7)];

    /// <summary>The square of a place, or -1 outside.</summary>
    public int SquareOf(int latitudeE7, int longitudeE7)
    {
        var (row, column) = (Math.Floor((latitudeE7 - _southE7) * _rowsPerStep), Math.Floor((longitudeE7 - _westE7) * _columnsPerStep));
        return row >= 0 && row < _classes.Side && column >= 0 && column < _classes.Side ? (int)row * _classes.Side + (int)column : -1;
    }

    /// <summary>What is certain and what is not at a place.</summary>
    public (ulong Inside, ulong Unsure) Of(int latitudeE7, int longitudeE7)
    {
        var square = NearestSquare(latitudeE7, longitudeE7);
        return (_classes.Inside[square] | _everywhere, _classes.Unsure[square]);
    }

    private int NearestSquare(int latitudeE7, int longitudeE7)
    {
        var row = (int)Math.Clamp((latitudeE7 - _southE7) * _rowsPerStep, 0, _classes.Side - 1);
        var column = (int)Math.Clamp((longitudeE7 - _westE7) * _columnsPerStep, 0, _classes.Side - 1);
        return row * _classes.Side + column;
    }
}
