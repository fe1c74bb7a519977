using System.Collections.Immutable;
using FleetActors.Records;
using Orleans.Storage;

namespace FleetActors.Customers;

/// <summary>
/// The full pages of one customer's ledger under keys of their own: state names <c>ledger-0</c>, <c>ledger-1</c>, … of the
/// customer's grain. Each is inserted once and never changed, so filing a page again, after a crash or from a second
/// activation, finds the same page there and is content. To be used from the grain's own turns only.
/// </summary>
public sealed class LedgerPages(IGrainStorage storage, GrainId customer)
{
    /// <summary>How many pages are read at the same time when a posting id is searched.</summary>
    public const int SearchWidth = 16;

    private Task _filing = Task.CompletedTask;

    /// <summary>All pages up to this number are known to be durable; -1 for none.</summary>
    public int FiledThrough { get; private set; } = -1;

    /// <summary>Makes full pages durable, in order. Filings queue behind each other; one that failed is simply tried again.</summary>
    public Task File(ImmutableArray<LedgerPage> full) => _filing.IsCompleted ? _filing = FileNext(full) : _filing = FileAfter(_filing, full);

    /// <summary>A filed page, or null when it does not exist.</summary>
    public async Task<LedgerPage?> Read(int page)
    {
        var state = new GrainState<Stored<LedgerPage>>(new());
        await storage.ReadStateAsync(StateName(page), customer, state);
        return state.RecordExists ? state.State?.State : null;
    }

    /// <summary>Whether one of the filed pages holds this contract's posting id; newest pages are read first.</summary>
    /// <param name="command">The posting.</param>
    /// <param name="filedPages">How many pages are filed.</param>
    /// <exception cref="InvalidOperationException">A filed page is missing: nothing can be said, so nothing may be booked.</exception>
    public async Task<bool> Contain(PostToLedger command, int filedPages)
    {
        for (var end = filedPages; end > 0; end -= SearchWidth)
        {
            var first = Math.Max(0, end - SearchWidth);
            var pages = await Task.WhenAll(Enumerable.Range(first, end - first).Select(Read));
            for (var i = 0; i < pages.Length; i++)
            {
                if (pages[i] is not { } page) throw new InvalidOperationException($"Page {first + i} of the ledger of {customer} is missing.");
                if (LedgerRules.Has(page.Sets, command)) return true;
            }
        }
        return false;
    }

    private async Task FileAfter(Task earlier, ImmutableArray<LedgerPage> full)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await FileNext(full);
    }

    private async Task FileNext(ImmutableArray<LedgerPage> full)
    {
        foreach (var page in full)
        {
            if (page.Number <= FiledThrough) continue;
            if (await Read(page.Number) is not { } filed) await Insert(page);
            else if (filed.Sets[^1].Number != page.Sets[^1].Number || filed.Sets[^1].PostingId != page.Sets[^1].PostingId)
                throw new InvalidOperationException($"Page {page.Number} of the ledger of {customer} was filed with other content.");
            FiledThrough = page.Number;
        }
    }

    private Task Insert(LedgerPage page) =>
        storage.WriteStateAsync(StateName(page.Number), customer, new GrainState<Stored<LedgerPage>>(new() { State = page }));

    private static string StateName(int page) => $"ledger-{page}";
}
