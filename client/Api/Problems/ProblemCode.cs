namespace FleetActors.Api.Problems;

/// <summary>The stable codes of problems that the edge itself finds. Those of the rules are <see cref="Refusal"/> in kebab-case.</summary>
public static class ProblemCode
{
    /// <summary>The body is not JSON, or not of the documented shape.</summary>
    public const string InvalidBody = "invalid-body";
    /// <summary>A value in the path, the query or a header is not of its documented form.</summary>
    public const string InvalidParameter = "invalid-parameter";
    /// <summary>The body is larger than this path takes.</summary>
    public const string BodyTooLarge = "body-too-large";
    /// <summary>The body is not <c>application/json</c>.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";
    /// <summary>The HTTP message itself is malformed.</summary>
    public const string BadRequest = "bad-request";
    /// <summary>No API key was shown.</summary>
    public const string KeyMissing = "key-missing";
    /// <summary>The API key is unknown, revoked or expired.</summary>
    public const string KeyInvalid = "key-invalid";
    /// <summary>The key's role does not allow this.</summary>
    public const string RoleInsufficient = "role-insufficient";
    /// <summary>The key belongs to another fleet.</summary>
    public const string OtherFleet = "other-fleet";
    /// <summary>There is no such path.</summary>
    public const string UnknownPath = "unknown-path";
    /// <summary>The path exists, but not with this method.</summary>
    public const string MethodNotAllowed = "method-not-allowed";
    /// <summary>Too many requests from this key or address.</summary>
    public const string RateLimited = "rate-limited";
    /// <summary>It is not known whether the command took effect; sending it again with the same Idempotency-Key is safe.</summary>
    public const string OutcomeUnknown = "outcome-unknown";
    /// <summary>The cluster did not answer in time.</summary>
    public const string Unavailable = "unavailable";
    /// <summary>A defect of ours.</summary>
    public const string Defect = "internal-error";
}
