using System.Collections.Immutable;

namespace FleetActors.Telemetry;

/// <summary>Takes the fixes of one call into the slots, counting what became of them. Allocates nothing for a fix that is applied.</summary>
internal sealed class FixTaker(ShardSlots slots, ShardWatchers watchers, bool isSimulated)
{
    /// <summary>The most cars that one call wakes; the others are woken by their next fix.</summary>
    public const int MaxWoken = 64;

    private readonly List<int> _unknown = [];
    private readonly List<int> _quarantined = [];
    private readonly List<(int Slot, PackedFix Fix)> _woken = [];
    private long _nowMs;
    private int _applied;
    private int _older;

    /// <summary>How many fixes were taken since <see cref="Begin"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Cars to which something happened: lost to their records, they have reported.</summary>
    public IReadOnlyList<(int Slot, PackedFix Fix)> Woken => _woken;

    /// <summary>A new call.</summary>
    public void Begin(long nowMs)
    {
        (_nowMs, _applied, _older, Count) = (nowMs, 0, 0, 0);
        _unknown.Clear();
        _quarantined.Clear();
        _woken.Clear();
    }

    /// <summary>The next fix of the call; see <see cref="ShardSlots.Apply"/>.</summary>
    public void Take(int slot, int generation, in PackedFix fix, int generationBits = ~0)
    {
        switch (slots.Apply(slot, generation, fix, isSimulated ? fix.AtMs : _nowMs, generationBits))
        {
            case FixVerdict.Applied:
                _applied++;
                watchers.NoteApplied(slot, fix);
                if (!slots.IsContactable(slot) && _woken.Count < MaxWoken) _woken.Add((slot, fix));
                break;
            case FixVerdict.Older:
                _older++;
                watchers.NoteLate(slot, fix);
                break;
            case FixVerdict.Quarantined:
                _quarantined.Add(Count);
                break;
            default:
                _unknown.Add(Count);
                break;
        }
        Count++;
    }

    /// <summary>All fixes of a block.</summary>
    public void TakeAll(in FixBlock block)
    {
        foreach (ref readonly var wire in block.Fixes)
        {
            Take(wire.Slot, wire.Generation, wire.Unpack(block.BaseMs), WireFix.GenerationMask);
        }
    }

    /// <summary>What became of the call's fixes.</summary>
    public FixReceipt Receipt(long incarnation, long sequence, long durableSequence) =>
        new(_applied, _older, _quarantined.Count, [.. _unknown], incarnation)
        {
            Sequence = sequence,
            DurableSequence = durableSequence,
            QuarantinedAt = [.. _quarantined],
        };
}
