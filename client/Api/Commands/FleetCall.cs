using System.Reflection;
using FleetActors.Api.Access;
using FleetActors.Api.Problems;
using FleetActors.Sdk;

namespace FleetActors.Api.Commands;

/// <summary>One request of a known caller: the fleet that its key opens, and how answers become HTTP.</summary>
public sealed class FleetCall : IBindableFromHttpContext<FleetCall>
{
    private readonly HttpContext _http;
    private readonly KeyHolder _holder;
    private CommandHeader? _header;

    private FleetCall(HttpContext http, KeyHolder holder)
    {
        _http = http;
        _holder = holder;
        Fleet = http.RequestServices.GetRequiredService<FleetClient>().Fleet(holder.Fleet, holder.Caller);
    }

    /// <summary>The caller's fleet.</summary>
    public FleetHandle Fleet { get; }

    /// <summary>Whether the platform's own key is at work.</summary>
    public bool IsPlatform => _holder.IsPlatform;

    /// <summary>What time it is in that fleet.</summary>
    public DateTimeOffset Now => _http.RequestServices.GetRequiredService<IFleetClock>().Now(_holder.Fleet);

    /// <summary>Now and by whom, for messages that carry no command id.</summary>
    public Stamp Stamp => new(Now, _holder.Caller);

    /// <summary>Ends when the caller hangs up or the request's time is over.</summary>
    public CancellationToken Cancellation => _http.RequestAborted;

    /// <inheritdoc/>
    public static ValueTask<FleetCall?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<FleetCall?>(new(context, context.Features.Get<KeyHolder>()
            ?? throw new InvalidOperationException("An endpoint that takes a FleetCall must demand a role.")));

    /// <summary>The same call in the fleet that the path names.</summary>
    /// <exception cref="BadInputException">The key opens another fleet.</exception>
    public FleetCall In(FleetId fleet) => fleet == _holder.Fleet ? this : IsPlatform
        ? new(_http, _holder with { Fleet = fleet })
        : throw new BadInputException(StatusCodes.Status403Forbidden, ProblemCode.OtherFleet, "This key opens another fleet.");

    /// <summary>The header of the request's command: the same id for every attempt.</summary>
    public CommandHeader Header() => _header ??= IdempotencyKey.Read(_http, _holder.Fleet, _holder.Caller, Now);

    /// <summary>Sends a command and shapes its answer.</summary>
    public async Task<IResult> Command<T>(Func<FleetHandle, CommandHeader, Task<CommandResult<T>>> send, Func<T, Task<IResult>> accepted)
    {
        var result = await send(Fleet, Header());
        return await result.Match(
            accepted,
            refused => Task.FromResult<IResult>(RefusalProblem.Of(refused)),
            command => Task.FromResult<IResult>(Unknown(command)));
    }

    /// <summary>Sends a command and shapes its answer.</summary>
    public Task<IResult> Command<T>(Func<FleetHandle, CommandHeader, Task<CommandResult<T>>> send, Func<T, IResult> accepted) =>
        Command(send, answer => Task.FromResult(accepted(answer)));

    /// <summary>Sends a command whose answer says nothing; 204.</summary>
    public Task<IResult> Command(Func<FleetHandle, CommandHeader, Task<CommandResult<Done>>> send) =>
        Command(send, static _ => TypedResults.NoContent());

    /// <summary>Names where the answer's subject is found.</summary>
    public void Location(string path) => _http.Response.Headers.Location = path;

    /// <summary>404 with the code of what is missing.</summary>
    public static IResult Missing(Refusal unknown) => RefusalProblem.Of(new Refused(unknown));

    private static ProblemResult Unknown(CommandId command) => new(
        StatusCodes.Status503ServiceUnavailable,
        ProblemCode.OutcomeUnknown,
        $"Whether the command took effect is not known yet. Send it again with {IdempotencyKey.Header}: {command}; it will not act twice.");
}
