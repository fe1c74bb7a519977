using System.Runtime.InteropServices;
using FleetActors.Fleets;
using FleetActors.Records;
using Orleans.Storage;

namespace FleetActors.Telemetry.Splitting;

/// <summary>
/// How far one activation of a shard has been split, and the splitting itself: the new layout becomes durable, then in one turn
/// every car that belongs elsewhere leaves its slot, then no other activation that does not know of it can answer anything any
/// more. To be used in the shard's turns only.
/// </summary>
/// <param name="storage">Where the layout lies.</param>
/// <param name="grain">Whose it is.</param>
/// <param name="slots">The shard's cars.</param>
/// <param name="prove">Writes once more whatever another activation would have to write to answer a registration, an announcement or that a fix is durable.</param>
/// <param name="onBroken">Told when a write fails: its outcome is unknown and the grain must be deactivated.</param>
internal sealed class ShardSplit(IGrainStorage storage, GrainId grain, ShardSlots slots, Func<Task> prove, Action onBroken)
{
    /// <summary>The name of the layout's state.</summary>
    public const string StateName = "layout";

    /// <summary>Slots of which is told in one turn.</summary>
    private const int ToldAtOnce = 1_024;

    private readonly GrainState<Stored<ShardLayout>> _layout = new(new());
    private int _provenCount;

    /// <summary>Which cars are here; none before the fleet is known.</summary>
    public ShardPart Part { get; private set; }

    /// <summary>Held by whoever chooses slots for cars, until they are in them: the shard is not split meanwhile.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>Whether it is a child whose cars are not yet all its own.</summary>
    public bool IsUnborn => Part.IsChild && !_layout.RecordExists;

    /// <summary>
    /// Reads the layout. After everything else: who has read an old layout has then read old pages as well, and can write none of them
    /// once somebody has <c>proven</c> a newer one.
    /// </summary>
    public async Task Load(int index, FleetSettings? settings)
    {
        await storage.ReadStateAsync(StateName, grain, _layout);
        if (settings is not null) Begin(index, settings);
    }

    /// <summary>The fleet is known: at activation, or later when that came before the fleet was created.</summary>
    /// <exception cref="InvalidOperationException">The fleet has no such shard, as far as this silo knows.</exception>
    public void Begin(int index, FleetSettings settings)
    {
        if (Part.Count != 0) return;
        if (index >= settings.MostShards) throw new InvalidOperationException($"{settings.Fleet} has {settings.MostShards} shards, and so none of number {index}.");
        var part = ShardPart.Of(index, settings.ShardCount);
        Part = _layout.State?.State is { } layout ? part with { Count = layout.Count } : part;
    }

    /// <summary>A child has taken all of its cars over: they become its own, durably, and then it is there.</summary>
    public async Task Bear()
    {
        await prove();
        await Write(Part.Count);
    }

    /// <summary>Whoever belongs elsewhere leaves his slot; answers those that did.</summary>
    public List<int> LeaveSlots()
    {
        var left = new List<int>();
        if (!Part.WasSplit) return left;
        for (var slot = 0; slot < slots.Count; slot++)
        {
            if (slots.IsGone(slot) || Part.ShardOf(slots.Vehicle(slot)) == Part.Index) continue;
            slots.Leave(slot);
            left.Add(slot);
        }
        return left;
    }

    /// <summary>Splits the shard until it is one of so many. When it completes, cars that belong elsewhere can be handed over.</summary>
    /// <param name="count">See <see cref="ShardPart.Count"/>.</param>
    /// <param name="onLeft">Told of each slot that a car has just left.</param>
    public async Task DownTo(int count, Action<int> onLeft)
    {
        if (Part.Count >= count && _provenCount >= count) return;
        await Gate.WaitAsync();
        try
        {
            if (Part.Count < count)
            {
                await Write(count);
                Part = Part with { Count = count };
                foreach (var some in LeaveSlots().Chunk(ToldAtOnce))
                {
                    foreach (var slot in some) onLeft(slot);
                    await Task.Yield(); // fixes come between
                }
            }
            if (_provenCount >= Part.Count) return;
            await prove();
            _provenCount = Part.Count;
        }
        catch
        {
            onBroken();
            throw;
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Cars that belong to a child, in slot order from a slot on. Only once the shard has been split down to the child's level.</summary>
    public HandedCars CarsOf(int child, int from, Func<int, bool> isListed)
    {
        var found = new List<int>();
        var slot = from;
        for (; slot < slots.Count && found.Count < IVehicleShardGrain.MaxPage; slot++)
        {
            if (slots.IsGone(slot) && ShardPart.Has(child, slots.Vehicle(slot))) found.Add(slot);
        }
        return new(
            PackedRegistrations.Of([.. found.Select(slots.Registration)]),
            Bytes(found, slots.PackedFix), Bytes(found, slots.State), Bytes(found, at => isListed(at) ? (byte)1 : (byte)0),
            slot < slots.Count ? slot : null);
    }

    private static byte[] Bytes<T>(List<int> found, Func<int, T> of) where T : struct =>
        MemoryMarshal.AsBytes<T>(found.Select(of).ToArray()).ToArray();

    private Task Write(int count)
    {
        _layout.State = new() { State = new(count) };
        return storage.WriteStateAsync(StateName, grain, _layout);
    }
}
