using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Search;
using FleetActors.Telemetry;
using FleetActors.Vehicles.Devices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace FleetActors.Vehicles;

/// <inheritdoc cref="IVehicleGrain"/>
[GrainType(TypeName)]
public sealed partial class VehicleGrain(
    IGrainContextAccessor contexts,
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage,
    IFleetCatalog catalog,
    ShardNews news,
    LocalShards localShards,
    IDeviceLink devices,
    UniqueReservations unique,
    ContentHash content,
    IOptions<VehicleOptions> options,
    TimeProvider clock,
    ILogger<VehicleGrain> logger)
    : JournaledGrain<VehicleState, VehicleEvent>(VehicleGrain.Record(storage, contexts.GrainContext.GrainId), VehicleState.Unregistered, clock), IVehicleGrain
{
    /// <summary>The grain type and the name of its state: part of every storage key.</summary>
    public const string TypeName = "vehicle", StateName = "vehicle";

    /// <summary>How often open remote commands are handed over again and timed out.</summary>
    private static readonly TimeSpan RemoteCommandCheck = TimeSpan.FromSeconds(5);

    /// <summary>How often contracts in doubt are asked.</summary>
    private static readonly TimeSpan HoldCheck = TimeSpan.FromSeconds(5);

    private readonly Func<VehicleState, HoldVehicle, DateTimeOffset, Decision<VehicleEvent>> _hold =
        options.Value.CheckHolds ? HoldRules.Hold : UncheckedHoldRules.Hold;

    private readonly Func<VehicleState, StartTenancy, DateTimeOffset, Decision<VehicleEvent>> _start =
        options.Value.CheckHolds ? TenancyRules.Start : UncheckedHoldRules.Start;

    private readonly IGrainStorage _storage = storage;
    private VehicleKey _key;
    private VehiclePages _pages = null!;
    private IVehicleShardGrain? _shard;
    private int _shardIndex;
    private VehicleState? _unused;

    /// <summary>Whether the shard has been told that this activation writes. It names what was read at activation, so a record must never be read anew after it.</summary>
    private bool _isAnnounced;

    private IGrainTimer? _remoteCommandTimer;
    private IGrainTimer? _holdTimer;

    /// <summary>A vehicle's record in storage, which can be read without waking its grain.</summary>
    public static JournaledRecord<VehicleState, VehicleEvent> Record(IGrainStorage storage, GrainId vehicle) =>
        new(storage, vehicle, StateName, VehicleEvolve.Apply);

    /// <summary>The record, or what a registered car without one begins with; null when nobody knows it.</summary>
    private VehicleState? Vehicle => ReferenceEquals(State, VehicleState.Unregistered) ? _unused : State;

    /// <inheritdoc/>
    protected override async Task OnRead(CancellationToken cancellation)
    {
        _key = VehicleKey.Parse(this.GetPrimaryKeyString());
        _pages = new(_storage, this.GetGrainId());
        if (!options.Value.CheckHolds) HoldsUnchecked(logger, _key);
        if (await Find(cancellation) is not { } vehicle) return;
        TellShard(vehicle);
        WatchRemoteCommands(vehicle);
        if (!HoldRules.Tentative(vehicle).IsEmpty) WatchHolds();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_isAnnounced && !IsOutcomeUnknown && reason.ReasonCode != DeactivationReasonCode.ShuttingDown) TellShard(State, State.Registration);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Outcome<VehicleHeldAnswer>> Hold(HoldVehicle command, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } vehicle) return Refusal.UnknownVehicle;
        var now = Now(_key.Fleet, command.Stamp.At);
        if (await Settle(vehicle, now, v => _hold(v, command, now)) is not { } refused) return HoldRules.Answer(State, command);
        Ask(HoldRules.ToAsk(vehicle, command, now), now);
        return refused;
    }

    /// <inheritdoc/>
    public Task<Outcome<Done>> Confirm(ConfirmHold command, CancellationToken cancellation) =>
        Act(command.Stamp, (vehicle, now) => HoldRules.Confirm(vehicle, command, now), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> Release(ReleaseHold command, CancellationToken cancellation) =>
        Act(command.Stamp, (vehicle, now) => HoldRules.Release(vehicle, command, now), cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Start(StartTenancy command, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } vehicle) return Refusal.UnknownVehicle;
        var now = Now(_key.Fleet, command.Stamp.At);
        if (await Settle(vehicle, now, v => _start(v, command, now)) is not { } refused) return new Done();
        Ask(TenancyRules.ToAsk(vehicle, vehicle.Find(command.Contract, command.Attempt), null, now), now);
        return refused;
    }

    /// <inheritdoc/>
    public Task<Outcome<Done>> Pause(PauseTenancy command, CancellationToken cancellation) =>
        Act(command.Stamp, (vehicle, now) => TenancyRules.Pause(vehicle, command, now), cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Extend(ExtendTenancy command, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } vehicle) return Refusal.UnknownVehicle;
        var now = Now(_key.Fleet, command.Stamp.At);
        if (await Settle(vehicle, now, v => TenancyRules.Extend(v, command, now)) is not { } refused) return new Done();
        Ask(TenancyRules.ToAsk(vehicle, vehicle.Find(command.Contract, command.Tenancy), command.Until, now), now);
        return refused;
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> End(EndTenancy command, CancellationToken cancellation)
    {
        var outcome = await Act(command.Stamp, (vehicle, now) => TenancyRules.End(vehicle, command, now), cancellation);
        if (RestRules.IsSeldomWanted(State)) DeactivateOnIdle();
        return outcome;
    }

    /// <inheritdoc/>
    public Task<Outcome<Done>> Update(CommandHeader header, UpdateVehicle command, CancellationToken cancellation) =>
        Change(
            vehicle => command.Plate is not null && UniqueIndexKey.Normal(UniqueKind.Plate, command.Plate) != UniqueIndexKey.Normal(UniqueKind.Plate, vehicle.Registration.Plate)
                ? [new(UniqueKind.Plate, command.Plate, _key.Vehicle.Value)]
                : [],
            () => Administer(header, command, (vehicle, now) => ServiceRules.Update(vehicle, header, command, now), cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> TakeOutOfService(CommandHeader header, TakeOutOfService command, CancellationToken cancellation) =>
        Administer(header, command, (vehicle, now) => ServiceRules.TakeOutOfService(vehicle, header, command, now), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> ReturnToService(CommandHeader header, ReturnToService command, CancellationToken cancellation) =>
        Administer(header, command, (vehicle, now) => ServiceRules.ReturnToService(vehicle, header, command, now), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> Decommission(CommandHeader header, DecommissionVehicle command, CancellationToken cancellation) =>
        Change(
            _ => [], () => Administer(header, command, (vehicle, now) => ServiceRules.Decommission(vehicle, header, command, now), cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> Recommission(CommandHeader header, RecommissionVehicle command, CancellationToken cancellation) =>
        Change(
            vehicle => vehicle.IsDecommissioned ? UniqueReservations.Values(vehicle.Registration) : [],
            () => Administer(header, command, (vehicle, now) => ServiceRules.Recommission(vehicle, header, command, now), cancellation), cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Send(CommandHeader header, SendRemoteCommand command, CancellationToken cancellation)
    {
        if (await Find(cancellation) is null) return Refusal.UnknownVehicle;
        var latest = RemoteCommandRules.NeedsFix(command.Kind) ? await _shard!.LatestFix(_key.Vehicle, cancellation) : null;
        var outcome = await Administer(header, command, (vehicle, now) => RemoteCommandRules.Send(vehicle, header, command, latest, now), cancellation);
        await HandOver(Now(_key.Fleet, header.IssuedAt));
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<Outcome<ImmutableArray<RemoteCommand>>> TakeRemoteCommands(Stamp stamp, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } vehicle) return Refusal.UnknownVehicle;
        var now = Now(_key.Fleet, stamp.At);
        if (await Settle(vehicle, now, v => RemoteCommandRules.Sent(v, stamp, now)) is { } refused) return refused;
        return RemoteCommandRules.Open(Vehicle!, now);
    }

    /// <inheritdoc/>
    public Task<Outcome<Done>> ReportRemoteCommand(ReportRemoteCommand command, CancellationToken cancellation) =>
        Act(command.Stamp, (vehicle, now) => RemoteCommandRules.Report(vehicle, command, now), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> ReportReadings(ReportReadings command, CancellationToken cancellation) =>
        Act(command.Stamp, (vehicle, now) => ServiceRules.Readings(vehicle, command, now), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> ReportContact(ReportContact command, CancellationToken cancellation) =>
        Act(command.Stamp, (vehicle, now) => ServiceRules.Contact(vehicle, command, now), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Done>> ReportNotices(ReportNotices command, CancellationToken cancellation) =>
        Act(command.Stamp, (vehicle, now) => NoticeRules.Notice(vehicle, command, now), cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<VehicleView>> View(DateTimeOffset now, CancellationToken cancellation) =>
        await Find(cancellation) is { } vehicle ? VehicleProjection.View(vehicle, Now(_key.Fleet, now)) : Refusal.UnknownVehicle;

    /// <inheritdoc/>
    public async Task<Outcome<VehicleHistoryPage>> History(int page, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } vehicle) return Refusal.UnknownVehicle;
        if (page == vehicle.History.FullPages) return VehicleProjection.View(vehicle.History.Page, isLast: true);
        if (page < 0 || page > vehicle.History.FullPages) return new Refused(Refusal.ValueOutOfRange, $"page: 0 to {vehicle.History.FullPages}");
        return VehicleProjection.View((await _pages.Read(page))!, isLast: false);
    }

    /// <inheritdoc/>
    public async Task<Outcome<VehicleHistoryPage>> HistoryFrom(DateTimeOffset from, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } vehicle) return Refusal.UnknownVehicle;
        return await History(await _pages.FirstEndingAt(from, vehicle.History.FullPages), cancellation);
    }

    /// <summary>The vehicle; asks the shard while there is no record. Null when the shard does not know it either.</summary>
    private ValueTask<VehicleState?> Find(CancellationToken cancellation) =>
        _shard is not null && Vehicle is { } vehicle ? new(vehicle) : new(FindInShard(cancellation));

    private async Task<VehicleState?> FindInShard(CancellationToken cancellation)
    {
        if (_shard is null) await FindShard();
        if (Vehicle is null && _shard is not null)
        {
            // Without a record of its own it is as it was registered, so what this silo knows of it is as good as an answer.
            var known = localShards.TryRead(new(_key.Fleet, _shardIndex), _key.Vehicle, out var sighting)
                ? sighting.Registration
                : (await _shard.Registration(_key.Vehicle, cancellation))?.Registration;
            if (known is not null) _unused = VehicleState.New(known);
        }
        return Vehicle;
    }

    private async ValueTask FindShard()
    {
        if (await catalog.Settings(_key.Fleet) is not { } settings) return;
        var index = settings.ShardsAt(Now(_key.Fleet, default)).Of(_key.Vehicle);
        if (_shard is not null && index == _shardIndex) return;
        (_shardIndex, _shard) = (index, GrainFactory.GetGrain<IVehicleShardGrain>(new ShardKey(_key.Fleet, index).ToString()));
    }

    private async Task<Outcome<Done>> Act(Stamp stamp, Func<VehicleState, DateTimeOffset, Decision<VehicleEvent>> decide, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } vehicle) return Refusal.UnknownVehicle;
        var now = Now(_key.Fleet, stamp.At);
        return await Settle(vehicle, now, v => decide(v, now)) is { } refused ? refused : new Done();
    }

    private async Task<Outcome<Done>> Administer<TCommand>(
        CommandHeader header, TCommand command, Func<VehicleState, DateTimeOffset, Decision<VehicleEvent>> decide, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } vehicle) return Refusal.UnknownVehicle;
        var now = Now(_key.Fleet, header.IssuedAt);
        var hash = content.Of((typeof(TCommand).Name, command));
        if (vehicle.Answers.Recall(header, hash, now) is { } answered) return answered;
        return await Settle(vehicle, now, v => decide(v, now), new(header.Id, hash, header.IssuedAt, default)) is { } refused
            ? refused
            : new Done();
    }

    /// <summary>A change of what must be unique in the fleet: VIN and plate of a car in it.</summary>
    private async Task<Outcome<Done>> Change(
        Func<VehicleState, IEnumerable<WantedValue>> wanted, Func<Task<Outcome<Done>>> change, CancellationToken cancellation)
    {
        if (await Find(cancellation) is not { } before) return Refusal.UnknownVehicle;
        return await unique.Change(_key.Fleet, [.. wanted(before)], change, () => Has(before).Except(Has(Vehicle!)), cancellation);

        static IEnumerable<WantedValue> Has(VehicleState vehicle) => vehicle.IsDecommissioned
            ? []
            : UniqueReservations.Values(vehicle.Registration).Select(value => value with { Value = UniqueIndexKey.Normal(value.Kind, value.Value) });
    }

    /// <summary>Decides and, when that changes something, makes it durable in one write, then tells the shard.</summary>
    private async Task<Refused?> Settle(
        VehicleState vehicle, DateTimeOffset now, Func<VehicleState, Decision<VehicleEvent>> decide, AnsweredCommand<Done>? answered = null)
    {
        var decision = RemoteCommandRules.AfterExpiry(vehicle, decide, now);
        if (decision.Refused is { } refused) return refused;
        if (decision.Events.IsEmpty && answered is null) return null;
        if (vehicle.History.IsFull) await _pages.Write(vehicle.History.Page);
        if (!_isAnnounced)
        {
            await FindShard(); // it may have been split since: cars that stay should not wait for one that has gone
            await news.Announce(_shard!.GetPrimaryKeyString(), new(_key.Vehicle, State.Revision));
        }
        _isAnnounced = true;
        await Persist(vehicle, now, decision.Events, answered);
        _unused = null;
        TellShard(State);
        if (!ReferenceEquals(State.Registration, vehicle.Registration))
            _shard!.Updated(State.Registration, State.Revision, CancellationToken.None).Ignore();
        return null;
    }

    private void TellShard(VehicleState vehicle, VehicleRegistration? rests = null)
    {
        if (_shard is not null) news.Tell(_shard.GetPrimaryKeyString(), new(_key.Vehicle, vehicle.Revision, VehicleProjection.Summary(vehicle), rests));
    }

    /// <summary>Asks a contract in doubt, if there is one. One-way: its answer comes as Confirm or Release.</summary>
    private void Ask(VehicleTenancy? holder, DateTimeOffset now)
    {
        if (holder is null) return;
        GrainFactory.GetGrain<IContractGrain>(new ContractKey(_key.Fleet, holder.Contract).ToString())
            .Resolve(new(holder.Attempt, this.GetPrimaryKeyString(), HolderIsVehicle: true, new(now, Caller.Platform)), CancellationToken.None)
            .Ignore();
    }

    /// <summary>
    /// A hold whose contract lost its own record of it would be asked about by nobody: the car is not on offer, so no rival
    /// comes. Only a hold that an earlier activation left is watched: while this one lives the contract's deadline sees to it.
    /// </summary>
    private void WatchHolds()
    {
        if (_key.Fleet.IsSimulated || _holdTimer is not null) return;
        _holdTimer = this.RegisterGrainTimer(AskAboutHolds, new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), HoldCheck));
    }

    private Task AskAboutHolds(CancellationToken cancellation)
    {
        var now = Now(_key.Fleet, default);
        foreach (var hold in HoldRules.Tentative(Vehicle!))
        {
            if (hold.IsInDoubt(now)) Ask(hold, now);
        }
        return Task.CompletedTask;
    }

    /// <summary>Hands open remote commands to the device, again if need be: it tells repeats by their id.</summary>
    private async Task HandOver(DateTimeOffset now)
    {
        if (Vehicle is not { } vehicle) return;
        WatchRemoteCommands(vehicle);
        var handedOver = false;
        foreach (var command in RemoteCommandRules.Open(vehicle, now))
            handedOver |= await devices.Send(_key, command, now, CancellationToken.None);
        if (handedOver) await Settle(vehicle, now, v => RemoteCommandRules.Sent(v, new(now, Caller.Platform), now));
    }

    /// <summary>In a simulated fleet nothing happens between two commands, so its time-outs come with the next touch.</summary>
    private void WatchRemoteCommands(VehicleState vehicle)
    {
        if (_key.Fleet.IsSimulated || _remoteCommandTimer is not null || RemoteCommandRules.NextDue(vehicle) is null) return;
        _remoteCommandTimer = this.RegisterGrainTimer(CheckRemoteCommands, new GrainTimerCreationOptions(RemoteCommandCheck, RemoteCommandCheck));
    }

    private async Task CheckRemoteCommands(CancellationToken cancellation)
    {
        if (Vehicle is not { } vehicle) return;
        var now = Now(_key.Fleet, default);
        await Settle(vehicle, now, _ => Decision<VehicleEvent>.Nothing);
        await HandOver(now);
        if (RemoteCommandRules.NextDue(Vehicle!) is not null) return;
        _remoteCommandTimer?.Dispose();
        _remoteCommandTimer = null;
    }

    [LoggerMessage(LogLevel.Error, "Holds of {Vehicle} are not checked: VehicleOptions.CheckHolds is off. Rivals get the same car. For the power-cut harness only.")]
    private static partial void HoldsUnchecked(ILogger logger, VehicleKey vehicle);
}
