using System.Globalization;
using FleetActors.Api.Problems;
using FleetActors.Cells;
using FleetActors.Telemetry;

namespace FleetActors.Api;

/// <summary>Reads the parameters of questions about vehicles.</summary>
public static class VehicleQuery
{
    /// <summary>The longest answer, and the most that <c>limit</c> takes.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>How many are answered unless told otherwise.</summary>
    public const int DefaultLimit = 100;

    private const double DefaultRadiusMetres = 2_000;
    private const int MaxTextLength = 64;

    /// <summary>A limit, or the default.</summary>
    public static int Limit(int? limit) => limit switch
    {
        null => DefaultLimit,
        >= 1 and <= MaxLimit => limit.Value,
        _ => throw BadInputException.Parameter("limit", $"1 to {MaxLimit}."),
    };

    /// <summary>A place as <c>latitude,longitude</c> and a radius in metres.</summary>
    public static Nearby Near(string near, double? radius, int? limit, Nearby pattern)
    {
        var comma = near.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !TryDegrees(near.AsSpan(0, comma), out var latitude) || !TryDegrees(near.AsSpan(comma + 1), out var longitude)
            || !GeoPoint.IsValid(latitude, longitude))
            throw BadInputException.Parameter("near", "latitude,longitude in degrees, such as 52.52,13.405.");
        var metres = radius ?? DefaultRadiusMetres;
        if (!(metres is > 0 and <= Nearby.MaxRadiusMetres))
            throw BadInputException.Parameter("radius", $"metres, above 0 and at most {Nearby.MaxRadiusMetres.ToString(CultureInfo.InvariantCulture)}.");
        return pattern with { Place = new GeoPoint(latitude, longitude), RadiusMetres = metres, Limit = Limit(limit) };
    }

    /// <summary>
    /// A rectangle as <c>south,west,north,east</c> in degrees; west above east crosses the antimeridian. The cars nearest to its
    /// middle come first.
    /// </summary>
    public static Nearby Within(string within, int? limit, Nearby pattern)
    {
        var parts = within.Split(',');
        var degrees = new double[4];
        if (parts.Length != degrees.Length || !Enumerable.Range(0, degrees.Length).All(at => TryDegrees(parts[at], out degrees[at]))
            || new GeoBox(degrees[0], degrees[1], degrees[2], degrees[3]) is not { IsValid: true } box)
            throw BadInputException.Parameter("within", "south,west,north,east in degrees, such as 52.3,13.1,52.7,13.8.");
        return pattern with { Place = box.Centre, RadiusMetres = Nearby.MaxRadiusMetres, Within = box, Limit = Limit(limit) };
    }

    /// <summary>The beginning of an id, a VIN or a plate.</summary>
    public static string Text(string text) => text.Length is > 0 and <= MaxTextLength && !text.Any(char.IsControl)
        ? text
        : throw BadInputException.Parameter("q", $"1 to {MaxTextLength} printable characters: the beginning of an id, a VIN or a plate.");

    /// <summary>Where a list goes on: <c>shard.slot</c>, as an earlier answer gave it.</summary>
    public static (int Shard, int Slot) After(string? after)
    {
        if (after is null) return (0, 0);
        var dot = after.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && int.TryParse(after.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var shard) && shard < ShardMap.MaxShards
            && int.TryParse(after.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
                ? (shard, slot)
                : throw BadInputException.Parameter("after", "the value of \"next\" in an earlier answer.");
    }

    private static bool TryDegrees(ReadOnlySpan<char> text, out double degrees) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out degrees);
}
