using System.Collections.Concurrent;
using System.Collections.Immutable;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry.Splitting;

/// <summary>What a test has done to the cars of a fleet, and whether the fleet knows it.</summary>
internal sealed class SplitFleet(SplitCluster cluster, FleetHandle fleet)
{
    private const double Metre = 1 / 111_195.0;
    private const double NoiseMetres = 60;

    private readonly ConcurrentDictionary<VehicleId, VehicleRegistration> _cars = [];
    private readonly ConcurrentDictionary<VehicleId, PackedFix> _fixes = [];
    private readonly ConcurrentDictionary<VehicleId, (VehicleStatus Status, long Revision)> _used = [];
    private readonly ConcurrentBag<VehicleHandle> _handles = [];
    private int _steps;

    public FleetHandle Fleet => fleet;

    public ImmutableArray<VehicleId> Cars => [.. _cars.Keys.OrderBy(id => id.Value, StringComparer.Ordinal)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Registers cars; repeats what the fleet could not say for certain.</summary>
    public async Task Register(IEnumerable<string> ids)
    {
        ImmutableArray<VehicleRegistration> cars = [.. ids.Select(id => Registration(id))];
        for (var tries = 0; ; tries++)
        {
            var outcomes = await fleet.Vehicles.Register(cars, At(cluster.Clock.GetUtcNow()), Cancellation);
            if (outcomes.All(outcome => outcome.IsAccepted))
            {
                foreach (var outcome in outcomes) _handles.Add(outcome.Accepted);
                break;
            }
            Assert.True(tries < 20, string.Join(' ', outcomes.Where(outcome => !outcome.IsAccepted).Select(outcome => outcome.Refused!.Code).Distinct()));
        }
        foreach (var car in cars) _cars[car.Id] = car;
    }

    /// <summary>The next fix of a car: somewhere of its own, a little farther each time.</summary>
    public Fix NextFix(VehicleId car)
    {
        var (step, home) = (Interlocked.Increment(ref _steps), System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(car.Value)) % 10_000);
        return new(cluster.Clock.GetUtcNow().AddSeconds(-30), new(50 + home / 100 * 0.001, 10 + home % 100 * 0.001 + step % 50 * Metre), 0, 90, 80, 2_000);
    }

    /// <summary>Gives every car a fix by its id.</summary>
    public async Task ApplyFixes()
    {
        ImmutableArray<VehicleFix> fixes = [.. Cars.Select(car => new VehicleFix(car, NextFix(car)))];
        var receipt = (await fleet.Vehicles.Apply(fixes, Cancellation)).Accepted;
        Assert.Equal((fixes.Length, 0), (receipt.Applied, receipt.Unknown.Length));
        foreach (var fix in fixes) Acknowledged(fix.Vehicle, fix.Fix);
    }

    public void Acknowledged(VehicleId car, Fix fix) => _fixes[car] = new(fix);

    /// <summary>Takes a car off the market, or puts it back.</summary>
    public async Task Use(VehicleId car)
    {
        var vehicle = cluster.Vehicle(fleet.Id, car);
        var header = new CommandHeader(new($"use-{Interlocked.Increment(ref _steps)}"), Someone, cluster.Clock.GetUtcNow());
        for (var tries = 0; ; tries++)
        {
            try
            {
                var isOut = _used.TryGetValue(car, out var known) && known.Status == VehicleStatus.OutOfService;
                var outcome = isOut
                    ? await vehicle.ReturnToService(header, new(), Cancellation)
                    : await vehicle.TakeOutOfService(header, new(ServiceReason.Maintenance), Cancellation);
                Assert.True(outcome.IsAccepted, outcome.Refused?.ToString());
                await Note(car);
                return;
            }
            catch (Exception failure) when (tries < 20 && failure is not Xunit.Sdk.XunitException)
            {
                await Task.Delay(5, Cancellation); // its outcome is unknown: the same command again
            }
        }
    }

