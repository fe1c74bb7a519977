using System.Collections.Immutable;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Search;
using FleetActors.Telemetry.Splitting;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace FleetActors.Telemetry;

/// <inheritdoc cref="IVehicleShardGrain"/>
[GrainType("vehicle-shard")]
public sealed class VehicleShardGrain(
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage,
    IFleetCatalog catalog,
    IOptions<TelemetryOptions> options,
    LocalShards localShards,
    IEnumerable<IShardWatch> watches,
    UniqueReservations unique,
    TimeProvider clock) : Grain, IVehicleShardGrain, IShardParent
{
    /// <summary>The most vehicles of a shard.</summary>
    public const int MaxVehicles = 1 << 20;

    private static readonly Refused TooManyFixes = new(Refusal.ValueOutOfRange, $"fixes: at most {IVehicleShardGrain.MaxFixes}");
    private static readonly TimeSpan ContactCheck = TimeSpan.FromSeconds(30);

    private ShardKey _key;
    private long _incarnation;
    private RegistrationLog _registrations = null!;
    private ChangeList _changes = null!;
    private FixSnapshots _snapshots = null!;
    private ShardSlots _slots = null!;
    private ShardWatchers _watchers = null!;
    private FixTaker _taker = null!;
    private HeardAgain _heard = null!;
    private ShardSplit _split = null!;
    private ShardChildren _children = null!;
    private GrowthRequest _growth = null!;

    /// <summary>A simulated fleet's fixes are its run's business, and begin anew with it.</summary>
    private bool KeepsFixes => options.Value.KeepsFixes && !_key.Fleet.IsSimulated;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield(); // watchers send: see CellGrain.OnActivateAsync
        _key = ShardKey.Parse(this.GetPrimaryKeyString());
        _incarnation = clock.GetUtcNow().UtcTicks;
        _registrations = new(storage, this.GetGrainId(), DeactivateOnIdle);
        await _registrations.Open();
        _slots = await ShardReload.Registrations(_registrations, cancellationToken);
        _changes = new(storage, this.GetGrainId(), _slots, DeactivateOnIdle);
        await ShardReload.States(_slots, _changes, _registrations, storage, _key.Fleet, cancellationToken);
        _snapshots = new(storage, this.GetGrainId(), _slots);
        await _snapshots.Load(cancellationToken);
        _split = new(storage, this.GetGrainId(), _slots, Prove, DeactivateOnIdle);
        await _split.Load(_key.Index, await catalog.Settings(_key.Fleet));
        _children = new(GrainFactory, _key.Fleet, _split);
        _growth = new(GrainFactory, _key.Fleet, _split, options.Value.SplitAbove, clock);
        if (_split.IsUnborn) await BeBorn(cancellationToken);
        _split.LeaveSlots();
        _watchers = new(watches, new(_key, _slots, _incarnation, Every));
        _taker = new(_slots, _watchers, _key.Fleet.IsSimulated);
        _heard = new(GrainFactory, _key.Fleet, _slots);
        localShards.Enter(_key, _slots);
        if (_key.Fleet.IsSimulated) return;
        this.RegisterGrainTimer(_heard.AskAgain, new GrainTimerCreationOptions(ContactCheck, ContactCheck));
        if (!KeepsFixes) return;
        this.RegisterGrainTimer(SaveFixes, new GrainTimerCreationOptions(options.Value.SnapshotEvery, options.Value.SnapshotEvery) { Interleave = true });
        this.RegisterGrainTimer(_ => _changes.Save(), new GrainTimerCreationOptions(options.Value.StatesEvery, options.Value.StatesEvery) { Interleave = true });
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_slots is not null) localShards.Leave(_key, _slots);
        _watchers?.Unloading();
        if (_snapshots is null || !KeepsFixes) return;
        await _snapshots.Save();
        await _changes.Save();
    }

    /// <inheritdoc/>
    public async Task<Outcome<ImmutableArray<Outcome<VehicleHandle>>>> Register(RegisterVehicles command, CancellationToken cancellation)
    {
        if (command.Vehicles.IsDefault || command.Vehicles.Length is < 1 or > RegisterVehicles.MaxVehicles)
            return new Refused(Refusal.ValueOutOfRange, $"vehicles: 1 to {RegisterVehicles.MaxVehicles}");
        if (await catalog.Settings(_key.Fleet) is not { } settings) return Refusal.UnknownFleet;
        Begin(settings);
        Outcome<ImmutableArray<Outcome<VehicleHandle>>> here;
        (IVehicleShardGrain, int[])[] gone;
        await _split.Gate.WaitAsync(cancellation);
        try
        {
            here = await RegisterHere(command, cancellation);
            gone = _children.Gone(command.Vehicles, static vehicle => vehicle.Id);
        }
        finally
        {
            _split.Gate.Release();
        }
        _growth.Consider(_slots.Cars);
        return gone.Length == 0 || !here.IsAccepted ? here : await ShardChildren.Register(gone, command, here.Accepted, cancellation);
    }

    private async Task<Outcome<ImmutableArray<Outcome<VehicleHandle>>>> RegisterHere(RegisterVehicles command, CancellationToken cancellation)
    {
        var entries = ImmutableArray.CreateBuilder<ShardEntry>();
        var outcomes = RegistrationRules.Register(_slots, _split.Part, command, entries);
        if (entries.Count > 0 && !_key.Fleet.IsSimulated)
        {
            var claimedAt = clock.GetUtcNow();
            var refused = await unique.Reserve(_key.Fleet, [.. entries.Select(entry => entry.Registration)], claimedAt, cancellation);
            if (unique.IsOver(claimedAt)) return Refusal.Overloaded;
            if (refused.Count > 0)
            {
                var claimed = entries.Select(entry => entry.Registration.Id).ToHashSet();
                entries.Clear();
                outcomes = RegistrationRules.Register(_slots, _split.Part, command, entries, refused, claimed);
            }
        }
        if (entries.Count > 0)
        {
            await _changes.Cover(_slots.Count + entries.Count);
            await _registrations.Append(entries.ToImmutable());
        }
        foreach (var entry in entries) Put(entry);
        return outcomes;
    }

    /// <inheritdoc/>
    public async Task<Outcome<PackedOutcomes>> RegisterPacked(RegisterPacked command, CancellationToken cancellation)
    {
        if (command.Cars.Unpack(RegisterVehicles.MaxVehicles) is not { } cars)
            return new Refused(Refusal.ValueOutOfRange, $"cars: 1 to {RegisterVehicles.MaxVehicles}, well formed");
        var outcome = await Register(new(cars, command.Stamp), cancellation);
        return outcome.IsAccepted ? PackedOutcomes.Of(_key.Index, outcome.Accepted) : outcome.Refused!;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Who is not here may be about to be: an index that asks whether a claim is still wanted must not hear of a car too late
    /// (<see cref="RegisteredOwners"/>).
    /// </remarks>
    public async Task<RegisteredVehicle?> Registration(VehicleId vehicle, CancellationToken cancellation)
    {
        if (_slots.Find(vehicle) < 0)
        {
            await _split.Gate.WaitAsync(cancellation);
            _split.Gate.Release();
        }
        if (_slots.Find(vehicle) is >= 0 and var slot) return new(_slots.Registration(slot), Handle(slot));
        return _children.Of(vehicle) is { } child ? await child.Registration(vehicle, cancellation) : null;
    }

    /// <inheritdoc/>
    public Task<VehicleSighting?> Sighting(VehicleId vehicle, CancellationToken cancellation) => _slots.Find(vehicle) is >= 0 and var slot
        ? Task.FromResult<VehicleSighting?>(_slots.Sighting(_key.Index, slot, null))
        : _children.Of(vehicle)?.Sighting(vehicle, cancellation) ?? Task.FromResult<VehicleSighting?>(null);

    /// <inheritdoc/>
    public Task<ShardVehicle?> Vehicle(VehicleId vehicle, CancellationToken cancellation)
    {
        if (_slots.Find(vehicle) is not (>= 0 and var slot))
            return _children.Of(vehicle)?.Vehicle(vehicle, cancellation) ?? Task.FromResult<ShardVehicle?>(null);
        var sighting = _slots.Sighting(_key.Index, slot, null);
        var isUnused = sighting.Revision == 0 && !_changes.IsListed(slot);
        var unused = isUnused ? VehicleProjection.View(VehicleState.New(sighting.Registration), default) : null;
        return Task.FromResult<ShardVehicle?>(new(sighting, _slots.Quarantine.Of(slot), unused));
    }

    /// <inheritdoc/>
    public Task<Fix?> LatestFix(VehicleId vehicle, CancellationToken cancellation) => _slots.Find(vehicle) is >= 0 and var slot
        ? Task.FromResult(_slots.LatestFix(slot))
        : _children.Of(vehicle)?.LatestFix(vehicle, cancellation) ?? Task.FromResult<Fix?>(null);

    /// <inheritdoc/>
    public Task<CarQuarantine?> Quarantine(VehicleId vehicle, CancellationToken cancellation) => _slots.Find(vehicle) is >= 0 and var slot
        ? Task.FromResult(_slots.Quarantine.Of(slot))
        : _children.Of(vehicle)?.Quarantine(vehicle, cancellation) ?? Task.FromResult<CarQuarantine?>(null);

    /// <inheritdoc/>
    public Task<Outcome<FixReceipt>> Apply(ImmutableArray<SlotFix> fixes, CancellationToken cancellation) =>
        Task.FromResult(Take(fixes, fix => (fix.Slot, fix.Generation, fix.Fix)));

    /// <inheritdoc/>
    public Task<Outcome<FixReceipt>> ApplyBlock(FixBlock block, CancellationToken cancellation)
    {
        if (!block.IsValid) return Task.FromResult<Outcome<FixReceipt>>(TooManyFixes);
        _taker.Begin(clock.GetUtcNow().ToUnixTimeMilliseconds());
        _taker.TakeAll(block);
        block.Release();
        return Task.FromResult<Outcome<FixReceipt>>(EndTaking());
    }

    /// <inheritdoc/>
    public Task<Outcome<FixReceipt>> ApplyPacked(FixBatch batch, CancellationToken cancellation)
    {
        if (!batch.IsValid) return Task.FromResult<Outcome<FixReceipt>>(TooManyFixes);
        _taker.Begin(clock.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (ref readonly var fix in batch.Fixes) _taker.Take(fix.Slot, fix.Generation, fix.Fix);
        return Task.FromResult<Outcome<FixReceipt>>(EndTaking());
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<VehicleHandle>> Handles(ImmutableArray<VehicleId> vehicles, CancellationToken cancellation)
    {
        if (vehicles.Length > IVehicleShardGrain.MaxPage) vehicles = vehicles[..IVehicleShardGrain.MaxPage];
        ImmutableArray<VehicleHandle> handles = [.. vehicles.Select(vehicle => _slots.Find(vehicle) is >= 0 and var slot ? Handle(slot) : default)];
        var gone = _children.Gone(vehicles, static vehicle => vehicle);
        return gone.Length == 0 ? Task.FromResult(handles) : ShardChildren.Handles(gone, vehicles, handles, cancellation);
    }

    /// <inheritdoc/>
    public Task<Outcome<FixReceipt>> ApplyById(ImmutableArray<VehicleFix> fixes, CancellationToken cancellation)
    {
        var outcome = Take(fixes, fix => _slots.Find(fix.Vehicle) is >= 0 and var slot ? (slot, _slots.Generation(slot), fix.Fix) : (-1, 0, fix.Fix));
        var gone = outcome.IsAccepted ? _children.Gone(fixes, static fix => fix.Vehicle) : [];
        return gone.Length == 0 ? Task.FromResult(outcome) : ShardChildren.Apply(gone, fixes, outcome.Accepted, cancellation);
    }

    /// <inheritdoc/>
    public async Task Changed(ImmutableArray<VehicleChange> changes, CancellationToken cancellation)
    {
        List<VehicleChange>? gone = null;
        foreach (var change in changes)
        {
            if (_slots.Find(change.Vehicle) is not (>= 0 and var slot))
            {
                if (_children.Of(change.Vehicle) is not null) (gone ??= []).Add(change);
                continue;
            }
            if (_slots.Change(slot, change.Revision, change.Summary))
            {
                _heard.Answered(slot);
                _watchers.Changed(slot);
            }
            if (change.Rests is not { } registration) continue;
            if (registration == _slots.Registration(slot)) _changes.Rest(slot, change.Revision);
            else await Updated(registration, change.Revision, cancellation); // that news was lost; the vehicle stays on the list until it next rests
        }
        if (gone is null) return;
        await Task.WhenAll(_children.Gone(gone, static change => change.Vehicle)
            .Select(part => part.Shard.Changed([.. part.At.Select(at => gone[at])], cancellation)));
    }

    /// <inheritdoc/>
    /// <remarks>An activation that does not know a car which announces itself is behind another one, and cannot vouch for it.</remarks>
    public Task Announce(ImmutableArray<ComingChange> changes, CancellationToken cancellation)
    {
        var gone = _children.Gone(changes, static change => change.Vehicle);
        var staying = changes;
        if (gone.Length > 0)
        {
            var elsewhere = gone.SelectMany(part => part.At).ToHashSet();
            staying = [.. changes.Where((_, at) => !elsewhere.Contains(at))];
        }
        var slots = staying.Select(change => (Slot: _slots.Find(change.Vehicle), change.Revision)).ToArray();
        if (Array.Exists(slots, change => change.Slot < 0))
        {
            DeactivateOnIdle();
            throw OutcomeUnknown.Of(this.GetGrainId());
        }
        var here = _changes.Announce(slots);
        return gone.Length == 0
            ? here
            : Task.WhenAll([here, .. gone.Select(part => part.Shard.Announce([.. part.At.Select(at => changes[at])], cancellation))]);
    }

    /// <inheritdoc/>
    public async Task Updated(VehicleRegistration registration, long revision, CancellationToken cancellation)
    {
        await _split.Gate.WaitAsync(cancellation);
        try
        {
            if (_slots.Find(registration.Id) is >= 0 and var slot)
            {
                if (revision < _slots.Summary(slot).Revision) return;
                var entry = new ShardEntry(slot, _slots.Generation(slot), registration, new(clock.GetUtcNow(), Caller.Platform));
                await _registrations.Append(entry);
                Put(entry);
                return;
            }
        }
        finally
        {
            _split.Gate.Release();
        }
        if (_children.Of(registration.Id) is { } shard) await shard.Updated(registration, revision, cancellation);
    }

    /// <inheritdoc/>
    public async Task<HandedCars> HandOver(int child, int from, CancellationToken cancellation)
    {
        var settings = await catalog.Settings(_key.Fleet);
        if (settings is not null) Begin(settings);
        await _split.DownTo(_split.Part.LevelOfOwn(child, settings?.MostShards ?? 0), _watchers.Changed);
        return _split.CarsOf(child, from, _changes.IsListed);
    }

    /// <inheritdoc/>
    public Task<Outcome<ImmutableArray<VehicleSighting>>> Near(Nearby question, CancellationToken cancellation) => Task.FromResult(question switch
    {
        { RadiusMetres: not (> 0 and <= Nearby.MaxRadiusMetres) } => new Refused(Refusal.ValueOutOfRange, $"radius: above 0, at most {Nearby.MaxRadiusMetres} m"),
        { Limit: < 1 or > Nearby.MaxLimit } => new Refused(Refusal.ValueOutOfRange, $"limit: 1 to {Nearby.MaxLimit}"),
        _ => (Outcome<ImmutableArray<VehicleSighting>>)ShardQueries.Near(_slots, _key.Index, question),
    });

    /// <inheritdoc/>
    public Task<ImmutableArray<VehicleSighting>> Search(string text, int limit, CancellationToken cancellation) =>
        Find(new(text, null, limit), cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<VehicleSighting>> Find(VehicleSearch search, CancellationToken cancellation) =>
        Task.FromResult(ShardQueries.Find(_slots, _key.Index, search));

    /// <inheritdoc/>
    public Task<ShardPage> Page(int from, int limit, CancellationToken cancellation) => Task.FromResult(ShardQueries.Page(_slots, _key.Index, from, limit));

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> Frame(CancellationToken cancellation) =>
        Task.FromResult<ReadOnlyMemory<byte>>(ShardQueries.Frame(_slots));

    /// <inheritdoc/>
    public Task<ShardCounts> Counts(CancellationToken cancellation) => Task.FromResult(ShardQueries.Counts(_slots));

    /// <summary>A child begins with all cars that its parent has for it, and is there when they are its own, durably. Failing that, the next activation goes on.</summary>
    private async Task BeBorn(CancellationToken cancellation)
    {
        var parent = GrainFactory.GetGrain<IShardParent>(new ShardKey(_key.Fleet, ShardPart.ParentOf(_key.Index)).ToString());
        await new ShardBirth(_key, _slots, _registrations, _changes, storage, new(clock.GetUtcNow(), Caller.Platform)).TakeOver(parent, _split, cancellation);
    }

    private async Task Prove()
    {
        await _registrations.Prove();
        await _changes.Prove();
        if (KeepsFixes) await _snapshots.Prove();
    }

    /// <summary>The fleet may have been created after this activation had begun.</summary>
    private void Begin(FleetSettings settings)
    {
        _split.Begin(_key.Index, settings);
        if (!_split.IsUnborn) return;
        DeactivateOnIdle();
        throw OutcomeUnknown.Of(this.GetGrainId());
    }

    private VehicleHandle Handle(int slot) => new(_key.Index, slot, _slots.Generation(slot));

    private void Put(ShardEntry entry)
    {
        _slots.Put(entry);
        _watchers.Changed(entry.Slot);
    }

    private void Every(TimeSpan period, Func<CancellationToken, Task> task) =>
        this.RegisterGrainTimer(task, new GrainTimerCreationOptions(period, period));

    private Outcome<FixReceipt> Take<TFix>(ImmutableArray<TFix> fixes, Func<TFix, (int Slot, int Generation, Fix Fix)> read)
    {
        if (fixes.IsDefault || fixes.Length > IVehicleShardGrain.MaxFixes) return TooManyFixes;
        _taker.Begin(clock.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var taken in fixes)
        {
            var (slot, generation, fix) = read(taken);
            _taker.Take(slot, generation, new PackedFix(fix));
        }
        return EndTaking();
    }

    private FixReceipt EndTaking()
    {
        _watchers.Tell();
        foreach (var (slot, fix) in _taker.Woken) _heard.Tell(slot, fix);
        return _taker.Receipt(_incarnation, _taker.Count == 0 ? _snapshots.Sequence : _snapshots.NextSequence(), _snapshots.DurableSequence);
    }

    /// <summary>Interleaves with calls: what it writes of a chunk is copied in one turn, and a fix that comes later is of the next time.</summary>
    private async Task SaveFixes(CancellationToken cancellation)
    {
        try
        {
            await _snapshots.Save();
        }
        catch
        {
            DeactivateOnIdle(); // another activation may have written: this one's durable sequence means nothing any more
            throw;
        }
    }
}
