using System.Collections.Immutable;

namespace FleetActors.Vehicles;

/// <summary>
/// The digital twin of one car. Key: <see cref="VehicleKey"/>. A car that its shard does not know is refused with
/// <see cref="Refusal.UnknownVehicle"/> by every command.
/// </summary>
[Alias("IVehicleGrain")]
public interface IVehicleGrain : IGrainWithStringKey
{
    /// <summary>Sets the vehicle aside for one attempt of a contract. Durable when answered.</summary>
    [Alias("Hold")] Task<Outcome<VehicleHeldAnswer>> Hold(HoldVehicle command, CancellationToken cancellation);

    /// <summary>Makes a hold firm.</summary>
    [Alias("Confirm")] Task<Outcome<Done>> Confirm(ConfirmHold command, CancellationToken cancellation);

    /// <summary>Gives a hold back.</summary>
    [Alias("Release")] Task<Outcome<Done>> Release(ReleaseHold command, CancellationToken cancellation);

    /// <summary>Begins the tenancy.</summary>
    [Alias("Start")] Task<Outcome<Done>> Start(StartTenancy command, CancellationToken cancellation);

    /// <summary>Pauses or resumes the tenancy.</summary>
    [Alias("Pause")] Task<Outcome<Done>> Pause(PauseTenancy command, CancellationToken cancellation);

    /// <summary>Moves the agreed end.</summary>
    [Alias("Extend")] Task<Outcome<Done>> Extend(ExtendTenancy command, CancellationToken cancellation);

    /// <summary>Ends the tenancy.</summary>
    [Alias("End")] Task<Outcome<Done>> End(EndTenancy command, CancellationToken cancellation);

    /// <summary>Changes plate, names, class or seats.</summary>
    [Alias("Update")] Task<Outcome<Done>> Update(CommandHeader header, UpdateVehicle command, CancellationToken cancellation);

    /// <summary>Takes it off the offer.</summary>
    [Alias("TakeOutOfService")] Task<Outcome<Done>> TakeOutOfService(CommandHeader header, TakeOutOfService command, CancellationToken cancellation);

    /// <summary>Puts it back on offer.</summary>
    [Alias("ReturnToService")] Task<Outcome<Done>> ReturnToService(CommandHeader header, ReturnToService command, CancellationToken cancellation);

    /// <summary>Takes it out of the fleet.</summary>
    [Alias("Decommission")] Task<Outcome<Done>> Decommission(CommandHeader header, DecommissionVehicle command, CancellationToken cancellation);

    /// <summary>Takes it back into the fleet.</summary>
    [Alias("Recommission")] Task<Outcome<Done>> Recommission(CommandHeader header, RecommissionVehicle command, CancellationToken cancellation);

    /// <summary>Queues a remote command under the header's id. Durable when answered; its life shows in <see cref="View"/>.</summary>
    [Alias("Send")] Task<Outcome<Done>> Send(CommandHeader header, SendRemoteCommand command, CancellationToken cancellation);

    /// <summary>A gateway fetches the open remote commands that wait for it, at most <see cref="VehicleLimits.OpenRemoteCommands"/>; they count as sent.</summary>
    [Alias("TakeRemoteCommands")] Task<Outcome<ImmutableArray<RemoteCommand>>> TakeRemoteCommands(Stamp stamp, CancellationToken cancellation);

    /// <summary>A device or its gateway answers a remote command.</summary>
    [Alias("ReportRemoteCommand")] Task<Outcome<Done>> ReportRemoteCommand(ReportRemoteCommand command, CancellationToken cancellation);

    /// <summary>Noteworthy readings of the car.</summary>
    [Alias("ReportReadings")] Task<Outcome<Done>> ReportReadings(ReportReadings command, CancellationToken cancellation);

    /// <summary>Contact was lost or came back.</summary>
    [Alias("ReportContact")] Task<Outcome<Done>> ReportContact(ReportContact command, CancellationToken cancellation);

    /// <summary>The shard tells what a fix showed. Repeats are harmless.</summary>
    [Alias("ReportNotices")] Task<Outcome<Done>> ReportNotices(ReportNotices command, CancellationToken cancellation);

    /// <summary>What the record says at <paramref name="now"/> (which a simulated fleet's caller gives; a live fleet's own clock decides).</summary>
    [Alias("View")] Task<Outcome<VehicleView>> View(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>One page of the history. Pages are numbered from 0; the first page with an event at or after a time is found by <see cref="HistoryFrom"/>.</summary>
    [Alias("History")] Task<Outcome<VehicleHistoryPage>> History(int page, CancellationToken cancellation);

    /// <summary>The first page that has an event at or after <paramref name="from"/>, or the last page.</summary>
    [Alias("HistoryFrom")] Task<Outcome<VehicleHistoryPage>> HistoryFrom(DateTimeOffset from, CancellationToken cancellation);
}

/// <summary>How much of each a vehicle keeps.</summary>
public static class VehicleLimits
{
    /// <summary>Bookings ahead.</summary>
    public const int Bookings = 64;

    /// <summary>Remote commands that wait for an answer.</summary>
    public const int OpenRemoteCommands = 16;

    /// <summary>Finished remote commands that are still shown.</summary>
    public const int FinishedRemoteCommands = 16;

    /// <summary>Events of a history page.</summary>
    public const int HistoryPage = 8; // fixed: stored records are replayed with it
}
