using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FleetActors.Cells;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Sdk;

/// <summary>
/// All vehicles of a fleet: registered in batches and asked without waking any of them, through the fleet's shards.
/// </summary>
public readonly record struct FleetVehicles(FleetHandle Fleet)
{
    /// <summary>The most shards that are asked at the same time.</summary>
    public const int MaxFanOut = 64;

    /// <summary>The most batches of registrations that are under way.</summary>
    public const int MaxBatches = 32;

    private const int MaxPendingTries = 8;

    private static readonly TimeSpan PendingWait = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Registers vehicles; each has its own outcome, in the order given. Repeats are accepted again. Not one command: when a
    /// shard cannot be reached, its vehicles are refused as <see cref="Refusal.Overloaded"/> and may be sent again.
    /// </summary>
    public async Task<ImmutableArray<Outcome<VehicleHandle>>> Register(
        ImmutableArray<VehicleRegistration> vehicles, Stamp stamp, CancellationToken cancellation = default)
    {
        var outcomes = await RegisterOnce(vehicles, stamp, cancellation);
        for (var tries = 1; tries <= MaxPendingTries; tries++)
        {
            // Who has a VIN or plate is just being asked.
            int[] pending = [.. Enumerable.Range(0, outcomes.Length).Where(at => outcomes[at].Refused?.Code == Refusal.HeldPendingResolution)];
            if (pending.Length == 0) break;
            await Task.Delay(PendingWait * tries, Fleet.Client.Clock, cancellation);
            var again = await RegisterOnce([.. pending.Select(at => vehicles[at])], stamp, cancellation);
            var settled = outcomes.ToArray();
            for (var at = 0; at < pending.Length; at++) settled[pending[at]] = again[at];
            outcomes = ImmutableCollectionsMarshal.AsImmutableArray(settled);
        }
        return outcomes;
    }

    private async Task<ImmutableArray<Outcome<VehicleHandle>>> RegisterOnce(
        ImmutableArray<VehicleRegistration> vehicles, Stamp stamp, CancellationToken cancellation)
    {
        var fleet = Fleet;
        var map = await Map(cancellation);
        var outcomes = new Outcome<VehicleHandle>[vehicles.Length];
        var problems = vehicles.Select(vehicle => vehicle.Problem()).ToArray();
        for (var position = 0; position < problems.Length; position++)
        {
            if (problems[position] is { } problem) outcomes[position] = new Refused(Refusal.ValueOutOfRange, problem);
        }
        // Shards in turn: each takes one batch at a time, and what waits before it only fills its silo's memory.
        var batches = Enumerable.Range(0, vehicles.Length)
            .Where(position => problems[position] is null)
            .GroupBy(position => map.Of(vehicles[position].Id))
            .SelectMany(group => group.Chunk(RegisterVehicles.MaxVehicles).Select((positions, turn) => (Turn: turn, Shard: group.Key, Positions: positions)))
            .OrderBy(batch => batch.Turn);
        await Parallel.ForEachAsync(batches, Bounded(cancellation, MaxBatches), async (batch, token) =>
        {
            var command = new RegisterPacked(PackedRegistrations.Of([.. batch.Positions.Select(position => vehicles[position])]), stamp);
            var shard = Shard(fleet, batch.Shard);
            var result = await fleet.Command(null, (_, attempt) => shard.RegisterPacked(command, attempt), token);
            var answers = result.Match<ImmutableArray<Outcome<VehicleHandle>>>(
                packed => packed.Unpack(), refused => [.. batch.Positions.Select(_ => (Outcome<VehicleHandle>)refused)], _ => [.. batch.Positions.Select(_ => (Outcome<VehicleHandle>)Refusal.Overloaded)]);
            for (var at = 0; at < batch.Positions.Length; at++) outcomes[batch.Positions[at]] = answers[at];
        });
        return ImmutableCollectionsMarshal.AsImmutableArray(outcomes);
    }

    /// <summary>Delivers fixes by vehicle id, grouped by shard; positions in the receipt's <c>Unknown</c> are those of <paramref name="fixes"/>.</summary>
    public async Task<Outcome<FixReceipt>> Apply(ImmutableArray<VehicleFix> fixes, CancellationToken cancellation = default)
    {
        var fleet = Fleet;
        var map = await Map(cancellation);
        var (total, unknown) = (new FixReceipt(0, 0, 0, [], 0), new List<int>());
        Refused? refused = null;
        var shards = Enumerable.Range(0, fixes.Length).GroupBy(position => map.Of(fixes[position].Vehicle));
        await Parallel.ForEachAsync(shards, Bounded(cancellation), async (group, token) =>
        {
            var shard = Shard(fleet, group.Key);
            foreach (var positions in group.Chunk(IVehicleShardGrain.MaxFixes)) // one after the other: a car's fixes keep their order
            {
                ImmutableArray<VehicleFix> batch = [.. positions.Select(position => fixes[position])];
                var outcome = await fleet.Ask(attempt => shard.ApplyById(batch, attempt), token);
                lock (unknown)
                {
                    refused ??= outcome.Refused;
                    if (!outcome.IsAccepted) return;
                    var receipt = outcome.Accepted;
                    total = new(total.Applied + receipt.Applied, total.Older + receipt.Older, total.Quarantined + receipt.Quarantined, [], 0);
                    unknown.AddRange(receipt.Unknown.Select(at => positions[at]));
                }
            }
        });
        return refused is not null ? refused : total with { Unknown = [.. unknown.Order()] };
    }

    /// <summary>A vehicle with summary and latest fix, or null when it is not registered.</summary>
    public async Task<VehicleSighting?> Sighting(VehicleId vehicle, CancellationToken cancellation = default)
    {
        var shard = Shard(Fleet, (await Map(cancellation)).Of(vehicle));
        return await Fleet.Ask(token => shard.Sighting(vehicle, token), cancellation);
    }

    /// <summary>All that its shard knows of a vehicle, or null when it is not registered. Wakes nobody.</summary>
    public async Task<ShardVehicle?> Known(VehicleId vehicle, CancellationToken cancellation = default)
    {
        var shard = Shard(Fleet, (await Map(cancellation)).Of(vehicle));
        return await Fleet.Ask(token => shard.Vehicle(vehicle, token), cancellation);
    }

    /// <summary>
    /// The available cars nearest to a place or in a rectangle, nearest first, from the fleet's cells. Any of them may have been
    /// taken a moment ago: who wants one reserves it, and takes the next one when that is refused.
    /// </summary>
    public Task<Outcome<ImmutableArray<NearbyCar>>> Nearest(Nearby question, CancellationToken cancellation = default) =>
        Fleet.Client.Ask(
            Fleet.Id, (Nearby: Fleet.Client.NearbyOf(Fleet.Id), Question: question),
            static (asked, token) => asked.Nearby.Nearest(asked.Question, token), cancellation);

    /// <summary>
    /// The vehicles nearest to a place, nearest first, with all that their shards know. Available ones are found by the fleet's
    /// cells; others by asking every shard, which takes no rectangle, zone or range.
    /// </summary>
    public async Task<Outcome<ImmutableArray<VehicleSighting>>> Near(Nearby question, CancellationToken cancellation = default)
    {
        if (question.Status == VehicleStatus.Available) return await NearAvailable(question, cancellation);
        if (question is not { Within: null, Zone: null, MinRangeMetres: 0 })
            return new Refused(Refusal.ValueOutOfRange, "rectangle, zone and range: with status available");
        var answers = await EachShard((shard, token) => shard.Near(question, token), cancellation);
        foreach (var answer in answers)
        {
            if (answer.Refused is { } refused) return refused;
        }
        return answers.SelectMany(answer => answer.Accepted)
            .OrderBy(seen => seen.DistanceMetres)
            .ThenBy(seen => seen.Registration.Id.Value, StringComparer.Ordinal)
            .Take(question.Limit)
            .ToImmutableArray();
    }

    /// <summary>Vehicles whose id, VIN or plate begins with the text, by id.</summary>
    public async Task<ImmutableArray<VehicleSighting>> Search(string text, int limit, CancellationToken cancellation = default) =>
        await Find(new(text, null, limit), cancellation);

    /// <summary>The vehicles that fit, by id.</summary>
    public async Task<ImmutableArray<VehicleSighting>> Find(VehicleSearch search, CancellationToken cancellation = default) =>
        [.. (await EachShard((shard, token) => shard.Find(search, token), cancellation))
            .SelectMany(found => found)
            .OrderBy(seen => seen.Registration.Id.Value, StringComparer.Ordinal)
            .Take(search.Limit)];

    /// <summary>Vehicles shard by shard; continue with the answered place until it is null.</summary>
    public async Task<(ImmutableArray<VehicleSighting> Vehicles, (int Shard, int Slot)? Next)> Page(
        (int Shard, int Slot) from, int limit, CancellationToken cancellation = default)
    {
        var map = await Fleet.Client.AllShardsOf(Fleet, cancellation);
        var found = ImmutableArray.CreateBuilder<VehicleSighting>();
        var (index, slot) = from;
        while (index < map.ShardCount && found.Count < limit)
        {
            var (shard, first, wanted) = (Shard(Fleet, index), slot, limit - found.Count);
            var page = await Fleet.Ask(token => shard.Page(first, wanted, token), cancellation);
            found.AddRange(page.Vehicles);
            (index, slot) = page.Next is { } next ? (index, next) : (index + 1, 0);
        }
        return (found.ToImmutable(), index < map.ShardCount ? (index, slot) : null);
    }

    /// <summary>How many of each, shard by shard.</summary>
    public Task<ImmutableArray<ShardCounts>> Counts(CancellationToken cancellation = default) =>
        EachShard((shard, token) => shard.Counts(token), cancellation);

    private async Task<Outcome<ImmutableArray<VehicleSighting>>> NearAvailable(Nearby question, CancellationToken cancellation)
    {
        var near = await Nearest(question, cancellation);
        if (near.Refused is { } refused) return refused;
        var (self, found) = (this, near.Accepted);
        var seen = new VehicleSighting?[found.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, found.Length), Bounded(cancellation), async (at, token) =>
            seen[at] = await self.Sighting(found[at].Vehicle, token));
        return Enumerable.Range(0, found.Length)
            .Where(at => seen[at] is { Summary.Status: VehicleStatus.Available })
            .Select(at => seen[at]! with { DistanceMetres = found[at].DistanceMetres })
            .ToImmutableArray();
    }

    /// <summary>Asks every shard; all of them again when there are more of them meanwhile, for then cars may have gone from one that was asked late to one that was not.</summary>
    private async Task<ImmutableArray<T>> EachShard<T>(Func<IVehicleShardGrain, CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        var fleet = Fleet;
        for (var map = await fleet.Client.AllShardsOf(fleet, cancellation); ; map = await fleet.Client.AllShardsOf(fleet, cancellation))
        {
            var answers = new T[map.ShardCount];
            await Parallel.ForEachAsync(Enumerable.Range(0, answers.Length), Bounded(cancellation), async (index, token) =>
            {
                var shard = Shard(fleet, index);
                answers[index] = await fleet.Ask(attempt => ask(shard, attempt), token);
            });
            if (map == await Map(cancellation)) return ImmutableCollectionsMarshal.AsImmutableArray(answers);
        }
    }

    private async ValueTask<ShardMap> Map(CancellationToken cancellation) => await Fleet.Client.ShardsOf(Fleet, cancellation);

    private static IVehicleShardGrain Shard(FleetHandle fleet, int index) =>
        fleet.Client.Grains.Of<IVehicleShardGrain>(new ShardKey(fleet.Id, index).ToString());

    private static ParallelOptions Bounded(CancellationToken cancellation, int most = MaxFanOut) =>
        new() { MaxDegreeOfParallelism = most, CancellationToken = cancellation };
}
