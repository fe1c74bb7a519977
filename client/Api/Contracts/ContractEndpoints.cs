using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Contracts;
using FleetActors.Sdk;

namespace FleetActors.Api;

/// <summary>Contracts of the caller's fleet, from quote to invoice.</summary>
public static class ContractEndpoints
{
    private const string RentalExample = """{"vehicle":"car-1","customer":"ada","tariff":"ride"}""";

    /// <summary>Maps <c>/quotes</c> and <c>/contracts</c>.</summary>
    public static void MapContracts(this RouteGroupBuilder v1)
    {
        v1.MapPost("/quotes", Quote).WithTags("Contracts").Demand(Role.Operator).Answers<ContractView>(StatusCodes.Status201Created)
            .WithSummary("What would it cost? The price stands until the quote runs out")
            .WithExample("""{"vehicle":"car-1","customer":"ada","tariff":"ride","expectedMinutes":30,"expectedKm":12}""");
        var contracts = v1.MapGroup("/contracts").WithTags("Contracts");
        contracts.MapPost("", Reserve).Demand(Role.Operator).Answers<ContractReceipt>(StatusCodes.Status201Created)
            .WithSummary("Reserve: set car and customer aside, now or for a period ahead").WithExample(RentalExample);
        contracts.MapGet("/{id}", Get).Demand(Role.Operator).Answers<ContractView>().WithSummary("Everything about a contract");
        MapSteps(contracts.MapGroup("/{id}"));
    }

    private static void MapSteps(RouteGroupBuilder contract)
    {
        Step(contract, "/start", "Take the car: charging begins", (it, header, end) => it.Start(header, end));
        Step(contract, "/pause", "Park and keep the car", (it, header, end) => it.Pause(header, end));
        Step(contract, "/resume", "Drive on", (it, header, end) => it.Resume(header, end));
        contract.MapPost("/end", End).Demand(Role.Operator).Answers<ContractReceipt>()
            .WithSummary("Give the car back: charging stops. Without signal, with evidence")
            .WithExample("""{"evidence":{"photoReference":"photos/1.jpg","phonePosition":{"latitude":52.52,"longitude":13.405},"odometerMetres":12345678,"takenAt":"2026-05-01T10:00:00Z"}}""");
        contract.MapPost("/cancel", Cancel).Demand(Role.Operator).Answers<ContractReceipt>()
            .WithSummary("Give up before the start").WithExample("""{"byOperator":false}""");
        contract.MapPost("/extend", Extend).Demand(Role.Operator).Answers<ContractReceipt>()
            .WithSummary("Move the agreed end (until), or keep the reservation (reservationMinutes)").WithExample("""{"until":"2026-05-02T10:00:00Z"}""");
        contract.MapPost("/lines", AddLine).Demand(Role.Operator).Answers<ContractReceipt>()
            .WithSummary("Charge damage or a fee").WithExample("""{"kind":"damage","text":"Scratched door","net":{"amount":"120.00","currency":"EUR"},"evidence":"photos/2.jpg"}""");
        contract.MapPost("/credit-notes", Credit).Demand(Role.Operator).Answers<ContractReceipt>()
            .WithSummary("Give back part of a settled invoice's line").WithExample("""{"line":1,"net":{"amount":"1.00","currency":"EUR"},"reason":"Goodwill"}""");
        contract.MapPost("/disputes/{number:int}", ResolveDispute).Demand(Role.Operator).Answers<ContractReceipt>()
            .WithSummary("Resolve a disputed line: give back by credit note, or let the invoice stand")
            .WithExample("""{"resolution":"credited","reason":"The car drove less than was read off"}""");
        contract.MapGet("/invoice", Invoice).Demand(Role.Operator).Answers<ContractInvoice>()
            .WithSummary("The invoice and its corrections, once it is fixed");
    }

    private static void Step(
        RouteGroupBuilder contract, string path, string summary,
        Func<FleetContract, CommandHeader, CancellationToken, Task<CommandResult<ContractReceipt>>> step) =>
        contract.MapPost(path, (FleetCall call, ContractId id) => call.Command(
                (fleet, header) => step(fleet.Contract(id), header, call.Cancellation), TypedResults.Ok))
            .Demand(Role.Operator).Answers<ContractReceipt>().WithSummary(summary);

