namespace FleetActors.Contracts;

/// <summary>The answer of every contract command; small, because it is stored for repeats.</summary>
/// <param name="Contract">Which contract.</param>
/// <param name="Status">After the command.</param>
/// <param name="Revision">How many events the contract has had; only grows.</param>
/// <param name="Until">When what was agreed runs out: the quote, the reservation, or the agreed end of the rental.</param>
/// <param name="Total">The quote's estimate, or the invoice's total once it is fixed.</param>
/// <param name="EndedAt">When charging stopped.</param>
[GenerateSerializer, Immutable, Alias("ContractReceipt")]
public sealed record ContractReceipt(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] ContractStatus Status,
    [property: Id(2)] int Revision,
    [property: Id(3)] DateTimeOffset? Until = null,
    [property: Id(4)] Money? Total = null,
    [property: Id(5)] DateTimeOffset? EndedAt = null);
