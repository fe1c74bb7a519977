using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FleetActors.Telemetry.Watching;
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
/// durable, and never to another car. A car that has gone to a child of the shard leaves its slot as a hole: all that was known stays,
/// to be handed over again, but no id or handle leads there. The shard's turns are the only writer; <see cref="ReadFromOutside"/> and
/// <see cref="Find"/> may be called from any thread, everything else from the shard's turns only.
/// </summary>
public sealed class ShardSlots
{
    private readonly RegistrationTable _registrations = new();
    private readonly SlotVersions _versions = new();
    private readonly Chunked<SlotState> _states = new();
    private readonly Chunked<PackedFix> _fixes = new();
    private int _gone;
    private readonly bool[] _isUnsaved = new bool[VehicleShardGrain.MaxVehicles / FixChunk.Slots];

    /// <summary>How many slots there are.</summary>
    public int Count => _registrations.Count;

    /// <summary>How many cars are here.</summary>
    public int Cars => Count - _gone;

    /// <summary>Fixes not believed so far.</summary>
    public ShardQuarantine Quarantine { get; } = new();

    /// <summary>The slot of a car, or -1 when it is not here, or not any more.</summary>
    public int Find(VehicleId vehicle) => _registrations.Find(vehicle) is >= 0 and var slot && !IsGone(slot) ? slot : -1;

    /// <summary>Whether the car of a slot has gone to a child of the shard.</summary>
    public bool IsGone(int slot) => _states.Read(slot).Generation == SlotState.Gone;

    /// <summary>The car of a slot goes to a child of the shard.</summary>
    public void Leave(int slot)
    {
        if (IsGone(slot)) return;
        _versions.Begin(slot);
        _states[slot].Generation = SlotState.Gone;
        _versions.End(slot);
        _gone++;
    }

    /// <summary>The id of the car in a slot.</summary>
    public VehicleId Vehicle(int slot) => _registrations.Id(slot);

    /// <summary>The registration in a slot, made anew with each call.</summary>
    public VehicleRegistration Registration(int slot) => _registrations.Unpack(_registrations.Packed(slot));

    /// <summary>Whether the id, the VIN or the plate in a slot begins with a text; see <see cref="VehicleSearch.Text"/>.</summary>
    public bool StartsWith(int slot, string text) => _registrations.StartsWith(slot, text);

    /// <summary>The generation of a slot.</summary>
    public int Generation(int slot) => _states[slot].Generation;

    /// <summary>Whether the car in a slot is on offer.</summary>
    public bool IsAvailable(int slot) => _states[slot].Status == (byte)VehicleStatus.Available;

    /// <summary>The commercial state in a slot, and its revision.</summary>
    public (VehicleSummary Summary, long Revision) Summary(int slot) => (_states[slot].Summary, _states[slot].Revision);

    /// <summary>Whether the record of the car in a slot believes in contact with it.</summary>
    public bool IsContactable(int slot) => _states[slot].IsContactable;

    /// <summary>The latest fix in a slot, or null.</summary>
    public Fix? LatestFix(int slot) => PackedFix(slot) is { Exists: true } fix ? fix.Unpack() : null;

    /// <summary>The latest fix in a slot as it is kept; see <see cref="PackedFix.Exists"/>.</summary>
    public PackedFix PackedFix(int slot) => _fixes.Read(slot);

    /// <summary>Takes a durable registration in; a later one of the same car replaces its data.</summary>
    /// <exception cref="InvalidOperationException">It leaves a gap, or the car has a slot already.</exception>
    public void Put(ShardEntry entry)
    {
        if (entry.Slot > Count) throw new InvalidOperationException($"Slot {entry.Slot} comes after {Count} slots.");
        ref var state = ref _states.At(entry.Slot);
        _versions.Begin(entry.Slot);
        if (entry.Slot == Count) state = new() { Generation = entry.Generation, Status = (byte)VehicleStatus.Available, IsContactable = true };
        state.Class = checked((byte)entry.Registration.Class);
        _registrations.Put(entry.Slot, entry.Registration);
        _versions.End(entry.Slot);
    }

    /// <summary>Takes a car's state in, unless a newer one is known.</summary>
    /// <returns>Whether it was news.</returns>
    public bool Change(int slot, long revision, VehicleSummary summary)
    {
        ref var state = ref _states[slot];
        if (revision <= state.Revision) return false;
        Restore(slot, revision, summary);
        return true;
    }

    /// <summary>Takes in what the car's record says, whatever was known.</summary>
    public void Restore(int slot, long revision, VehicleSummary summary)
    {
        ref var state = ref _states[slot];
        _versions.Begin(slot);
        state = new(state.Generation, revision, summary);
        _versions.End(slot);
    }

