using FleetActors.Contracts;
using FleetActors.Contracts.Pricing;

namespace FleetActors.Tests.Contracts;

public sealed class PricingTests
{
    private static readonly DateTimeOffset Noon = Given.Noon;

    private static Bill BillOf(Tariff tariff, int minutes, long metres, Action<Desk>? meanwhile = null, float charge = 80, bool inZone = true)
    {
        var desk = new Desk(tariff).Rent(Noon);
        meanwhile?.Invoke(desk);
        var end = Noon.AddMinutes(minutes);
        Assert.True(desk.Do(new EndRental(), end, Given.At(end, 1_000_000 + metres, charge, inZone)).IsAccepted);
        Assert.Equal(desk.Contract.Bill!.Lines.AsEnumerable(), RentalPricing.Reprice(desk.Contract)!.Value, LineComparer.Instance);
        return desk.Contract.Bill;
    }

    private static string Text(Bill bill) => string.Join("; ", bill.Lines.Select(l => $"{l.Kind} {l.Quantity.ToString("0.###", null)} {l.Net.Minor}+{l.Tax.Minor}"));

    // 12 min: 12 x 0.29 = 3.48, tax 0.6612 -> 0.66. Unlock 1.00, tax 0.19. 3.2 km over 5: 1.12, tax 0.2128 -> 0.21.
    [Fact]
    public void A_ride_costs_unlocking_minutes_and_kilometres_over_the_included() =>
        Assert.Equal("Unlock 1 100+19; Driving 12 348+66; Distance 3.2 112+21", Text(BillOf(Given.Ride, 12, 8_200)));

    // 10 min driving, 20 min paused, 5 min driving: 15 x 0.29 = 4.35 (tax 0.8265 -> 0.83), 20 x 0.09 = 1.80 (tax 0.342 -> 0.34).
    [Fact]
    public void Pausing_has_its_own_price() => Assert.Equal("Unlock 1 100+19; Driving 15 435+83; Paused 20 180+34", Text(BillOf(Given.Ride, 35, 0, desk =>
    {
        desk.Do(new PauseRental(), Noon.AddMinutes(10));
        desk.Do(new ResumeRental(), Noon.AddMinutes(30));
    })));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    public void A_begun_minute_counts(int seconds, long minutes) => Assert.Equal(minutes, Begun.Of(TimeSpan.FromSeconds(seconds), TimeSpan.FromMinutes(1)));

    // 26 h under a cap of 30: the first day is 417.60 -> capped 30.00 (tax 5.70); the last 2 h are 120 x 0.20 = 24.00 (tax 4.56).
    [Fact]
    public void A_day_costs_at_most_the_cap()
    {
        var capped = Given.Ride with { DailyCap = 30, PerMinuteDriving = 0.20m };
        Assert.Equal("Unlock 1 100+19; Driving 120 2400+456; CappedDay 1 3000+570", Text(BillOf(capped, 26 * 60, 0)));
    }

    // 2 min: 1.00 + 0.58 = 1.58; minimum 5.00 -> 3.42 more, tax 0.6498 -> 0.65.
    [Fact]
    public void A_short_ride_costs_the_minimum() =>
        Assert.Equal("Unlock 1 100+19; Driving 2 58+11; MinimumPrice 1 342+65", Text(BillOf(Given.Ride with { MinimumPrice = 5 }, 2, 0)));

    [Fact]
    public void Outside_the_zone_with_low_charge_costs_both_fees_where_the_tariff_charges()
    {
        var lenient = Given.Ride with { OutsideZone = ReturnPolicy.Charge, TaxPercent = 0 };
        Assert.Equal("Unlock 1 100+0; Driving 1 29+0; OutsideZone 1 2500+0; LowCharge 1 1000+0", Text(BillOf(lenient, 1, 0, charge: 9, inZone: false)));
    }

    // JPY has no minor unit: 7 x 28.5 = 199.5 -> 200; tax 10 % of 200 = 20. Unlock 99.5 -> 100, tax 10.
    [Fact]
    public void Yen_are_rounded_to_whole_yen()
    {
        var yen = Given.Ride with { Currency = new Currency("JPY"), UnlockFee = 99.5m, PerMinuteDriving = 28.5m, TaxPercent = 10 };
        Assert.Equal("Unlock 1 100+10; Driving 7 200+20", Text(BillOf(yen, 7, 0)));
    }

    // KWD has three digits: 7 x 0.0755 = 0.5285 -> 0.529 (half away from zero); tax 5 % = 0.02645 -> 0.026.
    [Fact]
    public void Dinars_are_rounded_to_a_thousandth()
    {
        var dinar = Given.Ride with { Currency = new Currency("KWD"), UnlockFee = 0, PerMinuteDriving = 0.0755m, TaxPercent = 5 };
        Assert.Equal("Driving 7 529+26", Text(BillOf(dinar, 7, 0)));
    }

    // Two booked days 79.80 (tax 15.162 -> 15.16), 250 km - 2 x 100 = 50 x 0.20 = 10.00, 3 begun hours late = 22.50 (tax 4.275 -> 4.28).
    [Fact]
    public void A_daily_rental_costs_its_booked_days_and_overdue_hours()
    {
        var desk = new Desk(Given.Daily);
        var period = new RentalPeriod(Noon.AddDays(3), Noon.AddDays(5));
        Assert.True(desk.Do(new ReserveVehicle(Given.Request(Given.Daily, period)), Noon).IsAccepted);
        Assert.Equal(Refusal.StartTooEarly, desk.Do(new StartRental(), Noon.AddDays(2)).Refused!.Code);
        Assert.True(desk.Do(new StartRental(), Noon.AddDays(3), Given.At(Noon.AddDays(3), 0)).IsAccepted);
        var late = Noon.AddDays(5).AddMinutes(121);
        Assert.True(desk.Do(new EndRental(), late, Given.At(late, 250_000)).IsAccepted);
        Assert.Equal("Day 2 7980+1516; Distance 50 1000+190; Overdue 3 2250+428", Text(desk.Contract.Bill!));
    }

    [Fact]
    public void Extending_a_reservation_costs_the_minutes_kept()
    {
        var desk = new Desk();
        desk.Do(new ReserveVehicle(Given.Request()), Noon);
        Assert.True(desk.Do(new ExtendReservation(20), Noon.AddMinutes(10)).IsAccepted);
        Assert.True(desk.Do(new StartRental(), Noon.AddMinutes(22), Given.At(Noon, 0)).IsAccepted);
        desk.Do(new EndRental(), Noon.AddMinutes(23), Given.At(Noon.AddMinutes(23), 0));
        Assert.Contains("ReservationExtension 7 70+13", Text(desk.Contract.Bill!), StringComparison.Ordinal);
    }
}

internal sealed class LineComparer : IEqualityComparer<InvoiceLine>
{
    public static LineComparer Instance { get; } = new();

    public bool Equals(InvoiceLine? x, InvoiceLine? y) => x is not null && y is not null
        && x with { Evidence = [] } == y with { Evidence = [] } && x.Evidence.SequenceEqual(y.Evidence);

    public int GetHashCode(InvoiceLine line) => line.Kind.GetHashCode();
}