    /// <summary>Rents a car.</summary>
    public async Task Rent(VehicleId car)
    {
        var (vehicle, now) = (cluster.Vehicle(fleet.Id, car), cluster.Clock.GetUtcNow());
        Assert.True((await vehicle.Hold(Hold(Anna, 1, now), Cancellation)).IsAccepted);
        Assert.True((await vehicle.Start(new(Anna, 1, At(now)), Cancellation)).IsAccepted);
        await Note(car);
    }

    private async Task Note(VehicleId car)
    {
        var view = (await cluster.Vehicle(fleet.Id, car).View(cluster.Clock.GetUtcNow(), Cancellation)).Accepted;
        _used[car] = (view.Status, view.Revision);
    }

    /// <summary>Whether each car is in its shard and in no other, with all that was done to it.</summary>
    public async Task Check(int shards)
    {
        Assert.Equal(_cars.Count, (await fleet.Vehicles.Counts(Cancellation)).Sum(count => count.Vehicles)); // also when this is the first question
        await Known(shards);
        var map = new ShardMap(shards);
        var found = new Dictionary<VehicleId, VehicleSighting>();
        var counts = new List<ShardCounts>();
        for (var index = 0; index < shards; index++)
        {
            var shard = cluster.Shard(fleet.Id, index);
            for (int? from = 0; from is { } slot;)
            {
                var page = await shard.Page(slot, IVehicleShardGrain.MaxPage, Cancellation);
                foreach (var car in page.Vehicles)
                {
                    Assert.True(found.TryAdd(car.Registration.Id, car), $"{car.Registration.Id} is twice there.");
                    Assert.Equal((index, map.Of(car.Registration.Id)), (car.Handle.Shard, index));
                }
                from = page.Next;
            }
            counts.Add(await shard.Counts(Cancellation));
        }
        Assert.Equal(Cars, found.Keys.OrderBy(id => id.Value, StringComparer.Ordinal));
        foreach (var (id, car) in found) Check(id, car);
        Assert.Equal((_cars.Count, _fixes.Count), (counts.Sum(count => count.Vehicles), counts.Sum(count => count.WithFix)));
        Assert.Equal(_used.Values.Count(used => used.Status == VehicleStatus.OnTrip), counts.Sum(count => count.ByStatus[(int)VehicleStatus.OnTrip]));
        // Who still looks where a car was at the beginning finds it as well.
        foreach (var car in Cars.Where((_, at) => at % 7 == 0))
        {
            for (var index = map.Of(car); ; index = ParentOf(index))
            {
                Check(car, (await cluster.Shard(fleet.Id, index).Sighting(car, Cancellation))!);
                if (index < 2) break;
            }
        }
    }

    private static int ParentOf(int index) => FleetActors.Telemetry.Splitting.ShardPart.ParentOf(index);

    private void Check(VehicleId id, VehicleSighting car)
    {
        Assert.Equal(_cars[id], car.Registration);
        Assert.Equal(_fixes.TryGetValue(id, out var fix) ? fix.Unpack() : null, car.Fix);
        Assert.Equal(_used.GetValueOrDefault(id, (VehicleStatus.Available, 0)), (car.Summary.Status, car.Revision));
    }

    /// <summary>News is not waited for by whoever causes it, and a writer sends again what a shard has forgotten a moment later: waits until all has been heard.</summary>
    private async Task Known(int shards)
    {
        var map = new ShardMap(shards);
        foreach (var car in Cars)
        {
            var (fix, used) = (_fixes.TryGetValue(car, out var packed) ? packed.Unpack() : (Fix?)null, _used.GetValueOrDefault(car));
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (await cluster.Shard(fleet.Id, map.Of(car)).Sighting(car, Cancellation) is not { } seen || seen.Revision != used.Revision || seen.Fix != fix)
            {
                if (limit.IsCancellationRequested) return; // the check says what is wrong
                await Task.Delay(5, Cancellation);
            }
        }
    }

