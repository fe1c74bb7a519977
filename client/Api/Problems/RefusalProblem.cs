using System.Collections.Frozen;
using FleetActors.Api.Json;

namespace FleetActors.Api.Problems;

/// <summary>How a refusal of the rules looks over HTTP.</summary>
public static class RefusalProblem
{
    private static readonly FrozenDictionary<Refusal, string> Codes = Enum.GetValues<Refusal>()
        .ToFrozenDictionary(code => code, code => KebabEnumConverter.Name(code));

    /// <summary>The stable code: the refusal's name in kebab-case.</summary>
    public static string Code(Refusal refusal) => Codes.TryGetValue(refusal, out var code) ? code : "refused";

    /// <summary>The answer to a refused command.</summary>
    public static ProblemResult Of(Refused refused) => new(
        Status(refused.Code),
        Code(refused.Code),
        refused.Allowed is { } allowed ? $"{Explain(refused.Code)} Allowed: {allowed.TrimEnd('.')}." : Explain(refused.Code));

    /// <summary>404 for what does not exist, 410 for what is over, 422 for values, 402 for money, 429 for load, else 409: the state forbids it.</summary>
    public static int Status(Refusal refusal) => refusal switch
    {
        Refusal.UnknownFleet or Refusal.UnknownTariff or Refusal.UnknownVehicle or Refusal.UnknownCustomer
            or Refusal.UnknownContract or Refusal.UnknownRemoteCommand or Refusal.UnknownDispute or Refusal.HoldUnknown => StatusCodes.Status404NotFound,
        Refusal.CommandTooOld or Refusal.QuoteExpired or Refusal.ReservationExpired or Refusal.TenancyEnded
            or Refusal.VehicleDecommissioned or Refusal.TrackDamaged => StatusCodes.Status410Gone,
        Refusal.ValueOutOfRange or Refusal.DatesOutOfOrder or Refusal.ClockMismatch or Refusal.EvidenceMissing
            or Refusal.EvidenceImplausible or Refusal.PostingUnbalanced or Refusal.OdometerDecreases => StatusCodes.Status422UnprocessableEntity,
        Refusal.PaymentDeclined => StatusCodes.Status402PaymentRequired,
        Refusal.Overloaded => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status409Conflict,
    };

    private static string Explain(Refusal refusal) => refusal switch
    {
        Refusal.CommandTooOld => "The command is older than its answer is kept (24 hours). Send a new one with a new Idempotency-Key.",
        Refusal.CommandIdReused => "This Idempotency-Key was used before with another body. Send a new key for a new command.",
        Refusal.Overloaded => "The server takes no more work at the moment. Try again after Retry-After seconds.",
        Refusal.HeldByAnother => "Another contract holds this vehicle. Choose another vehicle, or try again later.",
        Refusal.HeldPendingResolution => "Another rental attempt on this vehicle is being resolved. Try again in a moment.",
        Refusal.VinTaken => "Another vehicle of this fleet has this VIN.",
        Refusal.PlateTaken => "Another vehicle of this fleet has this number plate.",
        Refusal.EmailTaken => "Another customer of this fleet has this e-mail address.",
        Refusal.UnknownVehicle or Refusal.UnknownCustomer or Refusal.UnknownContract or Refusal.UnknownFleet
            or Refusal.UnknownTariff => $"There is no such {refusal.ToString()["Unknown".Length..].ToLowerInvariant()} in this fleet.",
        _ => Code(refusal) is var words
            ? char.ToUpperInvariant(words[0]) + words[1..].Replace('-', ' ') + "."
            : "",
    };
}
