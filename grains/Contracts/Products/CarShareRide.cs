using FleetActors.Contracts.Pricing;

namespace FleetActors.Contracts.Products;

/// <summary>
/// Taken now, by the minute, free-floating. Time is priced by begun minutes of driving and of pausing, each counted over the
/// whole rental; a day whose time would cost more than the cap costs the cap.
/// </summary>
public sealed class CarShareRide : IProduct
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ProductKind Kind => ProductKind.CarShareRide;

    /// <inheritdoc/>
    public Refused? Check(RentalRequest request, Tariff tariff, DateTimeOffset now) => request.Period is null
        ? null
        : new Refused(Refusal.TariffNotOffered, $"tariff {tariff.Id} is for rides that begin now: leave the period out");

    /// <inheritdoc/>
    public DateTimeOffset ReservedUntil(RentalRequest request, Tariff tariff, DateTimeOffset now, DateTimeOffset? freeUntil) =>
        Earlier(now.AddMinutes(tariff.FreeReservationMinutes), freeUntil);

    /// <inheritdoc/>
    public Refused? CheckStart(RentalRequest request, Tariff tariff, DateTimeOffset now) => null;

    /// <inheritdoc/>
    public DateTimeOffset AgreedEnd(RentalRequest request, Tariff tariff, DateTimeOffset now, DateTimeOffset? freeUntil) =>
        Earlier(now.AddHours(tariff.MaxRentalHours), freeUntil);

    /// <inheritdoc/>
    public Usage Expected(QuoteRental quote, DateTimeOffset now)
    {
        var end = now.AddMinutes(quote.ExpectedMinutes);
        return new Usage(now, end, end, end, [new UsePeriod(now, end, false, [])], quote.ExpectedKm * 1000L, []);
    }

    /// <inheritdoc/>
    public IEnumerable<DraftLine> PriceUse(Usage usage, Tariff tariff)
    {
        yield return new(LineKind.Unlock, 1, LineUnit.Once, tariff.UnlockFee, [usage.StartEvidence]);

        var (driving, paused, capped) = CountTime(usage, tariff);
        yield return new(LineKind.Driving, driving, LineUnit.Minute, tariff.PerMinuteDriving, usage.TimeEvidence(paused: false));
        yield return new(LineKind.Paused, paused, LineUnit.Minute, tariff.PerMinutePaused, usage.TimeEvidence(paused: true));
        yield return new(LineKind.CappedDay, capped, LineUnit.Day, tariff.DailyCap ?? 0, usage.TimeEvidence());

        var overMetres = Math.Max(0, (usage.DistanceMetres ?? 0) - tariff.IncludedKm * 1000L);
        yield return new(LineKind.Distance, overMetres / 1000m, LineUnit.Kilometre, tariff.PerKm, usage.DistanceEvidence);
    }

    /// <inheritdoc/>
    public decimal CancellationFee(RentalRequest request, Tariff tariff, DateTimeOffset now) => 0;

    /// <summary>Begun minutes of driving and pausing in the days below the cap, and the days at the cap.</summary>
    private static (long Driving, long Paused, int CappedDays) CountTime(Usage usage, Tariff tariff)
    {
        if (tariff.DailyCap is not { } cap)
            return (usage.BegunMinutes(false, usage.EndedAt), usage.BegunMinutes(true, usage.EndedAt), 0);

        var (driving, paused, capped) = (0L, 0L, 0);
        for (var from = usage.StartedAt; from < usage.EndedAt; from += Day)
        {
            var to = from + Day;
            var drivingToday = usage.BegunMinutes(false, to) - usage.BegunMinutes(false, from);
            var pausedToday = usage.BegunMinutes(true, to) - usage.BegunMinutes(true, from);
            if (drivingToday * tariff.PerMinuteDriving + pausedToday * tariff.PerMinutePaused > cap) capped++;
            else (driving, paused) = (driving + drivingToday, paused + pausedToday);
        }
        return (driving, paused, capped);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset? b) => b < a ? b.Value : a;
}
