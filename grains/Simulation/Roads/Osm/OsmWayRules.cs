using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>Which way one may drive along a way, seen in the order of its nodes.</summary>
internal enum OsmDirection
{
    /// <summary>Either way.</summary>
    Both = 1,

    /// <summary>In the order of the nodes only.</summary>
    Forward = 2,

    /// <summary>Against the order of the nodes only.</summary>
    Backward = 3,

    /// <summary>Changes by time of day or lane; nobody can say from the map.</summary>
    Changing = 4,
}

/// <summary>What the tags of an OpenStreetMap way mean for a car. Tags come as a function from key to value or null.</summary>
internal static class OsmWayRules
{
    /// <summary>Nothing is driven faster, as for other roads.</summary>
    public const int MaxSpeedKmh = NodeLinkRoads.MaxSpeedKmh;

    /// <summary>Nothing is driven slower.</summary>
    public const int MinSpeedKmh = 5;

    private const int WalkKmh = 7;
    private const decimal KmOfMile = 1.609344m;
    private const decimal KmOfNauticalMile = 1.852m;

    /// <summary>From the most to the least particular; the first one that is there decides.</summary>
    private static readonly string[] AccessKeys = ["motorcar", "motor_vehicle", "vehicle", "access"];

    private static readonly string[] OnewayKeys = ["oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"];

    /// <summary>Speed in km/h where no limit is given, for each class of road that is built for cars; null for what is not.</summary>
    public static int? UsualSpeedKmh(string highway) => highway switch
    {
        "motorway" => 120,
        "motorway_link" => 60,
        "trunk" => 100,
        "trunk_link" => 60,
        "primary" => 80,
        "primary_link" => 50,
        "secondary" => 70,
        "secondary_link" => 50,
        "tertiary" => 60,
        "tertiary_link" => 40,
        "unclassified" => 50,
        "residential" => 30,
        "road" => 30,
        "service" => 15,
        "living_street" => 10,
        _ => null,
    };

    /// <summary>The tag that keeps private cars out, such as <c>access=private</c>, or null when they may pass.</summary>
    public static string? ClosedBy(Func<string, string?> tag)
    {
        foreach (var key in AccessKeys)
        {
            if (tag(key) is { } value)
                return IsOpen(value) ? null : $"{key}={value}";
        }

        return null;
    }

    /// <summary>The tag of a node that no car gets past, or null.</summary>
    public static string? BlockedBy(Func<string, string?> tag) => tag("barrier") switch
    {
        null => null,
        "bollard" or "block" or "jersey_barrier" or "chain" or "debris" or "log" or "turnstile" or "kissing_gate" or "stile" or "cycle_barrier" or "motorcycle_barrier" or "bus_trap" or "sump_buster"
            when Array.TrueForAll(AccessKeys, key => tag(key) is null) => $"barrier={tag("barrier")}",
        _ => ClosedBy(tag),
    };

    /// <summary>The direction of traffic.</summary>
    public static OsmDirection Direction(Func<string, string?> tag)
    {
        foreach (var key in OnewayKeys)
        {
            switch (tag(key))
            {
                case "yes" or "true" or "1":
                    return OsmDirection.Forward;
                case "-1" or "reverse":
                    return OsmDirection.Backward;
                case "no" or "false" or "0":
                    return OsmDirection.Both;
                case "reversible" or "alternating":
                    return OsmDirection.Changing;
                default:
                    break;
            }
        }

        return tag("junction") is "roundabout" or "circular" || tag("highway") == "motorway" ? OsmDirection.Forward : OsmDirection.Both;
    }

    /// <summary>Speed in one direction: the limit where there is one that can be read, otherwise what is usual.</summary>
    public static int SpeedKmh(Func<string, string?> tag, bool forward, int usualKmh)
    {
        var limit = tag(forward ? "maxspeed:forward" : "maxspeed:backward") ?? tag("maxspeed");
        return Math.Clamp(limit is null ? usualKmh : LimitKmh(limit) ?? usualKmh, MinSpeedKmh, MaxSpeedKmh);
    }

    /// <summary>A limit as text in km/h, or null when it says nothing certain. Of several limits the lowest.</summary>
    public static int? LimitKmh(string limit)
    {
        int? lowest = null;
        foreach (var part in limit.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (OneLimitKmh(part) is { } kmh)
                lowest = Math.Min(kmh, lowest ?? kmh);
        }

        return lowest;
    }

    private static int? OneLimitKmh(string limit)
    {
        switch (limit)
        {
            case "none":
                return MaxSpeedKmh;
            case "walk":
                return WalkKmh;
            default:
                break;
        }

        if (limit.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0)
            return ZoneKmh(limit[(colon + 1)..]);
        var digits = 0;
        while (digits < limit.Length && (char.IsAsciiDigit(limit[digits]) || limit[digits] == '.'))
            digits++;
        if (!decimal.TryParse(limit.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value is <= 0 or > 1_000)
            return null;
        decimal? kmh = limit[digits..].Trim() switch
        {
            "" or "km/h" or "kmh" or "kph" => value,
            "mph" => value * KmOfMile,
            "knots" => value * KmOfNauticalMile,
            _ => null,
        };
        return kmh is null ? null : Math.Max(1, (int)decimal.Round(kmh.Value));
    }

    /// <summary>Limits by zone, such as <c>AT:urban</c> or <c>DE:zone:30</c>, where countries agree on them.</summary>
    private static int? ZoneKmh(string zone) => zone switch
    {
        "urban" => 50,
        "living_street" => WalkKmh,
        "rural" => 80,
        "motorway" => 120,
        _ when zone.StartsWith("zone", StringComparison.Ordinal) && int.TryParse(zone["zone".Length..].TrimStart(':'), NumberStyles.None, CultureInfo.InvariantCulture, out var kmh) && kmh > 0 => kmh,
        _ => null,
    };

    private static bool IsOpen(string access) => access is "yes" or "permissive" or "designated" or "destination" or "customers" or "public" or "official" or "unknown";
}
