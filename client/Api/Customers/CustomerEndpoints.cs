using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Customers;

namespace FleetActors.Api;

/// <summary>A new customer.</summary>
/// <param name="Id">Chosen by the caller.</param>
/// <param name="Profile">What is known.</param>
public sealed record RegisterCustomerBody(CustomerId Id, CustomerProfile Profile);

/// <summary>Customers of the caller's fleet.</summary>
public static class CustomerEndpoints
{
    private const string ProfileExample = """{"name":"Ada Lovelace","email":"ada@example.org","birthDate":"1990-12-10","licence":{"number":"B072RRE2I55","country":"DE","classes":["B"],"validUntil":"2033-01-18"},"creditLimit":{"amount":"500.00","currency":"EUR"},"maxOpenContracts":2}""";

    /// <summary>Maps <c>/customers</c>.</summary>
    public static void MapCustomers(this RouteGroupBuilder v1)
    {
        var customers = v1.MapGroup("/customers").WithTags("Customers");
        customers.MapPost("", Register).Demand(Role.Operator).Answers<CustomerView>(StatusCodes.Status201Created)
            .WithSummary("Register a customer").WithExample($$"""{"id":"ada","profile":{{ProfileExample}}}""");
        customers.MapGet("/{id}", Get).Demand(Role.Operator).Answers<CustomerView>()
            .WithSummary("A customer with holds and balances");
        customers.MapPut("/{id}", Update).Demand(Role.Operator).Answers<CustomerView>()
            .WithSummary("Replace what is known of a customer").WithExample(ProfileExample);
        customers.MapPost("/{id}/licence-check", CheckLicence).Demand(Role.Operator).Answers<CustomerView>()
            .WithSummary("Vouch for the licence on file").WithExample("""{"number":"B072RRE2I55","validUntil":"2033-01-18"}""");
        customers.MapPost("/{id}/suspend", Suspend).Demand(Role.Operator).Answers<CustomerView>()
            .WithSummary("Allow no new contracts").WithExample("""{"reason":"Unpaid invoice"}""");
        customers.MapPost("/{id}/reinstate", Reinstate).Demand(Role.Operator).Answers<CustomerView>()
            .WithSummary("Allow new contracts again");
        customers.MapGet("/{id}/ledger", Ledger).Demand(Role.Operator).Answers<LedgerPage>()
            .WithSummary("A page of the customer's ledger; page counts from 0");
    }

    private static Task<IResult> Register(FleetCall call, RegisterCustomerBody body) => call.Command(
        (fleet, header) => fleet.Customer(body.Id).Register(body.Profile, header, call.Cancellation),
        async _ => TypedResults.Created($"/v1/customers/{body.Id}", await call.Fleet.Customer(body.Id).Get(call.Cancellation)));

    private static async Task<IResult> Get(FleetCall call, CustomerId id) =>
        await call.Fleet.Customer(id).Get(call.Cancellation) is { } customer
            ? TypedResults.Ok(customer)
            : FleetCall.Missing(Refusal.UnknownCustomer);

    private static Task<IResult> Update(FleetCall call, CustomerId id, CustomerProfile body) => call.Command(
        (fleet, header) => fleet.Customer(id).Update(body, header, call.Cancellation), _ => Get(call, id));

    private static Task<IResult> CheckLicence(FleetCall call, CustomerId id, CheckLicence body) => call.Command(
        (fleet, header) => fleet.Customer(id).CheckLicence(body, header, call.Cancellation), _ => Get(call, id));

    private static Task<IResult> Suspend(FleetCall call, CustomerId id, SuspendCustomer body) => call.Command(
        (fleet, header) => fleet.Customer(id).Suspend(body, header, call.Cancellation), _ => Get(call, id));

    private static Task<IResult> Reinstate(FleetCall call, CustomerId id) => call.Command(
        (fleet, header) => fleet.Customer(id).Reinstate(header, call.Cancellation), _ => Get(call, id));

    private static async Task<IResult> Ledger(FleetCall call, CustomerId id, int page = 0)
    {
        if (page < 0) throw BadInputException.Parameter(nameof(page), "0 or more.");
        var customer = call.Fleet.Customer(id);
        if (await customer.Get(call.Cancellation) is null) return FleetCall.Missing(Refusal.UnknownCustomer);
        return TypedResults.Ok(await customer.LedgerPage(page, call.Cancellation) ?? new LedgerPage(page, []));
    }
}
