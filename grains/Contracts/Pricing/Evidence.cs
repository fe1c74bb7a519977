using System.Globalization;

namespace FleetActors.Contracts.Pricing;

/// <summary>How an invoice line names what it was computed from.</summary>
public static class Evidence
{
    /// <summary>A quote's expectation.</summary>
    public const string Estimate = "estimate";

    /// <summary>The contract's event at this place of its history, counted from 1.</summary>
    public static string Event(int number) => string.Create(CultureInfo.InvariantCulture, $"event:{number}");

    /// <summary>The vehicle's fix of this time.</summary>
    public static string Fix(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"fix:{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}");

    /// <summary>What the customer sent in place of a fix.</summary>
    public static string Photo(string reference) => "photo:" + reference;
}
