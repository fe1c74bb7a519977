using System.Collections.Immutable;
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
    /// <summary>How often the index is told the same, with doubled waits between.</summary>
    public const int MaxTries = 6;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private readonly GrainAddress<ICustomerIndexGrain> _parts;
    private readonly SharedCalls<IndexedCustomer, Done> _telling;
    private readonly TimeProvider _clock;
    private readonly ILogger<CustomerNews> _logger;

    /// <summary>Made once for each silo.</summary>
    public CustomerNews(IGrainFactory grains, TimeProvider clock, ILogger<CustomerNews> logger)
    {
        (_clock, _logger) = (clock, logger);
        _parts = new(grains);
        _telling = new(TellUntilHeard);
    }

    /// <summary>A customer is as it is now. A simulated fleet's customers are nobody's to look for.</summary>
    public void Tell(CustomerKey key, CustomerState customer)
    {
        if (!key.Fleet.IsSimulated && Of(key.Customer, customer) is { } indexed)
            _telling.Join(CustomerIndexKey.Of(key.Fleet, key.Customer).ToString(), indexed).Answer.Ignore();
    }

    /// <summary>What a customer can be found by, or null when it was never registered.</summary>
    public static IndexedCustomer? Of(CustomerId id, CustomerState customer) => customer.Profile is { } profile
        ? new(id, customer.Revision, profile.Name, profile.Email, profile.Phone, customer.Status)
        : null;

    private async Task<Done> TellUntilHeard(string part, ImmutableArray<IndexedCustomer> customers)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await _parts.Of(part).Put(customers, CancellationToken.None);
                return default;
            }
            catch (Exception failure) when (tries < MaxTries)
            {
                NotHeard(_logger, part, customers.Length, failure);
                await Task.Delay(FirstWait * (1 << (tries - 1)), _clock);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Index {Part} did not hear of {Customers} customers; it is told again.")]
    private static partial void NotHeard(ILogger logger, string part, int customers, Exception failure);
}
