using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using FleetActors.Fleets;
using FleetActors.Telemetry;
using Orleans.Concurrency;

namespace FleetActors.Cells;

/// <inheritdoc cref="INearbyGrain"/>
/// <remarks>Reentrant: it keeps nothing between two awaits, so turns of several questions cannot disturb each other.</remarks>
[GrainType("nearby"), StatelessWorker, Reentrant]
public sealed class NearbyGrain(IFleetCatalog catalog, CellDirectory directory, TimeProvider clock) : Grain, INearbyGrain
{
    /// <summary>How often a cell that has just started is asked again.</summary>
    public const int MaxRepeats = 40;

    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(50);

    private FleetId _fleet;
    private ConcurrentDictionary<CellId, PublishedCell> _cells = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _fleet = new FleetId(this.GetPrimaryKeyString());
        _cells = directory.Of(_fleet);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Outcome<ImmutableArray<NearbyCar>>> Nearest(Nearby question, CancellationToken cancellation)
    {
        if (question.Problem() is { } problem) return Task.FromResult<Outcome<ImmutableArray<NearbyCar>>>(problem);
        Span<CellId> cells = stackalloc CellId[INearbyGrain.MaxCells];
        cells = cells[..CellCoverRules.Find(question, cells)];
        if (question.Zone is not null || !TryLook(question, default, cells, out var found)) return AskAround(question, [.. cells], cancellation);
        return Task.FromResult<Outcome<ImmutableArray<NearbyCar>>>(found);
    }

    /// <summary>The way of questions that need a zone, or a cell that is not of this silo or has just started.</summary>
    private async Task<Outcome<ImmutableArray<NearbyCar>>> AskAround(Nearby question, ImmutableArray<CellId> cells, CancellationToken cancellation)
    {
        var ring = question.Zone is null ? default : NearbyRules.Ring(await catalog.Zones(_fleet), question.Zone);
        if (ring is { IsDefault: false, IsEmpty: true }) return new Refused(Refusal.ValueOutOfRange, $"zone: there is none called {question.Zone}");
        if (TryLook(question, ring, cells.AsSpan(), out var found)) return found;
        for (var repeat = 0; repeat < MaxRepeats; repeat++)
        {
            var answers = await Task.WhenAll(cells.Select(cell =>
                GrainFactory.GetGrain<ICellGrain>(new CellKey(_fleet, cell).ToString()).Nearest(question, cancellation)));
            if (answers.All(answer => answer is not null)) return NearbyRules.Merge(answers.SelectMany(answer => answer!.Value), question.Limit);
            await Task.Delay(RepeatAfter, clock, cancellation);
        }
        return new Refused(Refusal.Overloaded, "a cell has just started; ask again");
    }

    /// <summary>Answers from this silo's cells, if all of them are here.</summary>
    private bool TryLook(Nearby question, ImmutableArray<GeoPoint> zone, ReadOnlySpan<CellId> cells, out ImmutableArray<NearbyCar> found)
    {
        found = default;
        var place = default(Trees);
        var trees = place[..cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            if (!_cells.TryGetValue(cells[i], out var cell) || cell.Read() is not { } tree) return false;
            trees[i] = tree;
        }
        found = NearbySearch.Of(question, zone, trees);
        return true;
    }

    /// <summary>Room on the stack for the trees of one question.</summary>
    [InlineArray(INearbyGrain.MaxCells)]
    private struct Trees
    {
        private CellTree _first;
    }
}
