using System.Collections.Immutable;
using FleetActors.Commands;

namespace FleetActors.Vehicles;

/// <summary>The life of remote commands: stored before sent, executed at most once, each with a time-out.</summary>
public static class RemoteCommandRules
{
    /// <summary>How long the device has, from the moment the command is stored.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    /// <summary>How old a fix may be to show that a car in a running tenancy stands still.</summary>
    public static readonly TimeSpan StandstillEvidenceAge = TimeSpan.FromSeconds(120);

    /// <summary>Stores a remote command.</summary>
    /// <param name="latest">The car's latest fix, or null when there is none.</param>
    public static Decision<VehicleEvent> Send(VehicleState vehicle, CommandHeader header, SendRemoteCommand command, Fix? latest, DateTimeOffset now) => command switch
    {
        _ when !Enum.IsDefined(command.Kind) => Refusal.ValueOutOfRange,
        _ when vehicle.IsDecommissioned => Refusal.VehicleDecommissioned,
        _ when vehicle.Remote.Any(known => known.Id == header.Id) => Refusal.CommandIdReused,
        { Tenancy: { } tenancy } when vehicle.Current?.Number != tenancy => OfOtherTenancy(vehicle, tenancy),
        _ when vehicle.IsContactLost => Refusal.VehicleNotContactable,
        { Kind: RemoteCommandKind.Immobilise } when !StandsStill(vehicle, latest, now) =>
            new Refused(Refusal.VehicleMoving, $"when a fix not older than {StandstillEvidenceAge.TotalSeconds:0} s shows at most {Fix.StandstillKmh:0} km/h"),
        { Kind: RemoteCommandKind.StartCharging or RemoteCommandKind.StopCharging } when !vehicle.Registration.IsPluggable => Refusal.EnergyStateWrong,
        { Kind: RemoteCommandKind.StartCharging } when vehicle.IsCharging => Refusal.EnergyStateWrong,
        { Kind: RemoteCommandKind.StopCharging } when !vehicle.IsCharging => Refusal.EnergyStateWrong,
        _ when OpenCount(vehicle, now) >= VehicleLimits.OpenRemoteCommands => Refusal.CommandQueueFull,
        _ => new RemoteCommandQueued(new(
            header.Id, command.Kind, command.Tenancy, RemoteCommandStage.Queued, header.By, now, now + Life, now, null)) { Stamp = new(now, header.By) },
    };

    /// <summary>The queued ones were handed to the device.</summary>
    public static Decision<VehicleEvent> Sent(VehicleState vehicle, Stamp stamp, DateTimeOffset now) =>
        Decision<VehicleEvent>.Of([.. vehicle.Remote
            .Where(command => command.Stage == RemoteCommandStage.Queued && now <= command.DueAt)
            .Select(command => new RemoteCommandAdvanced(command.Id, RemoteCommandStage.Sent, null) { Stamp = new(now, stamp.By) })]);

    /// <summary>The device answered. Only an open command changes.</summary>
    public static Decision<VehicleEvent> Report(VehicleState vehicle, ReportRemoteCommand report, DateTimeOffset now)
    {
        var command = vehicle.Remote.FirstOrDefault(known => known.Id == report.Id);
        if (command is null) return Refusal.UnknownRemoteCommand;
        if (!command.IsOpen || now > command.DueAt) return Decision<VehicleEvent>.Nothing;
        var stamp = new Stamp(now, report.Stamp.By);
        var stage = report.Executed ? RemoteCommandStage.Acknowledged : RemoteCommandStage.Failed;
        var advanced = new RemoteCommandAdvanced(report.Id, stage, Cut(report.Detail)) { Stamp = stamp };
        return (report.Executed, command.Kind) switch
        {
            (true, RemoteCommandKind.StartCharging) when !vehicle.IsCharging => Decision<VehicleEvent>.Of(advanced, new ChargingStarted { Stamp = stamp }),
            (true, RemoteCommandKind.StopCharging) when vehicle.IsCharging => Decision<VehicleEvent>.Of(advanced, new ChargingEnded { Stamp = stamp }),
            _ => advanced,
        };
    }

