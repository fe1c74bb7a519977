using System.Collections.Immutable;
using FleetActors.Records;
using FleetActors.Vehicles;

namespace FleetActors.Search;

/// <summary>A value that somebody wants for itself, as it is written.</summary>
/// <param name="Kind">Which kind of value.</param>
/// <param name="Value">The value.</param>
/// <param name="Owner">The id of the vehicle or customer.</param>
public readonly record struct WantedValue(UniqueKind Kind, string Value, string Owner);

/// <summary>Reserves values in the parts of the index that have them, many in one call to each part.</summary>
public sealed class UniqueReservations(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How long a claim may be acted on.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private readonly GrainAddress<IUniqueIndexGrain> _parts = new(grains);

    /// <summary>
    /// Claims values at a time, which is also the claims' attempt; durable when answered. For each, why it was refused, or null.
    /// What is claimed must be registered before <paramref name="now"/> + <see cref="Life"/>, or not at all.
    /// </summary>
    public Task<Refused?[]> Reserve(FleetId fleet, IReadOnlyList<WantedValue> wanted, DateTimeOffset now, CancellationToken cancellation) =>
        Reserve(fleet, wanted, now.UtcTicks, now, cancellation);

    /// <summary>Claims values that registered owners have, unless they have claimed them already.</summary>
    public Task<Refused?[]> Affirm(FleetId fleet, IReadOnlyList<WantedValue> owned, CancellationToken cancellation) =>
        Reserve(fleet, owned, attempt: 0, clock.GetUtcNow(), cancellation);

    private async Task<Refused?[]> Reserve(
        FleetId fleet, IReadOnlyList<WantedValue> wanted, long attempt, DateTimeOffset now, CancellationToken cancellation)
    {
        var refusals = new Refused?[wanted.Count];
        var parts = new PartClaims?[(int)UniqueKind.Email * UniqueIndexKey.Buckets];
        for (var place = 0; place < wanted.Count; place++)
        {
            var claim = Claim(wanted[place], now) with { Attempt = attempt };
            var bucket = UniqueIndexKey.BucketOf(claim.Value);
            ref var claims = ref parts[((int)wanted[place].Kind - 1) * UniqueIndexKey.Buckets + bucket];
            claims ??= new(new(fleet, wanted[place].Kind, bucket), [], ImmutableArray.CreateBuilder<UniqueClaim>());
            claims.Places.Add(place);
            claims.Claims.Add(claim);
        }
        await Task.WhenAll(parts.OfType<PartClaims>().Select(ReserveIn));
        return refusals;

        async Task ReserveIn(PartClaims claims)
        {
            var outcomes = await _parts.Of(claims.Part.ToString()).Reserve(claims.Claims.DrainToImmutable(), cancellation);
            for (var at = 0; at < outcomes.Length; at++) refusals[claims.Places[at]] = outcomes[at].Refused;
        }
    }

    /// <summary>What is claimed of one part, and at which places of the whole.</summary>
    private sealed record PartClaims(UniqueIndexKey Part, List<int> Places, ImmutableArray<UniqueClaim>.Builder Claims);

    /// <summary>Claims VIN and plate of cars that are about to be registered; answers those that must not be, and why.</summary>
    public async Task<IReadOnlyDictionary<VehicleId, Refused>> Reserve(
        FleetId fleet, IReadOnlyList<VehicleRegistration> cars, DateTimeOffset now, CancellationToken cancellation)
    {
        var wanted = new List<WantedValue>(2 * cars.Count);
        foreach (var car in cars) wanted.AddRange(Values(car));
        var refusals = await Reserve(fleet, wanted, now, cancellation);
        var refused = new Dictionary<VehicleId, Refused>();
        for (var at = 0; at < cars.Count; at++)
        {
            if ((refusals[2 * at] ?? refusals[2 * at + 1]) is not { } why) continue;
            refused[cars[at].Id] = why;
            Release(fleet, Values(cars[at]).Where((_, of) => refusals[2 * at + of] is null), now);
        }
        return refused;
    }

    /// <summary>VIN and plate of a car, in this order.</summary>
    public static IEnumerable<WantedValue> Values(VehicleRegistration car) =>
        [new(UniqueKind.Vin, car.Vin, car.Id.Value), new(UniqueKind.Plate, car.Plate, car.Id.Value)];

    /// <summary>
    /// Makes a change of an owner's record that needs values: claims them before, and gives back afterwards what the record does not
    /// have any more, or did not get. After an exception nothing is given back: the next one who wants a value finds out.
    /// </summary>
    /// <param name="fleet">Whose; a simulated fleet's values are its scenario's business.</param>
    /// <param name="wanted">What the record would have in addition.</param>
    /// <param name="change">Makes the change.</param>
    /// <param name="givenUp">Once it is made: what the record had and has no more.</param>
    /// <param name="cancellation">The caller gives up.</param>
    public async Task<Outcome<Done>> Change(
        FleetId fleet, ImmutableArray<WantedValue> wanted, Func<Task<Outcome<Done>>> change, Func<IEnumerable<WantedValue>> givenUp, CancellationToken cancellation)
    {
        if (fleet.IsSimulated) return await change();
        var now = clock.GetUtcNow();
        if (!wanted.IsEmpty)
        {
            var refusals = await Reserve(fleet, wanted, now, cancellation);
            if (refusals.FirstOrDefault(refusal => refusal is not null) is { } refused)
            {
                Release(fleet, wanted.Where((_, at) => refusals[at] is null), now);
                return refused;
            }
            if (IsOver(now)) return Refusal.Overloaded;
        }
        var outcome = await change();
        // What is given up was claimed before this; a claim of this very moment may be a later one, which must stay.
        if (outcome.IsAccepted) Release(fleet, givenUp(), now.AddTicks(-1));
        else Release(fleet, wanted, now);
        return outcome;
    }

    /// <summary>Whether what was claimed at a time must not be acted on any more.</summary>
    public bool IsOver(DateTimeOffset claimedAt) => clock.GetUtcNow() > claimedAt + Life;

    /// <summary>
    /// Gives values back that were claimed until <paramref name="now"/>. Nobody waits for it: a value whose release is lost is
    /// freed when the next one wants it.
    /// </summary>
    public void Release(FleetId fleet, IEnumerable<WantedValue> values, DateTimeOffset now)
    {
        foreach (var value in values)
        {
            var claim = Claim(value, now);
            _parts.Of(UniqueIndexKey.Of(fleet, value.Kind, claim.Value).ToString()).Release([claim], CancellationToken.None).Ignore();
        }
    }

    private static UniqueClaim Claim(WantedValue wanted, DateTimeOffset now) =>
        new(UniqueIndexKey.Normal(wanted.Kind, wanted.Value), wanted.Owner, now.UtcTicks, now + Life);
}
