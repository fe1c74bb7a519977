using System.Collections.Immutable;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Search;
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
    TimeProvider clock) : Grain, IVehicleShardGrain
{
    /// <summary>The most vehicles of a shard.</summary>
    public const int MaxVehicles = 1 << 20;

    private static readonly Refused TooManyFixes = new(Refusal.ValueOutOfRange, $"fixes: at most {IVehicleShardGrain.MaxFixes}");
    private static readonly TimeSpan ContactCheck = TimeSpan.FromSeconds(30);

    private readonly HashSet<int> _contactAsked = [];
    private ShardKey _key;
    private long _incarnation;
    private RegistrationLog _registrations = null!;
    private ChangeList _changes = null!;
    private FixSnapshots _snapshots = null!;
    private ShardSlots _slots = null!;
    private ShardWatchers _watchers = null!;
    private FixTaker _taker = null!;

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
        _watchers = new(watches, new(_key, _slots, _incarnation, Every));
        _taker = new(_slots, _watchers, _key.Fleet.IsSimulated);
        localShards.Enter(_key, _slots);
        if (_key.Fleet.IsSimulated) return;
        this.RegisterGrainTimer(AskContactAgain, new GrainTimerCreationOptions(ContactCheck, ContactCheck));
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
        var entries = ImmutableArray.CreateBuilder<ShardEntry>();
        var outcomes = RegistrationRules.Register(_slots, _key.Index, new(settings.ShardCount), command, entries);
        if (entries.Count > 0 && !_key.Fleet.IsSimulated)
        {
            var claimedAt = clock.GetUtcNow();
            var refused = await unique.Reserve(_key.Fleet, [.. entries.Select(entry => entry.Registration)], claimedAt, cancellation);
            if (unique.IsOver(claimedAt)) return Refusal.Overloaded;
            if (refused.Count > 0)
            {
                var claimed = entries.Select(entry => entry.Registration.Id).ToHashSet();
                entries.Clear();
                outcomes = RegistrationRules.Register(_slots, _key.Index, new(settings.ShardCount), command, entries, refused, claimed);
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
    public Task<RegisteredVehicle?> Registration(VehicleId vehicle, CancellationToken cancellation) => Task.FromResult(
        _slots.Find(vehicle) is >= 0 and var slot
            ? new RegisteredVehicle(_slots.Registration(slot), new(_key.Index, slot, _slots.Generation(slot)))
            : null);

    /// <inheritdoc/>
    public Task<VehicleSighting?> Sighting(VehicleId vehicle, CancellationToken cancellation) =>
        Task.FromResult(_slots.Find(vehicle) is >= 0 and var slot ? _slots.Sighting(_key.Index, slot, null) : null);

    /// <inheritdoc/>
    public Task<ShardVehicle?> Vehicle(VehicleId vehicle, CancellationToken cancellation)
    {
        if (_slots.Find(vehicle) is not (>= 0 and var slot)) return Task.FromResult<ShardVehicle?>(null);
        var sighting = _slots.Sighting(_key.Index, slot, null);
        var isUnused = sighting.Revision == 0 && !_changes.IsListed(slot);
        var unused = isUnused ? VehicleProjection.View(VehicleState.New(sighting.Registration), default) : null;
        return Task.FromResult<ShardVehicle?>(new(sighting, _slots.Quarantine.Of(slot), unused));
    }

    /// <inheritdoc/>
    public Task<Fix?> LatestFix(VehicleId vehicle, CancellationToken cancellation) =>
        Task.FromResult(_slots.Find(vehicle) is >= 0 and var slot ? _slots.LatestFix(slot) : null);

    /// <inheritdoc/>
    public Task<CarQuarantine?> Quarantine(VehicleId vehicle, CancellationToken cancellation) =>
        Task.FromResult(_slots.Find(vehicle) is >= 0 and var slot ? _slots.Quarantine.Of(slot) : null);

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
    public Task<ImmutableArray<VehicleHandle>> Handles(ImmutableArray<VehicleId> vehicles, CancellationToken cancellation) =>
        Task.FromResult<ImmutableArray<VehicleHandle>>([.. vehicles.Take(IVehicleShardGrain.MaxPage).Select(vehicle =>
            _slots.Find(vehicle) is >= 0 and var slot ? new VehicleHandle(_key.Index, slot, _slots.Generation(slot)) : default)]);

    /// <inheritdoc/>
    public Task<Outcome<FixReceipt>> ApplyById(ImmutableArray<VehicleFix> fixes, CancellationToken cancellation) =>
        Task.FromResult(Take(fixes, fix => _slots.Find(fix.Vehicle) is >= 0 and var slot ? (slot, _slots.Generation(slot), fix.Fix) : (-1, 0, fix.Fix)));

    /// <inheritdoc/>
    public async Task Changed(ImmutableArray<VehicleChange> changes, CancellationToken cancellation)
    {
        foreach (var change in changes)
        {
            if (_slots.Find(change.Vehicle) is not (>= 0 and var slot)) continue;
            if (_slots.Change(slot, change.Revision, change.Summary))
            {
                _contactAsked.Remove(slot);
                _watchers.Changed(slot);
            }
            if (change.Rests is not { } registration) continue;
            if (registration == _slots.Registration(slot)) _changes.Rest(slot, change.Revision);
            else await Updated(registration, change.Revision, cancellation); // that news was lost; the vehicle stays on the list until it next rests
        }
    }

    /// <inheritdoc/>
    /// <remarks>An activation that does not know a car which announces itself is behind another one, and cannot vouch for it.</remarks>
    public Task Announce(ImmutableArray<ComingChange> changes, CancellationToken cancellation)
    {
        var slots = changes.Select(change => (Slot: _slots.Find(change.Vehicle), change.Revision)).ToArray();
        if (Array.TrueForAll(slots, change => change.Slot >= 0)) return _changes.Announce(slots);
        DeactivateOnIdle();
        throw OutcomeUnknown.Of(this.GetGrainId());
    }

    /// <inheritdoc/>
    public async Task Updated(VehicleRegistration registration, long revision, CancellationToken cancellation)
    {
        if (_slots.Find(registration.Id) is not (>= 0 and var slot) || revision < _slots.Summary(slot).Revision) return;
        var entry = new ShardEntry(slot, _slots.Generation(slot), registration, new(clock.GetUtcNow(), Caller.Platform));
        await _registrations.Append(entry);
        Put(entry);
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
    public Task<ShardPage> Page(int from, int limit, CancellationToken cancellation)
    {
        var first = Math.Clamp(from, 0, _slots.Count);
        var end = Math.Min(_slots.Count, first + Math.Clamp(limit, 1, IVehicleShardGrain.MaxPage));
        var vehicles = Enumerable.Range(first, end - first).Select(slot => _slots.Sighting(_key.Index, slot, null));
        return Task.FromResult(new ShardPage([.. vehicles], end < _slots.Count ? end : null));
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> Frame(CancellationToken cancellation) =>
        Task.FromResult<ReadOnlyMemory<byte>>(ShardQueries.Frame(_slots));

    /// <inheritdoc/>
    public Task<ShardCounts> Counts(CancellationToken cancellation) => Task.FromResult(ShardQueries.Counts(_slots));

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
        foreach (var (slot, fix) in _taker.Woken) WakeVehicle(slot, fix);
        return _taker.Receipt(_incarnation, _taker.Count == 0 ? _snapshots.Sequence : _snapshots.NextSequence(), _snapshots.DurableSequence);
    }

    /// <summary>Something happened to a car: its vehicle is told, once until it answers by a change or the next check.</summary>
    private void WakeVehicle(int slot, in PackedFix fix)
    {
        if (_slots.Summary(slot).Summary.IsContactable || !_contactAsked.Add(slot)) return;
        TellVehicle(slot, isContactable: true, DateTimeOffset.FromUnixTimeMilliseconds(fix.AtMs));
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

    private Task AskContactAgain(CancellationToken cancellation)
    {
        _contactAsked.Clear(); // what was asked and not answered is asked again
        return Task.CompletedTask;
    }

    private void TellVehicle(int slot, bool isContactable, DateTimeOffset at) => GrainFactory
        .GetGrain<IVehicleGrain>(new VehicleKey(_key.Fleet, _slots.Registration(slot).Id).ToString())
        .ReportContact(new(isContactable, new(at, Caller.Platform)), CancellationToken.None)
        .Ignore();
}
