using System.Collections.Frozen;

namespace FleetActors.Contracts.Products;

/// <summary>The products that can be agreed.</summary>
public static class ProductCatalog
{
    private static readonly FrozenDictionary<ProductKind, IProduct> ByKind =
        new IProduct[] { new CarShareRide(), new DailyRental() }.ToFrozenDictionary(p => p.Kind);

    /// <summary>The product that a tariff prices, or null when it is not offered.</summary>
    public static IProduct? Find(ProductKind kind) => ByKind.GetValueOrDefault(kind);

    /// <summary>The product of a signed tariff.</summary>
    public static IProduct Of(Tariff tariff) => ByKind[tariff.Product];
}
