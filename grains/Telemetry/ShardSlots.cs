using System.Collections.Concurrent;
using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>What became of one fix.</summary>
public enum FixVerdict
{
    /// <summary>It is the car's newest.</summary>
    Applied,
    /// <summary>Right, but not newer than what is known.</summary>
    Older,
    /// <summary>Not believed.</summary>
    Quarantined,
    /// <summary>No such slot, or another car's.</summary>
    Unknown,
}

/// <summary>
/// The arrays of a shard: one place (slot) a car in each. A slot is given once, in the order in which registrations became
/// durable, and never to another car. The shard's turns are the only writer; <see cref="ReadFromOutside"/> and
/// <see cref="Find"/> may be called from any thread, everything else from the shard's turns only.
/// </summary>
public sealed class ShardSlots
{
    private const int FirstCapacity = 1_024;

    private readonly ConcurrentDictionary<VehicleId, int> _slots = [];
    private readonly SlotVersions _versions = new();
    private readonly long[] _quarantined = new long[Enum.GetValues<QuarantineReason>().Length + 1];
    private VehicleRegistration[] _registrations = new VehicleRegistration[FirstCapacity];
    private int[] _generations = new int[FirstCapacity];
    private VehicleSummary[] _summaries = new VehicleSummary[FirstCapacity];
    private long[] _revisions = new long[FirstCapacity];
    private PackedFix[] _fixes = new PackedFix[FirstCapacity];

    /// <summary>How many cars are registered.</summary>
    public int Count { get; private set; }

    /// <summary>Fixes not believed so far, indexed by reason.</summary>
    public ImmutableArray<long> Quarantined => [.. _quarantined];

    /// <summary>The slot of a car, or -1.</summary>
    public int Find(VehicleId vehicle) => _slots.TryGetValue(vehicle, out var slot) ? slot : -1;

    /// <summary>The registration in a slot.</summary>
    public VehicleRegistration Registration(int slot) => _registrations[slot];

    /// <summary>The generation of a slot.</summary>
    public int Generation(int slot) => _generations[slot];

    /// <summary>The commercial state in a slot, and its revision.</summary>
    public (VehicleSummary Summary, long Revision) Summary(int slot) => (_summaries[slot], _revisions[slot]);

    /// <summary>The latest fix in a slot, or null.</summary>
    public Fix? LatestFix(int slot) => _fixes[slot] is { Exists: true } fix ? fix.Unpack() : null;

    /// <summary>The latest fix in a slot as it is kept; see <see cref="PackedFix.Exists"/>.</summary>
    public PackedFix PackedFix(int slot) => _fixes[slot];

    /// <summary>Takes a durable registration in; a later one of the same car replaces its data.</summary>
    public void Put(ShardEntry entry)
    {
        if (entry.Slot >= Count) Add(entry);
        _versions.Begin(entry.Slot);
        _registrations[entry.Slot] = entry.Registration;
        _summaries[entry.Slot] = _summaries[entry.Slot] with { Class = entry.Registration.Class };
        _versions.End(entry.Slot);
    }

    /// <summary>Takes a car's state in, unless a newer one is known.</summary>
    /// <returns>Whether it was news.</returns>
    public bool Change(int slot, long revision, VehicleSummary summary)
    {
        if (revision <= _revisions[slot]) return false;
        _versions.Begin(slot);
        (_revisions[slot], _summaries[slot]) = (revision, summary);
        _versions.End(slot);
        return true;
    }

    /// <summary>Takes a fix in.</summary>
    public FixVerdict Apply(int slot, int generation, in PackedFix fix, long nowMs)
    {
        if ((uint)slot >= (uint)Count || _generations[slot] != generation) return FixVerdict.Unknown;
        ref var latest = ref _fixes[slot];
        if (FixRules.Judge(fix, latest, nowMs) is { } reason)
        {
            _quarantined[(int)reason]++;
            return FixVerdict.Quarantined;
        }
        if (fix.AtMs <= latest.AtMs) return FixVerdict.Older;
        _versions.Begin(slot);
        latest = fix;
        _versions.End(slot);
        return FixVerdict.Applied;
    }

    /// <summary>All that is known of a slot, from any thread and of one moment. Null while the slot is being filled.</summary>
    public VehicleSighting? ReadFromOutside(int shard, int slot)
    {
        for (var spin = new SpinWait(); ; spin.SpinOnce())
        {
            var before = _versions.Before(slot);
            var (registrations, generations, summaries, revisions, fixes) = (_registrations, _generations, _summaries, _revisions, _fixes);
            if (slot >= fixes.Length) return null;
            var (registration, generation, summary, revision, fix) = (registrations[slot], generations[slot], summaries[slot], revisions[slot], fixes[slot]);
            if (!_versions.IsWhole(slot, before)) continue;
            return registration is null ? null
                : new(registration, new(shard, slot, generation), summary, revision, fix.Exists ? fix.Unpack() : null, null);
        }
    }

    /// <summary>All that is known of a slot.</summary>
    public VehicleSighting Sighting(int shard, int slot, double? distanceMetres) => new(
        _registrations[slot], new(shard, slot, _generations[slot]), _summaries[slot], _revisions[slot], LatestFix(slot), distanceMetres);

    private void Add(ShardEntry entry)
    {
        if (entry.Slot != Count) throw new InvalidOperationException($"Slot {entry.Slot} comes after {Count} slots.");
        if (Count == _registrations.Length) Grow();
        _generations[entry.Slot] = entry.Generation;
        _summaries[entry.Slot] = new(VehicleStatus.Available, entry.Registration.Class, true, 0);
        if (!_slots.TryAdd(entry.Registration.Id, entry.Slot)) throw new InvalidOperationException($"{entry.Registration.Id} has two slots.");
        Count++;
    }

    private void Grow()
    {
        var capacity = 2 * Count;
        Array.Resize(ref _registrations, capacity);
        Array.Resize(ref _generations, capacity);
        Array.Resize(ref _summaries, capacity);
        Array.Resize(ref _revisions, capacity);
        Array.Resize(ref _fixes, capacity);
    }
}
