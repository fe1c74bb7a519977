using System.Collections.Immutable;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Search;

/// <inheritdoc cref="IUniqueIndexGrain"/>
/// <remarks>
/// Calls interleave, so that many share a write. The invariant: values are looked at, decided and put within one turn, before
/// their append is awaited, so decisions are taken in the order of the log. An answer is given after the append.
/// </remarks>
[GrainType("unique-index")]
public sealed class UniqueIndexGrain(
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage, IUniqueOwners owners, TimeProvider clock) : Grain, IUniqueIndexGrain
{
    /// <summary>How long an owner's word is taken for a rival's next try. Only a refusal rests on it.</summary>
    private static readonly TimeSpan AffirmedFor = TimeSpan.FromSeconds(5);

    private readonly Dictionary<UniqueEntry, DateTimeOffset> _affirmed = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private UniqueIndexKey _key;
    private UniqueValues _values = null!;

    private Refusal Taken => _key.Kind switch
    {
        UniqueKind.Vin => Refusal.VinTaken,
        UniqueKind.Plate => Refusal.PlateTaken,
        _ => Refusal.EmailTaken,
    };

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = UniqueIndexKey.Parse(this.GetPrimaryKeyString());
        _values = new(storage, this.GetGrainId(), DeactivateOnIdle);
        return _values.Load();
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Outcome<Done>>> Reserve(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation)
    {
        if (claims.IsDefault || claims.Length > IUniqueIndexGrain.MaxClaims)
            return [.. Enumerable.Repeat((Outcome<Done>)new Refused(Refusal.ValueOutOfRange, $"at most {IUniqueIndexGrain.MaxClaims} claims"), claims.IsDefault ? 1 : claims.Length)];
        string[] values = [.. claims.Select(claim => claim.Value)];
        while (!_values.Knows(values)) await _values.Look(values);
        var now = clock.GetUtcNow();
        var outcomes = ImmutableArray.CreateBuilder<Outcome<Done>>(claims.Length);
        foreach (var claim in claims)
        {
            var known = _values.Find(claim.Value);
            var (entry, refused) = UniqueRules.Reserve(known, claim, Taken, IsAffirmed(known, now), now);
            if (refused?.Code == Refusal.HeldPendingResolution) Resolve(known!);
            if (entry is not null) _values.Put(entry);
            outcomes.Add(refused is null ? default(Done) : refused);
        }
        await _values.Write();
        return outcomes.MoveToImmutable();
    }

    /// <inheritdoc/>
    public async Task Release(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation)
    {
        string[] values = [.. claims.Select(claim => claim.Value)];
        while (!_values.Knows(values)) await _values.Look(values);
        foreach (var claim in claims)
        {
            if (UniqueRules.Release(_values.Find(claim.Value), claim) is { } freed) _values.Put(freed);
        }
        await _values.Write();
    }

    /// <inheritdoc/>
    public async Task<string?> ClaimantOf(string value, CancellationToken cancellation)
    {
        var normal = UniqueIndexKey.Normal(_key.Kind, value);
        while (!_values.Knows([normal])) await _values.Look([normal]);
        return _values.Find(normal) is { Stage: ClaimStage.Claimed } known ? known.Owner : null;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<string>?> Claimants(int page, CancellationToken cancellation) => _values.Claimants(page);

    private bool IsAffirmed(UniqueEntry? known, DateTimeOffset now) =>
        known is not null && _affirmed.TryGetValue(known, out var at) && now - at <= AffirmedFor;

    /// <summary>Asks the owner of a claim in doubt, once at a time; what it says counts only if the claim is still the same.</summary>
    private void Resolve(UniqueEntry claim)
    {
        if (_asked.Add(claim.Value)) _ = Ask();

        async Task Ask()
        {
            try
            {
                var owns = await owners.Owns(_key.Fleet, _key.Kind, claim, CancellationToken.None);
                while (!_values.Knows([claim.Value])) await _values.Look([claim.Value]);
                if (_values.Find(claim.Value) is not { } known || known != claim) return;
                if (UniqueRules.Resolve(known, owns) is { } freed)
                {
                    _values.Put(freed);
                    await _values.Write();
                }
                else
                {
                    Affirm(known);
                }
            }
            catch (Exception)
            {
                // It stays in doubt, and the next one who wants the value asks again.
            }
            finally
            {
                _asked.Remove(claim.Value);
            }
        }
    }

    private void Affirm(UniqueEntry known)
    {
        if (_affirmed.Count >= UniqueValues.MaxLooked) _affirmed.Clear();
        _affirmed[known] = clock.GetUtcNow();
    }
}
