using System.Collections.Immutable;
using FleetActors.Search;

namespace FleetActors.Sdk;

/// <summary>Finding customers, and building indexes anew.</summary>
public static class FleetSearch
{
    /// <summary>The customers that fit, by id. Personal data.</summary>
    public static async Task<ImmutableArray<IndexedCustomer>> FindCustomers(this FleetHandle fleet, CustomerSearch search, CancellationToken cancellation = default)
    {
        var parts = await Task.WhenAll(Enumerable.Range(0, CustomerIndexKey.Parts).Select(part =>
        {
            var grain = fleet.Client.Grains.Of<ICustomerIndexGrain>(new CustomerIndexKey(fleet.Id, part).ToString());
            return fleet.Ask(token => grain.Find(search, token), cancellation);
        }));
        return [.. parts.SelectMany(part => part).OrderBy(customer => customer.Id.Value, StringComparer.Ordinal).Take(search.Limit)];
    }

    /// <summary>One step of building the fleet's indexes anew: first 0, then what the step before answered as next, until that is null.</summary>
    public static Task<Outcome<RebuildStep>> RebuildIndex(this FleetHandle fleet, long step, CancellationToken cancellation = default)
    {
        var grain = fleet.Client.Grains.Of<IIndexRebuildGrain>(fleet.Id.Value);
        return fleet.Ask(token => grain.Step(step, token), cancellation);
    }
}
