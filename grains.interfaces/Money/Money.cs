using System.Globalization;

namespace FleetActors;

/// <summary>An exact amount: a whole number of the currency's minor unit (cents). May be negative. Overflow throws.</summary>
[GenerateSerializer, Immutable, Alias("Money")]
public readonly record struct Money([property: Id(0)] long Minor, [property: Id(1)] Currency Currency) : IComparable<Money>
{
    private static readonly decimal[] Scale = [1m, 10m, 100m, 1000m];

    /// <summary>No money, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>
    /// The one rule of rounding: a price in major units, exact, becomes minor units by rounding half away from zero
    /// ("commercial rounding"). It is applied once to each invoice line and once to each line's tax, never to a sum.
    /// </summary>
    public static Money Round(decimal major, Currency currency) =>
        new(decimal.ToInt64(decimal.Round(major * Scale[currency.MinorDigits], 0, MidpointRounding.AwayFromZero)), currency);

    /// <summary>The amount in major units (euros), exact.</summary>
    public decimal Major => Minor / Scale[Currency.MinorDigits];

    /// <summary>Adds amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money a, Money b) => new(checked(a.Minor + b.Minor), Same(a, b));

    /// <summary>Subtracts amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money a, Money b) => new(checked(a.Minor - b.Minor), Same(a, b));

    /// <summary>The same amount, owed the other way round.</summary>
    public static Money operator -(Money a) => new(checked(-a.Minor), a.Currency);

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public int CompareTo(Money other)
    {
        _ = Same(this, other);
        return Minor.CompareTo(other.Minor);
    }

    /// <summary>For people and logs: <c>12.34 EUR</c>.</summary>
    public override string ToString() =>
        Major.ToString("F" + Currency.MinorDigits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + " " + Currency.Code;

    private static Currency Same(Money a, Money b) => a.Currency == b.Currency
        ? a.Currency
        : throw new InvalidOperationException($"{a} and {b} are of different currencies.");
}
