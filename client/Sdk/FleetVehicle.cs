using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Sdk;

/// <summary>One vehicle.</summary>
public readonly record struct FleetVehicle(FleetHandle Fleet, VehicleId Id)
{
    /// <summary>What its record says, or a refusal when the fleet has no such vehicle.</summary>
    /// <param name="now">The fleet's present; matters only in a simulated fleet.</param>
    /// <param name="cancellation">The caller gives up.</param>
    public Task<Outcome<VehicleView>> View(DateTimeOffset now, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Ask(token => grain.View(now, token), cancellation);
    }

    /// <summary>A page of its history, counted from 0.</summary>
    public Task<Outcome<VehicleHistoryPage>> History(int page, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Ask(token => grain.History(page, token), cancellation);
    }

    /// <summary>The first page of its history with an event at or after a time.</summary>
    public Task<Outcome<VehicleHistoryPage>> HistoryFrom(DateTimeOffset from, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Ask(token => grain.HistoryFrom(from, token), cancellation);
    }

    /// <summary>Changes plate, names, class or seats.</summary>
    public Task<CommandResult<Done>> Update(UpdateVehicle command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Update(sent, command, token), cancellation);
    }

    /// <summary>Takes it off the offer; during a tenancy, when that ends.</summary>
    public Task<CommandResult<Done>> TakeOutOfService(ServiceReason reason, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.TakeOutOfService(sent, new TakeOutOfService(reason), token), cancellation);
    }

    /// <summary>Puts it back on offer.</summary>
    public Task<CommandResult<Done>> ReturnToService(CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.ReturnToService(sent, new ReturnToService(), token), cancellation);
    }

    /// <summary>Takes it out of the fleet.</summary>
    public Task<CommandResult<Done>> Decommission(CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Decommission(sent, new DecommissionVehicle(), token), cancellation);
    }

    /// <summary>Takes it back into the fleet, out of service.</summary>
    public Task<CommandResult<Done>> Recommission(CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Recommission(sent, new RecommissionVehicle(), token), cancellation);
    }

    /// <summary>Queues a remote command under the header's id.</summary>
    public Task<CommandResult<Done>> Send(SendRemoteCommand command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(header, (sent, token) => grain.Send(sent, command, token), cancellation);
    }

    /// <summary>Locks the doors, on the operator's behalf.</summary>
    public Task<CommandResult<Done>> Lock(CommandHeader? header = null, CancellationToken cancellation = default) =>
        Send(new SendRemoteCommand(RemoteCommandKind.Lock, null), header, cancellation);

    /// <summary>Unlocks the doors, on the operator's behalf.</summary>
    public Task<CommandResult<Done>> Unlock(CommandHeader? header = null, CancellationToken cancellation = default) =>
        Send(new SendRemoteCommand(RemoteCommandKind.Unlock, null), header, cancellation);

    /// <summary>A gateway fetches what waits for the car; it then counts as sent.</summary>
    public Task<CommandResult<ImmutableArray<RemoteCommand>>> TakeRemoteCommands(Stamp stamp, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(null, (_, token) => grain.TakeRemoteCommands(stamp, token), cancellation);
    }

    /// <summary>The device answers a remote command.</summary>
    public Task<CommandResult<Done>> Report(ReportRemoteCommand report, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(null, (_, token) => grain.ReportRemoteCommand(report, token), cancellation);
    }

    /// <summary>The device reports charge, charging or odometer.</summary>
    public Task<CommandResult<Done>> Report(ReportReadings report, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(null, (_, token) => grain.ReportReadings(report, token), cancellation);
    }

    /// <summary>Contact with the car was lost or came back.</summary>
    public Task<CommandResult<Done>> Report(ReportContact report, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Fleet.Command(null, (_, token) => grain.ReportContact(report, token), cancellation);
    }

    private IVehicleGrain Grain => Fleet.Client.Grains.Of<IVehicleGrain>(new VehicleKey(Fleet.Id, Id).ToString());
}
