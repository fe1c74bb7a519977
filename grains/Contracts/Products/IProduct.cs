using FleetActors.Contracts.Pricing;

namespace FleetActors.Contracts.Products;

/// <summary>
/// What differs between kinds of agreement. Pure. A later product (subscription, lease, test drive, purchase) is one more of
/// these, registered in <see cref="ProductCatalog"/>.
/// </summary>
public interface IProduct
{
    /// <summary>Which kind it is.</summary>
    ProductKind Kind { get; }

    /// <summary>Why this cannot be agreed, or null when it can.</summary>
    Refused? Check(RentalRequest request, Tariff tariff, DateTimeOffset now);

    /// <summary>The last moment to start, when reserved now.</summary>
    DateTimeOffset ReservedUntil(RentalRequest request, Tariff tariff, DateTimeOffset now, DateTimeOffset? freeUntil);

    /// <summary>Why the rental cannot begin yet, or null when it can.</summary>
    Refused? CheckStart(RentalRequest request, Tariff tariff, DateTimeOffset now);

    /// <summary>When the car must be back, when started now.</summary>
    DateTimeOffset AgreedEnd(RentalRequest request, Tariff tariff, DateTimeOffset now, DateTimeOffset? freeUntil);

    /// <summary>What a quote assumes of the use of the car.</summary>
    Usage Expected(QuoteRental quote, DateTimeOffset now);

    /// <summary>The lines for the use of the car (time and distance), without fees.</summary>
    IEnumerable<DraftLine> PriceUse(Usage usage, Tariff tariff);

    /// <summary>What cancelling before the start costs, net in major units; 0 when it is free.</summary>
    decimal CancellationFee(RentalRequest request, Tariff tariff, DateTimeOffset now);
}
