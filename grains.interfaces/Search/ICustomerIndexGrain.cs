using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Customers;
using Orleans.Concurrency;

namespace FleetActors.Search;

/// <summary>What a customer can be found by. Personal data: for those only who may read customers.</summary>
/// <param name="Id">Which customer.</param>
/// <param name="Revision">The customer's revision; an older one is ignored.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Phone">The phone number, or null.</param>
/// <param name="Status">Whether new contracts are allowed.</param>
[GenerateSerializer, Immutable, Alias("IndexedCustomer")]
public sealed record IndexedCustomer(
    [property: Id(0)] CustomerId Id,
    [property: Id(1)] long Revision,
    [property: Id(2)] string Name,
    [property: Id(3)] string Email,
    [property: Id(4)] string? Phone,
    [property: Id(5)] CustomerStatus Status);

/// <summary>Which customers to find.</summary>
/// <param name="Text">Beginnings of words of name, e-mail address or id, all of which must occur; or part of a phone number. Null for any.</param>
/// <param name="Status">Only in this state, or null.</param>
/// <param name="Limit">At most so many, the first by id; 1 to <see cref="MaxLimit"/>.</param>
[GenerateSerializer, Immutable, Alias("CustomerSearch")]
public sealed record CustomerSearch(
    [property: Id(0)] string? Text,
    [property: Id(1)] CustomerStatus? Status,
    [property: Id(2)] int Limit)
{
    /// <summary>The longest answer.</summary>
    public const int MaxLimit = 1_000;
}

/// <summary>A part of the index of a fleet's customers. It is told by them and can be built anew from them. Key: <see cref="CustomerIndexKey"/>.</summary>
[Alias("ICustomerIndexGrain")]
public interface ICustomerIndexGrain : IGrainWithStringKey
{
    /// <summary>Customers as they are now; durable when answered. What is not newer, or the same, changes nothing.</summary>
    [AlwaysInterleave, Alias("Put")] Task Put(ImmutableArray<IndexedCustomer> customers, CancellationToken cancellation);

    /// <summary>The customers that fit, by id.</summary>
    [AlwaysInterleave, Alias("Find")] Task<ImmutableArray<IndexedCustomer>> Find(CustomerSearch search, CancellationToken cancellation);
}

/// <summary>The grain key of a part of the index of customers: <c>fleet:customers.part</c>.</summary>
/// <param name="Fleet">Whose customers.</param>
/// <param name="Part">0 to <see cref="Parts"/> - 1.</param>
public readonly record struct CustomerIndexKey(FleetId Fleet, int Part)
{
    /// <summary>Parts of an index. Fixed for ever: it says where customers are found.</summary>
    public const int Parts = 8;

    /// <summary>The part that has a customer.</summary>
    public static CustomerIndexKey Of(FleetId fleet, CustomerId customer)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in customer.Value) hash = unchecked((hash ^ letter) * 16_777_619u);
        return new(fleet, (int)((hash ^ (hash >> 16)) % Parts));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fleet.Value}{EntityKeys.Separator}customers.{Part}");
}
