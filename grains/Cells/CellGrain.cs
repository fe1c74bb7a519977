using System.Collections.Immutable;
using FleetActors.Fleets;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <inheritdoc cref="ICellGrain"/>
[GrainType("cell")]
public sealed class CellGrain(IFleetCatalog catalog, CellDirectory directory, TimeProvider clock) : Grain, ICellGrain
{
    /// <summary>The most shards that are compared with at a time; a fleet with more takes several turns.</summary>
    public const int MaxCompared = 64;

    private static readonly TimeSpan ComparePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    private readonly PublishedCell _published = new();
    private readonly HashSet<int> _unheard = [];
    private CellKey _key;
    private CellIndex _index = null!;
    private DateTimeOffset _askedAt;
    private int _nextCompared;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Orleans begins an activation under its lock, and a message takes the lock of its target: a shard and a cell that begin at
        // the same time and tell each other would wait for ever, and the silo's threads with them. Whoever sends here yields first.
        await Task.Yield();
        _key = CellKey.Parse(this.GetPrimaryKeyString());
        _index = new(_key.Cell.Box);
        _unheard.UnionWith(Enumerable.Range(0, await ShardCount()));
        AskUnheard();
        Show();
        directory.Of(_key.Fleet)[_key.Cell] = _published;
        if (_key.Fleet.IsSimulated) return;
        this.RegisterGrainTimer(CompareSome, new GrainTimerCreationOptions(ComparePeriod, ComparePeriod));
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        directory.Of(_key.Fleet).TryRemove(new(_key.Cell, _published));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task File(CellFiling filing, CancellationToken cancellation) => FileAll([filing], cancellation);

    /// <inheritdoc/>
    public Task FileAll(ImmutableArray<CellFiling> filings, CancellationToken cancellation)
    {
        foreach (var filing in filings) Take(filing);
        Show();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<NearbyCar>?> Nearest(Nearby question, CancellationToken cancellation)
    {
        if (_published.Read() is not { } tree)
        {
            if (clock.GetUtcNow() - _askedAt > AskAgainAfter) AskUnheard();
            return null;
        }
        var search = new CellSearch(question, NearbyRules.Ring(await catalog.Zones(_key.Fleet), question.Zone));
        search.Look(tree);
        return search.Take();
    }

    private void Take(CellFiling filing)
    {
        _index.Take(filing);
        if (filing.Kind == FilingKind.ListingEnd) _unheard.Remove(filing.Shard);
        if (filing.Expected is { } expected && expected != _index.Digest(filing.Shard)) Compare(filing.Shard, null);
    }

    /// <summary>From when every shard has been heard on; what is filed afterwards is seen at once.</summary>
    private void Show()
    {
        if (_unheard.Count == 0) _published.Show(_index.Tree);
    }

    private void AskUnheard()
    {
        _askedAt = clock.GetUtcNow();
        foreach (var shard in _unheard) Compare(shard, null);
    }

    /// <summary>Finds what messages have not told: shards that moved, filings that were lost, cars nobody took out.</summary>
    private async Task CompareSome(CancellationToken cancellation)
    {
        if (_published.TakeWasRead()) DelayDeactivation(3 * ComparePeriod);
        AskUnheard();
        var shards = await ShardCount();
        if (shards == 0) return;
        for (var compared = 0; compared < Math.Min(shards, MaxCompared); compared++)
        {
            var shard = _nextCompared++ % shards;
            if (!_unheard.Contains(shard)) Compare(shard, _index.Digest(shard));
        }
        _nextCompared %= shards;
    }

    private void Compare(int shard, CellDigest? known) =>
        GrainFactory.GetGrain<IVehicleShardGrain>(new ShardKey(_key.Fleet, shard).ToString())
            .AsReference<ICellSource>()
            .Compare(_key.Cell, known, CancellationToken.None)
            .Ignore();

    private async Task<int> ShardCount() => await catalog.Settings(_key.Fleet) is { } settings ? settings.ShardCountAt(clock.GetUtcNow()) : 0;
}
