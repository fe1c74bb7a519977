using System.Collections.Immutable;
using Orleans.Concurrency;

namespace FleetActors.Invoices;

/// <summary>Numbers a fleet's invoices and credit notes without gaps, from 1. Key: the fleet id.</summary>
[Alias("IInvoiceRegisterGrain")]
public interface IInvoiceRegisterGrain : IGrainWithStringKey
{
    /// <summary>
    /// The numbers of documents, in the order asked; durable when answered, the same for every repeat. To be asked only once
    /// a document is certain to be issued, since every number given is a document that exists.
    /// </summary>
    [AlwaysInterleave, Alias("NumberAll")] Task<ImmutableArray<long>> Number(ImmutableArray<NumberDocument> requests, CancellationToken cancellation);
}

/// <summary>Asks for a document's number.</summary>
/// <param name="Contract">Whose document.</param>
/// <param name="Document">0 for the invoice, 1 and up for its credit notes.</param>
/// <param name="DecidedAt">When the contract decided to issue it; the same in every repeat.</param>
/// <param name="MayBeRepeat">False only from the activation that has just decided it: spares the search in older pages.</param>
[GenerateSerializer, Immutable, Alias("NumberDocument")]
public sealed record NumberDocument(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Document,
    [property: Id(2)] DateTimeOffset DecidedAt,
    [property: Id(3)] bool MayBeRepeat);
