using System.Collections.Immutable;
using FleetActors.Fleets;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>
/// Looks for the nearest cars of a question in one tree after another. Squares are visited nearest first and left out when
/// nothing in them can be near enough; the order is decided by <see cref="GreatCircle.Metres"/> alone.
/// </summary>
public sealed class CellSearch
{
    /// <summary>Rounding must not leave out a square at the very edge, in metres.</summary>
    private const double EdgeMetres = 1e-3;

    private readonly NearestCars _nearest = new();
    private Nearby _question = null!;
    private ImmutableArray<GeoPoint> _zone;
    private UnitVector _place;
    private double _cosLatitude;
    private FoundTwice? _except;
    private double _worstMetres;
    private double _worstChordSquare;

    /// <summary>A search that has found nothing yet.</summary>
    /// <param name="question">What fits; see <see cref="Fits"/>.</param>
    /// <param name="zone">The ring of the question's zone; default when it names none.</param>
    public CellSearch(Nearby question, ImmutableArray<GeoPoint> zone) => Begin(question, zone, null);

    /// <summary>Begins anew, in the same memory.</summary>
    /// <param name="question">What fits; see <see cref="Fits"/>.</param>
    /// <param name="zone">The ring of the question's zone; default when it names none.</param>
    /// <param name="except">Cars of which it is known that they may be found twice, or null.</param>
    public void Begin(Nearby question, ImmutableArray<GeoPoint> zone, FoundTwice? except)
    {
        (_question, _zone, _except) = (question, zone, except);
        except?.Begin();
        _nearest.Begin(question.Limit, question.RadiusMetres);
        _place = UnitVector.Of(question.Place);
        _cosLatitude = Math.Cos(question.Place.Latitude * Math.PI / 180);
        Narrow();
    }

    /// <summary>Whether a car is what the question asks for, its distance aside.</summary>
    public static bool Fits(in CellCar car, Nearby question, ImmutableArray<GeoPoint> zone) =>
        (question.Class is not { } category || car.Class == category)
        && car.ChargePercent >= question.MinChargePercent
        && car.RangeMetres >= question.MinRangeMetres
        && (question.Within is not { } box || box.Contains(car.Position))
        && (zone.IsDefault || ZoneRules.Contains(zone, car.Position));

    /// <summary>Looks through a cell.</summary>
    public void Look(CellTree tree)
    {
        if (tree.Count > 0) Look(tree.Root);
    }

    /// <summary>What was found, nearest first. Ends the search.</summary>
    public ImmutableArray<NearbyCar> Take() => _nearest.Take();

    private void Look(CellNode node)
    {
        if (node.Quarters is not { } quarters)
        {
            LookAtCars(node);
            return;
        }
        // The quarter towards the place first, its diagonal last: the sooner near cars are found, the more is left out.
        var first = node.Square.QuarterOf(_question.Place);
        LookIfNear(quarters[first]);
        LookIfNear(quarters[first ^ 1]);
        LookIfNear(quarters[first ^ 2]);
        LookIfNear(quarters[first ^ 3]);
    }

    private void LookIfNear(CellNode node)
    {
        if (node.Count == 0 || node.Square.AtLeastMetresFrom(_question.Place, _cosLatitude) > _worstMetres + EdgeMetres) return;
        if (_question.Within is { } box && node.Square.IsOutside(box)) return;
        Look(node);
    }

    private void LookAtCars(CellNode leaf)
    {
        for (var at = 0; leaf.Read(ref at, _place, _worstChordSquare, out var car);)
        {
            if (!Fits(car, _question, _zone)) continue;
            if (_except is not null && !_except.Admits(car)) continue;
            _nearest.Offer(car, GreatCircle.Metres(_question.Place, car.Position));
            if (_nearest.WorstMetres < _worstMetres) Narrow();
        }
    }

    private void Narrow()
    {
        _worstMetres = _nearest.WorstMetres;
        _worstChordSquare = UnitVector.ChordSquareWithin(_worstMetres);
    }
}