    /// <summary>Takes a fix in.</summary>
    /// <param name="slot">Its car's place.</param>
    /// <param name="generation">Whose place it must be.</param>
    /// <param name="fix">The fix.</param>
    /// <param name="nowMs">The server's time.</param>
    /// <param name="generationBits">The bits of the generation that are known: <see cref="WireFix.GenerationMask"/> of one from the wire.</param>
    public FixVerdict Apply(int slot, int generation, in PackedFix fix, long nowMs, int generationBits = ~0)
    {
        if ((uint)slot >= (uint)Count || _states[slot].Generation is var known && ((known & generationBits) != generation || known == SlotState.Gone)) return FixVerdict.Unknown;
        ref var latest = ref _fixes.At(slot);
        if (FixRules.Judge(fix, latest, nowMs) is { } reason && !FixRules.IsInsisted(reason, fix, latest, Quarantine.ClaimOf(slot)))
        {
            Quarantine.Note(slot, reason, fix, nowMs, latest);
            return FixVerdict.Quarantined;
        }
        if (fix.AtMs <= latest.AtMs) return FixVerdict.Older;
        _versions.Begin(slot);
        latest = fix;
        _versions.End(slot);
        _isUnsaved[slot >> Chunked<PackedFix>.ChunkBits] = true;
        return FixVerdict.Applied;
    }

    /// <summary>Takes in what another shard knew to be the latest fix, unless a newer one is known. Only while nobody else sees the slots.</summary>
    public void TakeOver(int slot, in PackedFix fix)
    {
        ref var latest = ref _fixes.At(slot);
        if (fix.AtMs <= latest.AtMs) return;
        latest = fix;
        _isUnsaved[slot >> Chunked<PackedFix>.ChunkBits] = true;
    }

    /// <summary>The commercial state of a slot as it is kept.</summary>
    internal SlotState State(int slot) => _states[slot];

    /// <summary>
    /// The chunks whose fixes changed since the last time this was asked, a chunk being <see cref="FixChunk.Slots"/> slots.
    /// </summary>
    public ImmutableArray<int> TakeUnsavedChunks()
    {
        ImmutableArray<int> chunks = [.. Enumerable.Range(0, _isUnsaved.Length).Where(chunk => _isUnsaved[chunk])];
        Array.Clear(_isUnsaved);
        return chunks;
    }

    /// <summary>A copy of the fixes of a chunk's slots that are in use, as bytes.</summary>
    public byte[] CopyChunk(int chunk) => MemoryMarshal.AsBytes(_fixes.Chunk(chunk)[..Math.Min(FixChunk.Slots, Count - chunk * FixChunk.Slots)]).ToArray();

    /// <summary>Fills a chunk's fixes with what <see cref="CopyChunk"/> gave. Only while nobody else sees the slots.</summary>
    public void FillChunk(int chunk, ReadOnlySpan<byte> bytes)
    {
        var first = chunk * FixChunk.Slots;
        if (bytes.IsEmpty || first >= Count) return;
        _fixes.At(first) = default;
        MemoryMarshal.Cast<byte, PackedFix>(bytes)[..Math.Min(bytes.Length / Telemetry.PackedFix.Size, Count - first)].CopyTo(_fixes.Chunk(chunk));
    }

    /// <summary>A copy of the states of a chunk's slots that are in use, as bytes.</summary>
    public byte[] CopyStates(int chunk) => MemoryMarshal.AsBytes(_states.Chunk(chunk)[..Math.Min(StateChunk.Slots, Count - chunk * StateChunk.Slots)]).ToArray();

    /// <summary>Takes in what <see cref="CopyStates"/> gave, but for slots of which a newer state is known. Only while nobody else sees the slots.</summary>
    public void FillStates(int chunk, ReadOnlySpan<byte> bytes)
    {
        var slot = chunk * StateChunk.Slots;
        foreach (ref readonly var state in MemoryMarshal.Cast<byte, SlotState>(bytes)) Change(slot++, state.Revision, state.Summary);
    }

    /// <summary>All that is known of a slot, from any thread and of one moment; null when its car has gone.</summary>
    public VehicleSighting? ReadFromOutside(int shard, int slot)
    {
        for (var spin = new SpinWait(); ; spin.SpinOnce())
        {
            var before = _versions.Before(slot);
            var (car, state, fix) = (_registrations.Packed(slot), _states.Read(slot), _fixes.Read(slot));
            if (_versions.IsWhole(slot, before)) return state.Generation == SlotState.Gone ? null : Sighting(shard, slot, car, state, fix, null);
        }
    }

    /// <summary>Latest fix and commercial state of a slot, from any thread and of one moment. False when it has no fix, or its car has gone.</summary>
    public bool TryReadFromOutside(int slot, out PackedFix fix, out VehicleStatus status)
    {
        for (var spin = new SpinWait(); ; spin.SpinOnce())
        {
            var before = _versions.Before(slot);
            var state = _states.Read(slot);
            (fix, status) = (_fixes.Read(slot), (VehicleStatus)state.Status);
            if (_versions.IsWhole(slot, before)) return fix.Exists && state.Generation != SlotState.Gone;
        }
    }

    /// <summary>All that is known of a slot.</summary>
    public VehicleSighting Sighting(int shard, int slot, double? distanceMetres) =>
        Sighting(shard, slot, _registrations.Packed(slot), _states[slot], PackedFix(slot), distanceMetres);

    private VehicleSighting Sighting(int shard, int slot, in PackedRegistration car, in SlotState state, in PackedFix fix, double? distanceMetres) => new(
        _registrations.Unpack(car), new(shard, slot, state.Generation), state.Summary, state.Revision, fix.Exists ? fix.Unpack() : null, distanceMetres);
}
