using FleetActors.Vehicles;

namespace FleetActors.Chaos;

/// <summary>One car's turns never overlap: told by its own history, and again by the contracts that rented it.</summary>
public static class CarChecks
{
    /// <summary>Checks one car.</summary>
    /// <param name="car">Its number.</param>
    /// <param name="snapshot">Storage.</param>
    /// <param name="rented">All contracts that asked for it.</param>
    /// <param name="findings">What is wrong.</param>
    public static async Task CheckAsync(int car, Snapshot snapshot, IReadOnlyCollection<ContractFacts> rented, Findings findings)
    {
        VehicleState? state;
        try
        {
            state = await snapshot.CarAsync(car);
        }
        catch (InvalidDataException damage)
        {
            findings.Add($"car {car}: {damage.Message}");
            return;
        }
        var turns = state is null ? [] : CheckHistory(car, await EventsAsync(car, state, snapshot, findings), findings);
        foreach (var contract in rented)
        {
            if (contract.Tenancy is not { } tenancy) continue;
            if (!turns.TryGetValue(tenancy, out var holder))
                findings.Add($"car {car}: the turn {tenancy} of contract {contract.Trail.Contract} is not in its history");
            else
                findings.Unless(holder == contract.Trail.Contract, $"car {car}: turn {tenancy} belongs to {holder} and to {contract.Trail.Contract}");
        }
        CheckRentals(car, rented, findings);
    }

    private static async Task<List<VehicleEvent>> EventsAsync(int car, VehicleState state, Snapshot snapshot, Findings findings)
    {
        var events = new List<VehicleEvent>();
        for (var number = 0; number < state.History.FullPages; number++)
        {
            if (await snapshot.CarPageAsync(car, number) is { } page) events.AddRange(page.Events);
            else findings.Add($"car {car}: page {number} of its history is missing");
        }
        events.AddRange(state.History.Recent);
        return events;
    }

    /// <summary>Turns by number, with the contract that held them.</summary>
    private static Dictionary<long, string> CheckHistory(int car, List<VehicleEvent> events, Findings findings)
    {
        var turns = new Dictionary<long, string>();
        long? open = null, last = null;
        foreach (var happened in events)
        {
            switch (happened)
            {
                case VehicleHeld held:
                    findings.Unless(open is null, $"car {car}: turn {held.Tenancy} of {held.Contract} begins while turn {open} lasts: tenancies overlap");
                    findings.Unless(last is null || held.Tenancy > last, $"car {car}: turn {held.Tenancy} comes after turn {last}");
                    findings.Unless(turns.TryAdd(held.Tenancy, held.Contract.Value), $"car {car}: turn {held.Tenancy} was given twice");
                    open = last = held.Tenancy;
                    break;
                case TenancyStarted { Tenancy: var started }:
                    findings.Unless(open == started, $"car {car}: turn {started} starts while turn {open} lasts");
                    break;
                case TenancyEnded or HoldReleased:
                    var over = happened is TenancyEnded ended ? ended.Tenancy : ((HoldReleased)happened).Tenancy;
                    findings.Unless(open == over, $"car {car}: turn {over} ends while turn {open} lasts");
                    open = null;
                    break;
            }
        }
        return turns;
    }

    /// <summary>As the customers saw it: nobody takes the car before the one before has given it back.</summary>
    private static void CheckRentals(int car, IEnumerable<ContractFacts> rented, Findings findings)
    {
        ContractFacts? before = null;
        foreach (var rental in rented.Where(contract => contract.StartedAt is not null).OrderBy(contract => contract.StartedAt))
        {
            findings.Unless(
                before is null || before.EndedAt <= rental.StartedAt,
                $"car {car}: {rental.Trail.Contract} took it while {before?.Trail.Contract} had it: rentals overlap");
            before = rental;
        }
    }
}
