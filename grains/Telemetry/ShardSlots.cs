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
/// durable, and never to another car.
/// </summary>
public sealed class ShardSlots
{
    private const int FirstCapacity = 1_024;

    private readonly Dictionary<VehicleId, int> _slots = [];
    private readonly long[] _quarantined = new long[Enum.GetValues<QuarantineReason>().Length + 1];
    private VehicleRegistration[] _registrations = new VehicleRegistration[FirstCapacity];
    private int[] _generations = new int[FirstCapacity];
    private VehicleSummary[] _summaries = new VehicleSummary[FirstCapacity];
    private long[] _revisions = new long[FirstCapacity];
    private Fix[] _fixes = new Fix[FirstCapacity];

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
    public Fix? LatestFix(int slot) => _fixes[slot].At == default ? null : _fixes[slot];

    /// <summary>Takes a durable registration in; a later one of the same car replaces its data.</summary>
    public void Put(ShardEntry entry)
    {
        if (entry.Slot >= Count) Add(entry);
        _registrations[entry.Slot] = entry.Registration;
        _summaries[entry.Slot] = _summaries[entry.Slot] with { Class = entry.Registration.Class };
    }

    /// <summary>Takes a car's state in, unless a newer one is known.</summary>
    /// <returns>Whether it was news.</returns>
    public bool Change(int slot, long revision, VehicleSummary summary)
    {
        if (revision <= _revisions[slot]) return false;
        (_revisions[slot], _summaries[slot]) = (revision, summary);
        return true;
    }

    /// <summary>Takes a fix in.</summary>
    public FixVerdict Apply(int slot, int generation, in Fix fix, DateTimeOffset now)
    {
        if ((uint)slot >= (uint)Count || _generations[slot] != generation) return FixVerdict.Unknown;
        ref var latest = ref _fixes[slot];
        if (FixRules.Judge(fix, latest.At == default ? null : latest, now) is { } reason)
        {
            _quarantined[(int)reason]++;
            return FixVerdict.Quarantined;
        }
        if (fix.At <= latest.At) return FixVerdict.Older;
        latest = fix;
        return FixVerdict.Applied;
    }

    /// <summary>All that is known of a slot.</summary>
    public VehicleSighting Sighting(int shard, int slot, double? distanceMetres) => new(
        _registrations[slot], new(shard, slot, _generations[slot]), _summaries[slot], _revisions[slot], LatestFix(slot), distanceMetres);

    private void Add(ShardEntry entry)
    {
        if (entry.Slot != Count) throw new InvalidOperationException($"Slot {entry.Slot} comes after {Count} slots.");
        if (Count == _registrations.Length) Grow();
        _slots.Add(entry.Registration.Id, entry.Slot);
        _generations[entry.Slot] = entry.Generation;
        _summaries[entry.Slot] = new(VehicleStatus.Available, entry.Registration.Class, true, 0);
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
