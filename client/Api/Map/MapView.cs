using System.Globalization;

namespace FleetActors.Api.Map;

/// <summary>The box a viewer looks at, in millionths of a degree, edges included.</summary>
/// <param name="SouthE6">Lowest latitude.</param>
/// <param name="WestE6">Lowest longitude.</param>
/// <param name="NorthE6">Highest latitude.</param>
/// <param name="EastE6">Highest longitude.</param>
public readonly record struct MapView(int SouthE6, int WestE6, int NorthE6, int EastE6)
{
    /// <summary>Every place on earth.</summary>
    public static MapView Everywhere { get; } = new(-90_000_000, -180_000_000, 90_000_000, 180_000_000);

    /// <summary>Whether the place lies in the box or on its edge.</summary>
    public bool Contains(int latitudeE6, int longitudeE6) =>
        latitudeE6 >= SouthE6 && latitudeE6 <= NorthE6 && longitudeE6 >= WestE6 && longitudeE6 <= EastE6;

    /// <summary>Reads <c>south,west,north,east</c> in degrees; false when it is no such box.</summary>
    public static bool TryParse(string? text, out MapView view)
    {
        view = default;
        var parts = text?.Split(',');
        if (parts is not { Length: 4 })
            return false;
        Span<double> degrees = stackalloc double[4];
        for (var i = 0; i < 4; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out degrees[i]))
                return false;
        }

        if (!GeoPoint.IsValid(degrees[0], degrees[1]) || !GeoPoint.IsValid(degrees[2], degrees[3]) || degrees[0] > degrees[2] || degrees[1] > degrees[3])
            return false;
        view = new MapView(E6(degrees[0]), E6(degrees[1]), E6(degrees[2]), E6(degrees[3]));
        return true;
    }

    /// <summary>Degrees as millionths, rounded to the nearest.</summary>
    public static int E6(double degrees) => (int)Math.Round(degrees * 1e6);
}
