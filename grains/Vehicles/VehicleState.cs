using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;

namespace FleetActors.Vehicles;

/// <summary>How far a turn has come.</summary>
[GenerateSerializer, Alias("TenancyPhase")]
public enum TenancyPhase
{
    /// <summary>Set aside; not begun.</summary>
    Held = 1,
    /// <summary>Running.</summary>
    OnTrip = 2,
    /// <summary>Running, parked by the customer.</summary>
    Paused = 3,
}

/// <summary>One contract's numbered turn on a vehicle.</summary>
/// <param name="Number">Only grows from one hold of the vehicle to the next.</param>
/// <param name="Contract">Whose turn.</param>
/// <param name="Attempt">The contract's attempt.</param>
/// <param name="AskAfter">Past this a hold that is not firm is in doubt.</param>
/// <param name="IsFirm">Whether the contract has decided to keep it.</param>
/// <param name="Booking">The agreed period, or null for a ride without agreed end.</param>
/// <param name="Buffer">Time to leave free around the booking.</param>
/// <param name="FreeUntil">As answered when it was held, so that a repeat gets the same answer.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="HeldAt">When it was set aside.</param>
/// <param name="StartedAt">When the rental began.</param>
[GenerateSerializer, Immutable, Alias("VehicleTenancy")]
public sealed record VehicleTenancy(
    [property: Id(0)] long Number,
    [property: Id(1)] ContractId Contract,
    [property: Id(2)] int Attempt,
    [property: Id(3)] DateTimeOffset AskAfter,
    [property: Id(4)] bool IsFirm,
    [property: Id(5)] RentalPeriod? Booking,
    [property: Id(6)] TimeSpan Buffer,
    [property: Id(7)] DateTimeOffset? FreeUntil,
    [property: Id(8)] TenancyPhase Phase,
    [property: Id(9)] DateTimeOffset HeldAt,
    [property: Id(10)] DateTimeOffset? StartedAt)
{
    /// <summary>Whether it is the turn of this attempt.</summary>
    public bool Matches(ContractId contract, int attempt) => Contract == contract && Attempt == attempt;

    /// <summary>Whether only its contract can say if it stands: tentative and past its time to ask.</summary>
    public bool IsInDoubt(DateTimeOffset now) => !IsFirm && now > AskAfter;
}

/// <summary>An attempt whose turn is over. Remembered until its hold could no longer arrive again.</summary>
[GenerateSerializer, Immutable, Alias("ClosedAttempt")]
public readonly record struct ClosedAttempt(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] DateTimeOffset AskAfter);

/// <summary>A vehicle's record: its commercial truth. Changed only by <see cref="VehicleEvolve"/>.</summary>
/// <param name="Registration">A copy of what the shard knows.</param>
/// <param name="Revision">Counts the events.</param>
/// <param name="LastTenancy">The highest tenancy number given.</param>
/// <param name="Current">The turn that holds or uses the car now.</param>
/// <param name="Calendar">Bookings ahead, by time; at most <see cref="VehicleLimits.Bookings"/>.</param>
/// <param name="Closed">Attempts that are over and could still be repeated; at most <see cref="ClosedCapacity"/>.</param>
/// <param name="OutOfService">Why it is off the offer, or will be from the tenancy's end; null when on offer.</param>
/// <param name="IsDecommissioned">Whether it has left the fleet.</param>
/// <param name="IsContactLost">Whether there is no contact.</param>
/// <param name="ChargePercent">The last noteworthy level.</param>
/// <param name="IsCharging">Whether it charges at a plug.</param>
/// <param name="OdometerMetres">The last noteworthy odometer.</param>
/// <param name="Remote">Open and latest finished remote commands, oldest first.</param>
/// <param name="Answers">Answered commands.</param>
/// <param name="History">The newest events, and where the older pages are.</param>
[GenerateSerializer, Immutable, Alias("VehicleState")]
public sealed record VehicleState(
    [property: Id(0)] VehicleRegistration Registration,
    [property: Id(1)] long Revision,
    [property: Id(2)] long LastTenancy,
    [property: Id(3)] VehicleTenancy? Current,
    [property: Id(4)] ImmutableArray<VehicleTenancy> Calendar,
    [property: Id(5)] ImmutableArray<ClosedAttempt> Closed,
    [property: Id(6)] ServiceReason? OutOfService,
    [property: Id(7)] bool IsDecommissioned,
    [property: Id(8)] bool IsContactLost,
    [property: Id(9)] float? ChargePercent,
    [property: Id(10)] bool IsCharging,
    [property: Id(11)] long OdometerMetres,
    [property: Id(12)] ImmutableArray<RemoteCommand> Remote,
    [property: Id(13)] CommandLog<Done> Answers,
    [property: Id(14)] VehicleHistory History)
{
    /// <summary>When the newest fix that a stored notice rests on was taken: what rests on older ones is a repeat, or too late.</summary>
    [Id(15)] public DateTimeOffset NoticedUntil { get; init; }

    /// <summary>
    /// The most closed attempts remembered. Beyond it the one that expires first is forgotten; a repeat of its hold would then
    /// only make a hold that its contract releases when asked.
    /// </summary>
    public const int ClosedCapacity = 16;

    /// <summary>Stands for "no record": no car.</summary>
    public static VehicleState Unregistered { get; } = New(new(default, "", "", "", "", default, default, 0, 0, 0, 0));

    /// <summary>A registered car to which nothing has happened yet.</summary>
    public static VehicleState New(VehicleRegistration registration) => new(
        registration, 0, 0, null, [], [], null, false, false, null, false, registration.OdometerMetres, [],
        CommandLog<Done>.Empty, VehicleHistory.Empty);

    /// <summary>The commercial state.</summary>
    public VehicleStatus Status => this switch
    {
        { IsDecommissioned: true } => VehicleStatus.Decommissioned,
        { Current.Phase: TenancyPhase.OnTrip } => VehicleStatus.OnTrip,
        { Current.Phase: TenancyPhase.Paused } => VehicleStatus.Paused,
        { Current: not null } => VehicleStatus.Reserved,
        { OutOfService: not null } => VehicleStatus.OutOfService,
        _ => VehicleStatus.Available,
    };

    /// <summary>The turn of an attempt, now or in the calendar.</summary>
    public VehicleTenancy? Find(ContractId contract, int attempt)
    {
        if (Current is { } current && current.Matches(contract, attempt)) return current;
        foreach (var booking in Calendar)
            if (booking.Matches(contract, attempt)) return booking;
        return null;
    }

    /// <summary>A contract's turn by its number, now or in the calendar.</summary>
    public VehicleTenancy? Find(ContractId contract, long tenancy)
    {
        if (Current is { } current && current.Number == tenancy && current.Contract == contract) return current;
        foreach (var booking in Calendar)
            if (booking.Number == tenancy && booking.Contract == contract) return booking;
        return null;
    }
}
