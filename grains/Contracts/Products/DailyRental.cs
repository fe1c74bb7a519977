using System.Globalization;
using FleetActors.Contracts.Pricing;

namespace FleetActors.Contracts.Products;

/// <summary>
/// Booked for a period, by the day. The booked days (extensions included) are charged whether used or not; coming back later
/// costs overdue hours on top.
/// </summary>
public sealed class DailyRental : IProduct
{
    /// <summary>A booking may lie at most so far ahead, in days.</summary>
    public const int MaxDaysAhead = 366;

    /// <inheritdoc/>
    public ProductKind Kind => ProductKind.DailyRental;

    /// <inheritdoc/>
    public Refused? Check(RentalRequest request, Tariff tariff, DateTimeOffset now)
    {
        if (request.Period is not { } period)
            return new Refused(Refusal.DatesOutOfOrder, $"tariff {tariff.Id} is booked for a period: say from when until when");
        if (period.To <= period.From || period.To <= now)
            return new Refused(Refusal.DatesOutOfOrder, Text($"an end after the beginning {period.From:u} and after {now:u}"));
        if (period.From < now - TimeSpan.FromMinutes(tariff.NoShowAfterMinutes) || period.From > now.AddDays(MaxDaysAhead))
            return new Refused(Refusal.DatesOutOfOrder, Text($"a beginning from {now:u} until {now.AddDays(MaxDaysAhead):u}"));
        return period.To - period.From > TimeSpan.FromHours(tariff.MaxRentalHours)
            ? new Refused(Refusal.ExtensionTooLong, Text($"at most {tariff.MaxRentalHours} hours"))
            : null;
    }

    /// <inheritdoc/>
    public DateTimeOffset ReservedUntil(RentalRequest request, Tariff tariff, DateTimeOffset now, DateTimeOffset? freeUntil) =>
        request.Period!.From.AddMinutes(tariff.NoShowAfterMinutes);

    /// <inheritdoc/>
    public Refused? CheckStart(RentalRequest request, Tariff tariff, DateTimeOffset now) => now < request.Period!.From
        ? new Refused(Refusal.StartTooEarly, Text($"at the earliest {request.Period.From:u}"))
        : null;

    /// <inheritdoc/>
    public DateTimeOffset AgreedEnd(RentalRequest request, Tariff tariff, DateTimeOffset now, DateTimeOffset? freeUntil) => request.Period!.To;

    /// <inheritdoc/>
    public Usage Expected(QuoteRental quote, DateTimeOffset now)
    {
        var (from, to) = (quote.Request.Period!.From, quote.Request.Period.To);
        return new Usage(from, to, from, to, [new UsePeriod(from, to, false, [])], quote.ExpectedKm * 1000L, []);
    }

    /// <inheritdoc/>
    public IEnumerable<DraftLine> PriceUse(Usage usage, Tariff tariff)
    {
        yield return new(LineKind.Unlock, 1, LineUnit.Once, tariff.UnlockFee, [usage.StartEvidence]);

        var days = Math.Max(1, Begun.Of(usage.AgreedEnd - usage.AgreedStart, TimeSpan.FromDays(1)));
        yield return new(LineKind.Day, days, LineUnit.Day, tariff.PerDay, usage.AgreementEvidence);

        var overMetres = Math.Max(0, (usage.DistanceMetres ?? 0) - tariff.IncludedKm * 1000L * days);
        yield return new(LineKind.Distance, overMetres / 1000m, LineUnit.Kilometre, tariff.PerKm, usage.DistanceEvidence);
    }

    /// <inheritdoc/>
    public decimal CancellationFee(RentalRequest request, Tariff tariff, DateTimeOffset now) =>
        now > request.Period!.From.AddHours(-tariff.FreeCancellationHours) ? tariff.CancellationFee : 0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
