using System.Globalization;
using FleetActors.Api.Problems;
using FleetActors.Sdk;

namespace FleetActors.Api.Commands;

/// <summary>
/// The <c>Idempotency-Key</c> header is the command's id. When it is a UUID version 7, the time in it is when the command
/// was first issued (in a simulated fleet it is the run's present), so that a repeat too late for its stored answer is refused. Any
/// other key says nothing of its age: once its answer is forgotten it acts as new. A command without the header gets a new id,
/// which the answer names.
/// </summary>
public static class IdempotencyKey
{
    /// <summary>The header, in requests and answers.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Reads the request's command id, or gives it a new one, and names it in the answer.</summary>
    /// <exception cref="BadInputException">The header is not an id, or was sent twice.</exception>
    public static CommandHeader Read(HttpContext http, FleetId fleet, Caller by, DateTimeOffset now)
    {
        var sent = http.Request.Headers[Header];
        CommandId id;
        if (sent.Count == 0) id = http.RequestServices.GetRequiredService<IIdSource>().NextCommandId(now);
        else if (sent.Count > 1 || !CommandId.TryParse(sent[0], CultureInfo.InvariantCulture, out id))
            throw BadInputException.Parameter(Header, $"send it once, with {IdText.Rule}; a UUID version 7 is best.");
        http.Response.Headers[Header] = id.Value;
        var issuedAt = !fleet.IsSimulated && UuidSource.TimeOf(id.Value) is { } time && time < now ? time : now;
        return new(id, by, issuedAt);
    }
}
