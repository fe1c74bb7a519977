namespace FleetActors.Api.Access;

/// <summary>Whom an API key stands for.</summary>
/// <param name="Fleet">The one fleet that it opens.</param>
/// <param name="Caller">The key's name and role, as written into every event.</param>
/// <param name="KeyId">Tells keys apart for rate limits.</param>
/// <param name="IsPlatform">Whether it may also create fleets and act in each of them.</param>
public sealed record KeyHolder(FleetId Fleet, Caller Caller, string KeyId, bool IsPlatform = false);
