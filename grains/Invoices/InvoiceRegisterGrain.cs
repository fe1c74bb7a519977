using System.Collections.Immutable;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Invoices;

/// <summary>One numbered document; its number is its place in the register, counted from 1.</summary>
/// <param name="Contract">Whose document.</param>
/// <param name="Document">0 for the invoice, 1 and up for its credit notes.</param>
/// <param name="LatestDecision">
/// The latest decision among this and all earlier documents. It only grows, so a document decided later than this cannot
/// stand here or earlier: that is where a search may stop, whatever clocks say.
/// </param>
[GenerateSerializer, Immutable, Alias("NumberedDocument")]
public readonly record struct NumberedDocument(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Document,
    [property: Id(2)] DateTimeOffset LatestDecision);

/// <inheritdoc cref="IInvoiceRegisterGrain"/>
/// <remarks>
/// Invariant under interleaving: a document is in <c>_recent</c> from the moment its place is taken, so two requests for it
/// share one place; a place is taken and appended in one turn, so places and log order agree. Recent documents are
/// remembered in memory; what fell out of memory is searched in the pages, newest first, and only when it may be a repeat.
/// </remarks>
[GrainType("invoice-register")]
public sealed class InvoiceRegisterGrain : Grain, IInvoiceRegisterGrain
{
    /// <summary>How many documents are remembered in memory.</summary>
    public const int RecentCapacity = 65_536;

    private readonly PagedLog<NumberedDocument> _log;
    private readonly Dictionary<(ContractId, int), Numbered> _recent = [];
    private readonly Queue<(ContractId, int)> _recentOrder = [];
    private long _next = 1;
    private DateTimeOffset _latestDecision = DateTimeOffset.MinValue;

    /// <summary>Made by Orleans.</summary>
    public InvoiceRegisterGrain(IGrainContextAccessor contexts, [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage) =>
        _log = new(storage, contexts.GrainContext.GrainId, "documents", DeactivateOnIdle);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _log.Open();
        _next = _log.Count + 1;
        if (_log.PageCount > 0) _latestDecision = (await _log.Read(_log.PageCount - 1))!.Entries[^1].LatestDecision;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<long>> Number(ImmutableArray<NumberDocument> requests, CancellationToken cancellation)
    {
        var old = await Search(requests);
        var numbers = ImmutableArray.CreateBuilder<long>(requests.Length);
        var durable = new HashSet<Task>(); // nearly always one: those that share a page share its task
        foreach (var request in requests)
        {
            var document = (request.Contract, request.Document);
            if (!_recent.TryGetValue(document, out var numbered))
                numbered = old.TryGetValue(document, out var known) ? new(known, Task.CompletedTask) : Take(request);
            numbers.Add(numbered.Number);
            durable.Add(numbered.Durable);
        }
        await Task.WhenAll(durable);
        return numbers.MoveToImmutable();
    }

    private Numbered Take(NumberDocument request)
    {
        if (request.DecidedAt > _latestDecision) _latestDecision = request.DecidedAt;
        var durable = _log.Append(new(request.Contract, request.Document, _latestDecision));
        var numbered = new Numbered(_next++, durable);
        _recent.Add((request.Contract, request.Document), numbered);
        _recentOrder.Enqueue((request.Contract, request.Document));
        if (_recentOrder.Count > RecentCapacity) _recent.Remove(_recentOrder.Dequeue());
        return numbered;
    }

    /// <summary>
    /// Looks for earlier answers in the pages, newest first, as far back as they can stand; one reading of a page serves all
    /// that are asked about.
    /// </summary>
    private async Task<Dictionary<(ContractId, int), long>> Search(ImmutableArray<NumberDocument> requests)
    {
        var found = new Dictionary<(ContractId, int), long>();
        var sought = requests.Where(r => r.MayBeRepeat && !_recent.ContainsKey((r.Contract, r.Document)))
            .GroupBy(r => (r.Contract, r.Document))
            .ToDictionary(same => same.Key, same => same.Min(r => r.DecidedAt));
        for (var page = _log.PageCount - 1; page >= 0 && sought.Count > 0; page--)
        {
            var (first, entries) = (await _log.Read(page))!;
            foreach (var (document, decidedAt) in sought)
                if (entries[^1].LatestDecision < decidedAt) sought.Remove(document);
            for (var i = 0; i < entries.Length; i++)
            {
                var document = (entries[i].Contract, entries[i].Document);
                if (sought.Remove(document)) found.Add(document, first + i + 1);
            }
        }
        return found;
    }

    private readonly record struct Numbered(long Number, Task Durable);
}
