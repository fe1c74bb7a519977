using System.Collections.Immutable;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Search;

/// <inheritdoc cref="ICustomerIndexGrain"/>
/// <remarks>
/// Calls interleave, so that many share a write. The invariant: what is put is in memory before its append is awaited, so a later
/// call compares with it; an answer is given after the append.
/// </remarks>
[GrainType("customer-index")]
public sealed class CustomerIndexGrain([FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage) : Grain, ICustomerIndexGrain
{
    private readonly SortedDictionary<string, FoundByWords> _customers = new(StringComparer.Ordinal);
    private PagedLog<IndexedCustomer> _log = null!;
    private Task _lastWrite = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _log = new(storage, this.GetGrainId(), "customers", DeactivateOnIdle);
        await _log.Open();
        for (var page = 0; page < _log.PageCount; page++)
        {
            foreach (var customer in (await _log.Read(page))!.Entries) _customers[customer.Id.Value] = FoundByWords.Of(customer);
        }
    }

    /// <inheritdoc/>
    public Task Put(ImmutableArray<IndexedCustomer> customers, CancellationToken cancellation)
    {
        var news = ImmutableArray.CreateBuilder<IndexedCustomer>();
        foreach (var customer in customers)
        {
            if (!CustomerSearchRules.IsNews(_customers.GetValueOrDefault(customer.Id.Value)?.Customer, customer)) continue;
            _customers[customer.Id.Value] = FoundByWords.Of(customer);
            news.Add(customer);
        }
        return news.Count == 0 ? _lastWrite : _lastWrite = _log.AppendAll(news.ToImmutable());
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<IndexedCustomer>> Find(CustomerSearch search, CancellationToken cancellation)
    {
        var (words, digits) = (SearchText.Words(search.Text ?? ""), CustomerSearchRules.PhoneDigits(search.Text ?? ""));
        var found = _customers.Values.Where(customer => CustomerSearchRules.Fits(customer, words, digits, search));
        return Task.FromResult<ImmutableArray<IndexedCustomer>>(
            [.. found.Take(Math.Clamp(search.Limit, 1, CustomerSearch.MaxLimit)).Select(customer => customer.Customer)]);
    }
}