    /// <summary>Whether cells answer what a look at every car does, at the latest after a while.</summary>
    public async Task CheckCells()
    {
        foreach (var place in (GeoPoint[])[new(50.02, 10.05), new(50.05, 10.02), new(50.09, 10.09)])
        {
            var question = new Nearby(place, 3_000, Nearby.MaxLimit, VehicleStatus.Available, null, 0);
            HashSet<VehicleId> Within(double metres) => Cars
                .Where(car => _fixes.ContainsKey(car) && _used.GetValueOrDefault(car, (VehicleStatus.Available, 0)).Item1 == VehicleStatus.Available)
                .Where(car => GreatCircle.Metres(place, _fixes[car].Unpack().Position) <= metres).ToHashSet();
            var (sure, possible) = (Within(3_000 - NoiseMetres), Within(3_000 + NoiseMetres)); // a car that has moved by less may be filed where it was
            Assert.InRange(sure.Count, 10, Nearby.MaxLimit - 1);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (true)
            {
                var found = (await fleet.Vehicles.Nearest(question, Cancellation)).Accepted.Select(car => car.Vehicle).ToList();
                var (missing, tooMany, twice) = (sure.Except(found).Count(), found.Except(possible).Count(), found.Count - found.Distinct().Count());
                if (missing + tooMany + twice == 0) break;
                Assert.False(limit.IsCancellationRequested, $"{missing} missing, {tooMany} too many, {twice} twice");
                await Task.Delay(20, Cancellation);
            }
        }
    }

    /// <summary>Sends fixes by every handle that there ever was to every shard: those that are stale go to no car.</summary>
    public async Task CheckHandles(int shards)
    {
        var present = (await Task.WhenAll(Enumerable.Range(0, shards).Select(index => PresentHandles(index)))).SelectMany(some => some).ToHashSet();
        foreach (var handle in present) _handles.Add(handle);
        var wild = new Fix(cluster.Clock.GetUtcNow().AddSeconds(20), new(50, 10), 0, 90, 80, 2_000);
        foreach (var part in _handles.Distinct().Where(handle => !present.Contains(handle)).GroupBy(handle => handle.Shard))
        {
            var stale = part.ToArray();
            var receipt = (await cluster.Shard(fleet.Id, part.Key).Apply([.. stale.Select(handle => new SlotFix(handle.Slot, handle.Generation, wild))], Cancellation)).Accepted;
            Assert.Equal((0, stale.Length), (receipt.Applied, receipt.Unknown.Length));
        }
        // Nor does a place of another shard of the family, or the place of a car that is not registered.
        foreach (var handle in present.Where(handle => handle.Slot % 5 == 0))
        {
            for (var ancestor = handle.Shard; ancestor >= 2;)
            {
                ancestor = ParentOf(ancestor);
                var receipt = (await cluster.Shard(fleet.Id, ancestor).Apply([new(handle.Slot, handle.Generation, wild), new(handle.Slot, 0, wild)], Cancellation)).Accepted;
                Assert.Equal((0, 2), (receipt.Applied, receipt.Unknown.Length));
                var block = new FixBlock(FixBlock.BaseFor(wild.At.ToUnixTimeMilliseconds()), Wire(handle.Slot, handle.Generation, wild).Concat(Wire(handle.Slot, 0, wild)).ToArray());
                receipt = (await cluster.Shard(fleet.Id, ancestor).ApplyBlock(block, Cancellation)).Accepted;
                Assert.Equal((0, 2), (receipt.Applied, receipt.Unknown.Length));
            }
        }
    }

    private static byte[] Wire(int slot, int generation, Fix fix) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<WireFix>(
        new[] { new WireFix(slot, generation, new PackedFix(fix), FixBlock.BaseFor(fix.At.ToUnixTimeMilliseconds())) }).ToArray();

    private async Task<List<VehicleHandle>> PresentHandles(int index)
    {
        var handles = new List<VehicleHandle>();
        for (int? from = 0; from is { } slot;)
        {
            var page = await cluster.Shard(fleet.Id, index).Page(slot, IVehicleShardGrain.MaxPage, Cancellation);
            handles.AddRange(page.Vehicles.Select(car => car.Handle));
            from = page.Next;
        }
        return handles;
    }
}