    /// <summary>Those whose time has run out.</summary>
    public static ImmutableArray<VehicleEvent> Expired(VehicleState vehicle, DateTimeOffset now)
    {
        if (vehicle.Remote.IsEmpty) return [];
        return [.. vehicle.Remote
            .Where(command => command.IsOpen && now > command.DueAt)
            .Select(command => new RemoteCommandAdvanced(command.Id, RemoteCommandStage.TimedOut, null) { Stamp = new(now, Caller.Platform) })];
    }

    /// <summary>Whether deciding about such a command needs the car's latest fix.</summary>
    public static bool NeedsFix(RemoteCommandKind kind) => kind == RemoteCommandKind.Immobilise;

    /// <summary>Those that still wait for an answer, oldest first.</summary>
    public static ImmutableArray<RemoteCommand> Open(VehicleState vehicle, DateTimeOffset now) =>
        vehicle.Remote.IsEmpty ? [] : [.. vehicle.Remote.Where(command => command.IsOpen && now <= command.DueAt)];

    /// <summary>
    /// Decides with what has timed out already timed out. The time-outs are part of the decision, unless it is a refusal; they
    /// alone make an otherwise empty one worth writing.
    /// </summary>
    public static Decision<VehicleEvent> AfterExpiry(VehicleState vehicle, Func<VehicleState, Decision<VehicleEvent>> decide, DateTimeOffset now)
    {
        var expired = Expired(vehicle, now);
        if (expired.IsEmpty) return decide(vehicle);
        var after = vehicle;
        foreach (var happened in expired) after = VehicleEvolve.Evolve(after, happened);
        var decision = decide(after);
        return decision.IsAccepted ? Decision<VehicleEvent>.Of(expired.AddRange(decision.Events)) : decision;
    }

    /// <summary>Those of an ending tenancy that no device has seen: they must not meet the next customer.</summary>
    public static ImmutableArray<VehicleEvent> OfEndedTenancy(VehicleState vehicle, long tenancy, Stamp stamp)
    {
        if (vehicle.Remote.IsEmpty) return [];
        return [.. vehicle.Remote
            .Where(command => command.Stage == RemoteCommandStage.Queued && command.Tenancy == tenancy)
            .Select(command => new RemoteCommandAdvanced(command.Id, RemoteCommandStage.Failed, "tenancy ended") { Stamp = stamp })];
    }

    /// <summary>When the next one times out, or null when none is open.</summary>
    public static DateTimeOffset? NextDue(VehicleState vehicle) => vehicle.Remote.IsEmpty
        ? null
        : vehicle.Remote.Where(command => command.IsOpen).Select(command => (DateTimeOffset?)command.DueAt).Min();

    /// <summary>The list with one more command, without the oldest finished ones that are too many.</summary>
    internal static ImmutableArray<RemoteCommand> With(ImmutableArray<RemoteCommand> commands, RemoteCommand added)
    {
        var finished = commands.Count(command => !command.IsOpen);
        if (finished >= VehicleLimits.FinishedRemoteCommands) commands = commands.Remove(commands.First(command => !command.IsOpen));
        return commands.Add(added);
    }

    /// <summary>The list with one command in another stage.</summary>
    internal static ImmutableArray<RemoteCommand> Advance(ImmutableArray<RemoteCommand> commands, RemoteCommandAdvanced advanced)
    {
        var command = commands.FirstOrDefault(known => known.Id == advanced.Id);
        return command is null || !command.IsOpen
            ? commands
            : commands.Replace(command, command with { Stage = advanced.Stage, ChangedAt = advanced.Stamp.At, Detail = advanced.Detail });
    }

    private static Refusal OfOtherTenancy(VehicleState vehicle, long tenancy) =>
        tenancy <= vehicle.LastTenancy && !vehicle.Calendar.Any(booking => booking.Number == tenancy) ? Refusal.TenancyEnded : Refusal.HoldUnknown;

    private static bool StandsStill(VehicleState vehicle, Fix? latest, DateTimeOffset now) =>
        latest is { IsStandingStill: true } fix && (vehicle.Status != VehicleStatus.OnTrip || now - fix.At <= StandstillEvidenceAge);

    private static int OpenCount(VehicleState vehicle, DateTimeOffset now) =>
        vehicle.Remote.Count(command => command.IsOpen && now <= command.DueAt);

    private static string? Cut(string? detail) =>
        detail?.Length > RemoteCommand.MaxDetailLength ? detail[..RemoteCommand.MaxDetailLength] : detail;
}
