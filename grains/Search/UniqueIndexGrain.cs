using System.Collections.Immutable;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Search;

/// <inheritdoc cref="IUniqueIndexGrain"/>
/// <remarks>
/// Reserving interleaves, so that many callers share a write. The invariant: an entry is decided and put into memory within one
/// turn, before its append is awaited, so decisions are taken in the order of the log. An answer is given after the append.
/// </remarks>
[GrainType("unique-index")]
public sealed class UniqueIndexGrain(
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage, IUniqueOwners owners, TimeProvider clock) : Grain, IUniqueIndexGrain
{
    private readonly Dictionary<string, UniqueEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private UniqueIndexKey _key;
    private PagedLog<UniqueEntry> _log = null!;
    private Task _lastWrite = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = UniqueIndexKey.Parse(this.GetPrimaryKeyString());
        _log = new(storage, this.GetGrainId(), "values", DeactivateOnIdle);
        await _log.Open();
        for (var page = 0; page < _log.PageCount; page++)
        {
            foreach (var entry in (await _log.Read(page))!.Entries) _entries[entry.Value] = entry;
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Outcome<Done>>> Reserve(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation)
    {
        if (claims.IsDefault || claims.Length > IUniqueIndexGrain.MaxClaims)
            return [.. Enumerable.Repeat((Outcome<Done>)new Refused(Refusal.ValueOutOfRange, $"at most {IUniqueIndexGrain.MaxClaims} claims"), claims.IsDefault ? 1 : claims.Length)];
        var now = clock.GetUtcNow();
        var outcomes = ImmutableArray.CreateBuilder<Outcome<Done>>(claims.Length);
        var entries = ImmutableArray.CreateBuilder<UniqueEntry>();
        foreach (var claim in claims)
        {
            var known = Find(claim.Value);
            var (entry, refused) = UniqueRules.Reserve(known, claim, Taken(), now);
            if (refused?.Code == Refusal.HeldPendingResolution) Resolve(known!);
            if (entry is not null) Put(entry, entries);
            outcomes.Add(refused is null ? default(Done) : refused);
        }
        await Write(entries);
        return outcomes.MoveToImmutable();
    }

    /// <inheritdoc/>
    public Task Confirm(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation) => Apply(claims, UniqueRules.Confirm);

    /// <inheritdoc/>
    public Task Release(ImmutableArray<UniqueClaim> claims, CancellationToken cancellation) => Apply(claims, UniqueRules.Release);

    /// <inheritdoc/>
    public Task<string?> OwnerOf(string value, CancellationToken cancellation) =>
        Task.FromResult(Find(value) is { Stage: ClaimStage.Confirmed } known ? known.Owner : null);

    private Task Apply(ImmutableArray<UniqueClaim> claims, Func<UniqueEntry?, UniqueClaim, UniqueEntry?> rule)
    {
        var entries = ImmutableArray.CreateBuilder<UniqueEntry>();
        foreach (var claim in claims)
        {
            if (rule(Find(claim.Value), claim) is { } entry) Put(entry, entries);
        }
        return Write(entries);
    }

    /// <summary>Asks the owner of a claim in doubt, once at a time; what it says counts only if the claim is still the same.</summary>
    private void Resolve(UniqueEntry claim)
    {
        if (_asked.Add(claim.Value)) _ = Ask();

        async Task Ask()
        {
            try
            {
                var owns = await owners.Owns(_key.Fleet, _key.Kind, claim, CancellationToken.None);
                if (Find(claim.Value) != claim) return;
                var entries = ImmutableArray.CreateBuilder<UniqueEntry>();
                Put(UniqueRules.Resolve(claim, owns), entries);
                await Write(entries);
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

    /// <summary>Completes when these entries and all before them are durable: a repeat must not be answered before the first write.</summary>
    private Task Write(ImmutableArray<UniqueEntry>.Builder entries) =>
        entries.Count == 0 ? _lastWrite : _lastWrite = _log.AppendAll(entries.ToImmutable());

    private void Put(UniqueEntry entry, ImmutableArray<UniqueEntry>.Builder entries)
    {
        _entries[entry.Value] = entry;
        entries.Add(entry);
    }

    private UniqueEntry? Find(string value) => _entries.GetValueOrDefault(UniqueIndexKey.Normal(value));

    private Refused Taken() => _key.Kind == UniqueKind.Email
        ? new(Refusal.CustomerAlreadyRegistered, "an e-mail address that no other customer has")
        : new(Refusal.VehicleAlreadyRegistered, $"a {(_key.Kind == UniqueKind.Vin ? "VIN" : "plate")} that no other vehicle has");
}