    private static Task<IResult> Quote(FleetCall call, QuoteBody body)
    {
        var header = call.Header();
        var id = body.Id ?? new ContractId(header.Id.Value);
        return call.Command(
            (fleet, _) => fleet.Contract(id).Quote(body.Command(), header, call.Cancellation),
            async _ => TypedResults.Created($"/v1/contracts/{id}", await call.Fleet.Contract(id).View(call.Cancellation)));
    }

    private static async Task<IResult> Reserve(FleetCall call, ReserveBody body)
    {
        var header = call.Header();
        var command = body.Command();
        var id = body.Quote ?? body.Id ?? new ContractId(header.Id.Value);
        // Vehicle and customer are held side by side: without this look, a mistyped customer would show in the car's history.
        if (body.Customer is { } customer && await call.Fleet.Customer(customer).Get(call.Cancellation) is null)
            return FleetCall.Missing(Refusal.UnknownCustomer);
        return await call.Command(
            (fleet, _) => fleet.Contract(id).Reserve(command, header, call.Cancellation),
            receipt => TypedResults.Created($"/v1/contracts/{id}", receipt));
    }

    private static async Task<IResult> Get(FleetCall call, ContractId id) =>
        await call.Fleet.Contract(id).View(call.Cancellation) is { } contract
            ? TypedResults.Ok(contract)
            : FleetCall.Missing(Refusal.UnknownContract);

    private static Task<IResult> End(FleetCall call, ContractId id, EndBody? body) => call.Command(
        (fleet, header) => body?.Evidence is { } evidence
            ? fleet.Contract(id).End(evidence, header, call.Cancellation)
            : fleet.Contract(id).End(header, call.Cancellation),
        TypedResults.Ok);

    private static Task<IResult> Cancel(FleetCall call, ContractId id, CancelContract? body) => call.Command(
        (fleet, header) => fleet.Contract(id).Cancel(body?.ByOperator ?? false, header, call.Cancellation), TypedResults.Ok);

    private static Task<IResult> Extend(FleetCall call, ContractId id, ExtendBody body) => call.Command(
        (fleet, header) => body switch
        {
            { Until: { } until, ReservationMinutes: null } => fleet.Contract(id).Extend(until, header, call.Cancellation),
            { Until: null, ReservationMinutes: { } minutes } => fleet.Contract(id).ExtendReservation(minutes, header, call.Cancellation),
            _ => throw BadInputException.Value("body", "give either until or reservationMinutes."),
        },
        TypedResults.Ok);

    private static Task<IResult> AddLine(FleetCall call, ContractId id, AddContractLine body) => call.Command(
        (fleet, header) => fleet.Contract(id).AddLine(body, header, call.Cancellation), TypedResults.Ok);

    private static Task<IResult> Credit(FleetCall call, ContractId id, CreditInvoice body) => call.Command(
        (fleet, header) => fleet.Contract(id).Credit(body, header, call.Cancellation), TypedResults.Ok);

    private static Task<IResult> ResolveDispute(FleetCall call, ContractId id, int number, DisputeBody body) => call.Command(
        (fleet, header) => fleet.Contract(id).Resolve(new(number, body.Resolution, body.Reason, body.Net), header, call.Cancellation),
        TypedResults.Ok);

    private static async Task<IResult> Invoice(FleetCall call, ContractId id) => await call.Fleet.Contract(id).View(call.Cancellation) switch
    {
        null => FleetCall.Missing(Refusal.UnknownContract),
        { Invoice: { } invoice } contract => TypedResults.Ok(new ContractInvoice(id, invoice, contract.CreditNotes, contract.Payment)),
        var contract => RefusalProblem.Of(new Refused(
            Refusal.WrongContractStatus, $"the invoice is fixed when the rental ends; the contract is {Json.KebabEnumConverter.Name(contract.Status)}")),
    };
}
