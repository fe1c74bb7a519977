using System.Collections.Immutable;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Contracts;
using FleetActors.Vehicles;

namespace FleetActors.Api;

/// <summary>A contract in a list.</summary>
/// <param name="Contract">Its id.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Vehicle">The car.</param>
/// <param name="Customer">Who rents.</param>
/// <param name="ReservedAt">When the car was set aside.</param>
/// <param name="StartedAt">When charging began.</param>
/// <param name="AgreedEnd">The agreed end, when there is one.</param>
public sealed record ContractItem(
    ContractId Contract, ContractStatus Status, VehicleId? Vehicle, CustomerId? Customer,
    DateTimeOffset? ReservedAt, DateTimeOffset? StartedAt, DateTimeOffset? AgreedEnd);

/// <summary>
/// Finding open contracts, without an index that could lag: a customer and a vehicle know their own, and those of the whole fleet
/// are those of the cars that their shards know as taken.
/// </summary>
public static class ContractSearchEndpoints
{
    /// <summary>The most contracts of one answer.</summary>
    public const int MaxLimit = 200;

    private const int AtOnce = 16;

    /// <summary>Maps <c>GET /contracts</c>.</summary>
    public static void MapContractSearch(this RouteGroupBuilder v1) =>
        v1.MapGet("/contracts", Find).WithTags("Contracts").Demand(Role.Operator).Answers<Listing<ContractItem>>()
            .WithSummary("Open contracts of a vehicle (with its bookings ahead), of a customer, or of all cars that are taken now (status=open)");

    private static async Task<IResult> Find(FleetCall call, VehicleId? vehicle, CustomerId? customer, string? status, int? limit)
    {
        if (status is not (null or "open")) throw BadInputException.Parameter(nameof(status), "open.");
        var most = limit ?? MaxLimit;
        if (most is < 1 or > MaxLimit) throw BadInputException.Parameter(nameof(limit), $"1 to {MaxLimit}.");
        ImmutableArray<ContractId> ids;
        if (customer is { } who)
        {
            if (await call.Fleet.Customer(who).Get(call.Cancellation) is not { } known) return FleetCall.Missing(Refusal.UnknownCustomer);
            ids = [.. known.Holds.Select(hold => hold.Contract)];
        }
        else if (vehicle is { } car)
        {
            var view = await call.Fleet.Vehicle(car).View(call.Now, call.Cancellation);
            if (view.Refused is { } refused) return RefusalProblem.Of(refused);
            ids = Of(view.Accepted, withBookings: true);
        }
        else
        {
            ids = status is null ? throw BadInputException.Parameter("contracts", "give vehicle, customer or status=open.") : await OfTakenCars(call, most);
        }
        var items = await Each(ids.Distinct(), (id, token) => Item(call, id, token), call.Cancellation);
        return TypedResults.Ok(new Listing<ContractItem>([.. items.OfType<ContractItem>()
            .Where(item => vehicle is null || item.Vehicle == vehicle).Take(most)]));
    }

    private static async Task<ImmutableArray<ContractId>> OfTakenCars(FleetCall call, int most)
    {
        var taken = new List<VehicleId>();
        foreach (var state in new[] { VehicleStatus.OnTrip, VehicleStatus.Paused, VehicleStatus.Reserved })
        {
            if (taken.Count >= most) break;
            taken.AddRange((await call.Fleet.Vehicles.Find(new(null, state, most - taken.Count), call.Cancellation)).Select(seen => seen.Registration.Id));
        }
        var views = await Each(taken, (car, token) => call.Fleet.Vehicle(car).View(call.Now, token), call.Cancellation);
        return [.. views.Where(view => view.IsAccepted).SelectMany(view => Of(view.Accepted, withBookings: false))];
    }

    private static ImmutableArray<ContractId> Of(VehicleView view, bool withBookings)
    {
        var ids = ImmutableArray.CreateBuilder<ContractId>();
        if (view.Current is { } current) ids.Add(current.Contract);
        if (withBookings) ids.AddRange(view.Calendar.Select(booking => booking.Contract));
        return ids.ToImmutable();
    }

    private static async Task<ContractItem?> Item(FleetCall call, ContractId id, CancellationToken cancellation) =>
        await call.Fleet.Contract(id).View(cancellation) is { } contract
            ? new(id, contract.Status, contract.Request?.Vehicle, contract.Request?.Customer, contract.ReservedAt, contract.StartedAt, contract.AgreedEnd)
            : null;

    private static async Task<TAnswer[]> Each<T, TAnswer>(IEnumerable<T> all, Func<T, CancellationToken, Task<TAnswer>> ask, CancellationToken cancellation)
    {
        T[] asked = [.. all];
        var answers = new TAnswer[asked.Length];
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, asked.Length), bounded, async (at, token) => answers[at] = await ask(asked[at], token));
        return answers;
    }
}
