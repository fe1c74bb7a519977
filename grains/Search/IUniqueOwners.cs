namespace FleetActors.Search;

/// <summary>
/// Knows whether an owner is registered with a value. Asked about claims in doubt only. Must make sure, before it answers no,
/// that the attempt cannot register any more: by a refusal written at the owner, or because owners refuse attempts past their
/// time.
/// </summary>
public interface IUniqueOwners
{
    /// <summary>Whether the owner's record has the value.</summary>
    Task<bool> Owns(FleetId fleet, UniqueKind kind, UniqueEntry claim, CancellationToken cancellation);
}
