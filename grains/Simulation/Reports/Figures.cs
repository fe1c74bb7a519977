using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>Integers of a report as people read them, the same under every culture.</summary>
internal static class Figures
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Count(long value) => value.ToString("N0", Plain);

    public static string Km(long millimetres) => (millimetres / 1_000_000).ToString("N0", Plain);

    public static string Kwh(long milliwattHours) => (milliwattHours / 1_000_000).ToString("N0", Plain);

    public static string Minutes(long ms) => Tenths(ms, 60_000);

    public static string Percent(long part, long whole) => whole == 0 ? "–" : $"{Tenths(part * 100, whole)} %";

    public static string Money(long minorUnits, string currency) => $"{(minorUnits / 100m).ToString("N2", Plain)} {currency}";

    /// <summary>A decimal with as many digits as the unit has, for files that are read by machines.</summary>
    public static string Exact(long value, long unit) => (value / (decimal)unit).ToString("0.######", Plain);

    public static string Tenths(long value, long unit) => decimal.Round(value / (decimal)unit, 1, MidpointRounding.AwayFromZero).ToString("N1", Plain);

    public static string Name(ReasonCount reason)
    {
        var name = Name(reason.Reason);
        return reason.RefusalCode.Length == 0 ? name : $"{name}: {reason.RefusalCode}";
    }

    public static string Name(CancellationReason reason) => reason switch
    {
        CancellationReason.NoCar => "no car in time",
        CancellationReason.NoRoute => "no route",
        CancellationReason.NoCharge => "no car with enough charge",
        CancellationReason.Refused => "refused",
        CancellationReason.CustomerCancelled => "cancelled by the customer",
        CancellationReason.NoShow => "no-show",
        CancellationReason.PriceDeclined => "price declined",
        _ => reason.ToString(),
    };

    public static string Name(CarActivity activity) => activity switch
    {
        CarActivity.Free => "free",
        CarActivity.Reserved => "reserved, waiting",
        CarActivity.ToCustomer => "to the customer",
        CarActivity.OnTrip => "on a trip",
        CarActivity.Paused => "paused",
        CarActivity.ToStation => "to a station",
        CarActivity.Queueing => "queueing for a plug",
        CarActivity.Charging => "charging",
        CarActivity.OutOfService => "out of service",
        CarActivity.Repositioning => "repositioning",
        _ => activity.ToString(),
    };
}
