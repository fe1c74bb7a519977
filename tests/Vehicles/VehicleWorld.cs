using System.Collections.Immutable;
using System.Text.Json;
using FleetActors.Commands;
using FleetActors.Records;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Vehicles;

/// <summary>One vehicle under random commands, with an observer that trusts nothing but the events.</summary>
internal sealed class VehicleWorld
{
    private long? _holder;

    public VehicleState Vehicle { get; private set; } = Fresh();

    public DateTimeOffset Now { get; private set; } = T0;

    /// <summary>How often the record was written.</summary>
    public long Writes { get; private set; }

    public List<VehicleEvent> Events { get; } = [];

    public List<VehiclePage> Pages { get; } = [];

    public ImmutableArray<string> RepeatChanges { get; private set; } = [];

    /// <summary>The first overlap of two turns that the observer saw.</summary>
    public string? Overlap { get; private set; }

    public Func<VehicleState, HoldVehicle, DateTimeOffset, Decision<VehicleEvent>> HoldRule { get; init; } = HoldRules.Hold;

    /// <summary>Everything but the history and the answers, to compare.</summary>
    public static string Text(VehicleState vehicle) =>
        JsonSerializer.Serialize(vehicle with { History = VehicleHistory.Empty, Answers = CommandLog<Done>.Empty });

    /// <summary>Plays the command that a number stands for, then the same again.</summary>
    public void Do(int code)
    {
        var dice = new Dice(code);
        Now = Now.AddSeconds(dice.Of(4) == 0 ? dice.Of(600) : dice.Of(12));
        var (name, decide) = Command(dice);
        Play(decide);
        var again = RemoteCommandRules.AfterExpiry(Vehicle, v => decide(v, Now), Now);
        if (again.IsAccepted && !again.Events.IsEmpty) RepeatChanges = RepeatChanges.Add(name);
    }

    private void Play(Func<VehicleState, DateTimeOffset, Decision<VehicleEvent>> decide)
    {
        var decision = RemoteCommandRules.AfterExpiry(Vehicle, v => decide(v, Now), Now);
        if (decision.Events.IsEmpty) return;
        if (Vehicle.History.IsFull) Pages.Add(Vehicle.History.Page);
        Vehicle = VehicleEvolve.Apply(Vehicle, new JournalEntry<VehicleEvent>(Writes++, Now, decision.Events, null));
        Events.AddRange(decision.Events);
        foreach (var happened in decision.Events) Observe(happened);
    }

    private (string, Func<VehicleState, DateTimeOffset, Decision<VehicleEvent>>) Command(Dice dice)
    {
        var contract = new ContractId($"c{dice.Of(3)}");
        var attempt = 1 + dice.Of(3);
        var tenancy = Math.Max(1, Vehicle.LastTenancy - dice.Of(3));
        var issuedAt = Now.AddSeconds(-dice.Of(14));
        var header = Header($"h{dice.Of(40)}", Now);
        var from = Now.AddMinutes(dice.Of(200));
        var booking = dice.Of(3) == 0 ? new FleetActors.Contracts.RentalPeriod(from, from.AddMinutes(1 + dice.Of(100))) : null;
        var (yes, attention, reason) = (dice.Of(2) == 0, dice.Of(5) == 0, (ReleaseReason)(1 + dice.Of(4)));
        var hold = new HoldVehicle(contract, attempt, issuedAt.AddSeconds(10), booking, TimeSpan.FromMinutes(dice.Of(20)), At(Now));
        var of = Vehicle.Current is { } current && dice.Of(4) != 0 ? (current.Contract, current.Number, current.Attempt) : (contract, tenancy, attempt);
        return dice.Of(17) switch
        {
            0 or 1 or 2 => ("hold", (v, now) => HoldRule(v, hold, now)),
            3 => ("confirm", (v, now) => HoldRules.Confirm(v, new(of.Item1, of.Item3, At(now)), now)),
            4 => ("release", (v, now) => HoldRules.Release(v, new(contract, attempt, reason, At(now)), now)),
            5 or 6 => ("start", (v, now) => TenancyRules.Start(v, new(of.Item1, of.Item3, At(now)), now)),
            7 => ("pause", (v, now) => TenancyRules.Pause(v, new(of.Item1, of.Item2, yes, At(now)), now)),
            8 => ("extend", (v, now) => TenancyRules.Extend(v, new(of.Item1, of.Item2, from, At(now)), now)),
            9 or 10 => ("end", (v, now) => TenancyRules.End(v, new(of.Item1, of.Item2, issuedAt, yes, attention, At(now)), now)),
            11 => ("contact", (v, now) => ServiceRules.Contact(v, new(yes, At(now)), now)),
            12 => ("readings", Readings(new(dice.Of(101), dice.Of(3) == 0 ? yes : null, 1_000 + dice.Of(5_000), At(Now)))),
            13 => ("service", (v, now) => yes ? ServiceRules.TakeOutOfService(v, header, new(ServiceReason.Cleaning), now) : ServiceRules.ReturnToService(v, header, new(), now)),
            14 => ("fleet", (v, now) => yes ? ServiceRules.Decommission(v, header, new(), now) : ServiceRules.Recommission(v, header, new(), now)),
            15 => ("send", (v, now) => RemoteCommandRules.Send(v, header, new((RemoteCommandKind)(1 + KindOf(header)), yes ? of.Item2 : null), null, now)),
            _ => ("report", (v, now) => yes ? RemoteCommandRules.Sent(v, At(now), now) : RemoteCommandRules.Report(v, new(header.Id, attempt > 1, null, At(now)), now)),
        };

        static int KindOf(CommandHeader header) => header.Id.Value.Length + header.Id.Value[^1] % 6;
    }

    private static Func<VehicleState, DateTimeOffset, Decision<VehicleEvent>> Readings(ReportReadings report) =>
        (vehicle, now) => ServiceRules.Readings(vehicle, report, now);

    private void Observe(VehicleEvent happened)
    {
        switch (happened)
        {
            case VehicleHeld { Booking: null } held: Take(held.Tenancy); break;
            case TenancyStarted started: Take(started.Tenancy); break;
            case TenancyEnded ended when _holder == ended.Tenancy: _holder = null; break;
            case HoldReleased released when _holder == released.Tenancy: _holder = null; break;
        }
    }

    private void Take(long tenancy)
    {
        if (_holder is { } other && other != tenancy) Overlap ??= $"turn {tenancy} holds the car while turn {other} does";
        _holder = tenancy;
    }

    /// <summary>Takes a number apart: the same number always means the same command.</summary>
    private sealed class Dice(int code)
    {
        private uint _left = unchecked((uint)code * 2_654_435_761u) | 1;

        public int Of(int sides)
        {
            unchecked
            {
                _left ^= _left << 13;
                _left ^= _left >> 17;
                _left ^= _left << 5;
            }
            return (int)(_left % (uint)sides);
        }
    }
}
