using FleetActors.Customers;
using FleetActors.Records;
using Microsoft.Extensions.Logging;

namespace FleetActors.Search;

/// <summary>
/// Tells the index what customers can be found by, many in one call. Nobody waits for it; an index that does not answer is told
/// again, and a customer tells anew each time it is activated. What a crash swallows until then, <c>index rebuild</c> finds.
/// </summary>
public sealed partial class CustomerNews
{
    private readonly RepeatedNews<IndexedCustomer> _news;

    /// <summary>Made once for each silo.</summary>
    public CustomerNews(IGrainFactory grains, TimeProvider clock, ILogger<CustomerNews> logger)
    {
        var parts = new GrainAddress<ICustomerIndexGrain>(grains);
        _news = new(
            (part, customers) => parts.Of(part).Put(customers, CancellationToken.None),
            (part, customers, isToldAgain, failure) => NotHeard(logger, part, customers, isToldAgain ? "it is told again" : "that is given up", failure),
            clock);
    }

    /// <summary>A customer is as it is now. A simulated fleet's customers are nobody's to look for.</summary>
    public void Tell(CustomerKey key, CustomerState customer)
    {
        if (!key.Fleet.IsSimulated && Of(key.Customer, customer) is { } indexed)
            _news.Tell(CustomerIndexKey.Of(key.Fleet, key.Customer).ToString(), indexed);
    }

    /// <summary>What a customer can be found by, or null when it was never registered.</summary>
    public static IndexedCustomer? Of(CustomerId id, CustomerState customer) => customer.Profile is { } profile
        ? new(id, customer.Revision, profile.Name, profile.Email, profile.Phone, customer.Status)
        : null;

    [LoggerMessage(1, LogLevel.Warning, "Index {Part} did not hear of {Customers} customers; {What}.")]
    private static partial void NotHeard(ILogger logger, string part, int customers, string what, Exception failure);
}
