using System.Collections.Immutable;
using System.Numerics;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry.Watching;

/// <summary>Watches the cars of one shard. A fix that shows nothing costs a few comparisons and allocates nothing.</summary>
internal sealed class RuleWatcher(WatchedShard shard, WatchDigests digests, Func<int, Wake, Task> tell, TimeProvider clock) : IShardWatcher
{
    /// <summary>The most cars whose next message must wait for its time; those beyond are looked at with their next fix.</summary>
    public const int MaxHeldBack = 65_536;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);

    private readonly ShardSlots _slots = shard.Slots;
    private readonly Chunked<CarWatch> _cars = new();
    private readonly WakeOutbox _outbox = new(tell);
    private readonly Dictionary<int, long> _toldAtMs = [];
    private readonly HashSet<int> _heldBack = [];
    private readonly ContactSweep _contact = new(shard.Slots, clock.GetUtcNow().ToUnixTimeMilliseconds());
    private WatchDigest? _digest;
    private bool _isRefreshing;
    private bool _isUnloaded;

    /// <summary>Begins to watch as soon as the fleet's limits are known.</summary>
    public void Begin()
    {
        _ = Refresh();
        shard.Every(LookPeriod, Look);
    }

    /// <inheritdoc/>
    public void Applied(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
    {
        if (_digest is not { } digest) return;
        for (var at = 0; at < slots.Length; at++)
        {
            ref var car = ref _cars.At(slots[at]);
            if (!WatchRules.IsQuiet(car, fixes[at], digest)) Look(slots[at], ref car, fixes[at], digest);
        }
    }

    /// <inheritdoc/>
    public void CameLate(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
    {
        // What they show is over.
    }

    /// <inheritdoc/>
    public void Changed(int slot)
    {
        if (_slots.IsGone(slot)) _heldBack.Remove(slot); // the shard that has the car now looks at it
        if (_cars.Read(slot) is { Epoch: > 0 } car) _cars[slot] = car.WithLeave(MayDrive(slot));
    }

    /// <inheritdoc/>
    public void Unloading() => _isUnloaded = true;

    private void Look(int slot, ref CarWatch car, in PackedFix fix, WatchDigest digest)
    {
        if (car.Epoch == 0) car = car.WithLeave(MayDrive(slot));
        var seen = WatchRules.Look(car, fix, digest);
        if (!seen.IsQuiet && !MayTell(slot, digest))
        {
            if (_heldBack.Count < MaxHeldBack) _heldBack.Add(slot);
            return; // what is remembered stays, so the next look compares with what was told
        }
        car = seen.Car;
        if (seen.IsQuiet) return;
        var now = clock.GetUtcNow();
        _toldAtMs[slot] = now.ToUnixTimeMilliseconds();
        _outbox.Add(slot, new(new(Facts(seen, digest), fix.Unpack(), new(now, Caller.Platform)), null));
    }

    private bool MayTell(int slot, WatchDigest digest) =>
        _outbox.HasRoom(slot)
        && (_toldAtMs.TryGetValue(slot, out var told) ? NowMs - told >= digest.Limits.SecondsBetween * 1_000L : _toldAtMs.Count < MaxHeldBack);

    private static ImmutableArray<NoticedFact> Facts(in WatchedFix seen, WatchDigest digest)
    {
        var facts = ImmutableArray.CreateBuilder<NoticedFact>();
        Zones(seen.Left, VehicleNotice.ZoneLeft);
        Zones(seen.Entered, VehicleNotice.ZoneEntered);
        if (seen.Began.HasFlag(WatchFlags.IsSpeeding)) facts.Add(new(VehicleNotice.SpeedOverLimit, null));
        if (seen.Began.HasFlag(WatchFlags.IsChargeLow)) facts.Add(new(VehicleNotice.ChargeLow, null));
        if (seen.Began.HasFlag(WatchFlags.IsMoving)) facts.Add(new(VehicleNotice.MovingWithoutContract, null));
        return facts.ToImmutable();

        void Zones(ulong set, VehicleNotice notice)
        {
            for (; set != 0; set &= set - 1) facts.Add(new(notice, digest.Watched[BitOperations.TrailingZeroCount(set)].Id));
        }
    }

    /// <summary>Looks again at what had to wait, for silent cars, and for other limits. Awaits nothing, so that fixes do not wait.</summary>
    private Task Look(CancellationToken cancellation)
    {
        _ = Refresh();
        _outbox.TryAgain();
        if (_digest is not { } digest) return Task.CompletedTask;
        var (nowMs, gapMs) = (NowMs, digest.Limits.SecondsBetween * 1_000L);
        foreach (var (slot, told) in _toldAtMs)
        {
            if (nowMs - told >= gapMs) _toldAtMs.Remove(slot);
        }
        var heldBack = _heldBack.ToArray();
        _heldBack.Clear();
        foreach (var slot in heldBack) Look(slot, ref _cars.At(slot), _slots.PackedFix(slot), digest);
        _contact.Look(digest.Limits, nowMs, LoseContact);
        return Task.CompletedTask;
    }

    private void LoseContact(int slot)
    {
        if (!_outbox.Has(slot) && _outbox.HasRoom(slot)) _outbox.Add(slot, new(null, new(false, new(clock.GetUtcNow(), Caller.Platform))));
    }

    /// <summary>
    /// Takes other limits and zones in. Where each car is, as its latest fix says, is what its next fix is compared with: so
    /// after a restart a zone left meanwhile is noticed, and new zones make no noise.
    /// </summary>
    private async Task Refresh()
    {
        if (_isRefreshing) return;
        _isRefreshing = true;
        try
        {
            var digest = await digests.Of(shard.Key.Fleet);
            if (ReferenceEquals(digest, _digest)) return;
            _digest = digest;
            for (var slot = 0; slot < _slots.Count && !_isUnloaded; slot++)
            {
                if (slot % Chunked<CarWatch>.ChunkLength == 0) await Task.Yield(); // fixes come between
                if (_slots.PackedFix(slot) is { Exists: true } fix && _cars.Read(slot).Epoch != digest.Epoch) Settle(slot, fix, digest);
            }
        }
        catch (Exception)
        {
            // The fleet's grain did not answer: what is known goes on, and is asked for again with the next look.
        }
        finally
        {
            _isRefreshing = false;
        }
    }

    /// <summary>Remembers how a car stands without telling: an earlier activation, or earlier zones, had told.</summary>
    private void Settle(int slot, in PackedFix fix, WatchDigest digest)
    {
        ref var car = ref _cars.At(slot);
        car = WatchRules.Look(car.Epoch == 0 ? car.WithLeave(MayDrive(slot)) : car, fix, digest).Car;
    }

    /// <summary>Somebody has hired it, or the operator moves it about.</summary>
    private bool MayDrive(int slot) => _slots.Summary(slot).Summary.Status is not (VehicleStatus.Available or VehicleStatus.Reserved);

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
