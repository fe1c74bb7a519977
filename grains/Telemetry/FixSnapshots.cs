using System.Globalization;
using FleetActors.Records;
using Orleans.Storage;

namespace FleetActors.Telemetry;

/// <summary>
/// Makes a shard's latest fixes durable in the background: the chunks that changed go where the newest manifest does not
/// look, then a manifest that names them is swapped in. Each write is a compare-and-swap, so of two activations one loses
/// and must end. A chunk has two places, taken in turn: nothing is left behind by a crash.
/// </summary>
internal sealed class FixSnapshots(IGrainStorage storage, GrainId grain, ShardSlots slots)
{
    /// <summary>The name of the manifest's state.</summary>
    public const string ManifestName = "fixes";

    private readonly GrainState<Stored<FixManifest>> _manifest = new(new());
    private readonly Dictionary<string, GrainState<Stored<FixChunk>>> _places = [];
    private Task _save = Task.CompletedTask;
    private bool _isBroken;

    /// <summary>The number of the last batch taken.</summary>
    public long Sequence { get; private set; }

    /// <summary>Batches up to this one are durable.</summary>
    public long DurableSequence { get; private set; }

    private FixManifest Manifest => _manifest.State?.State ?? FixManifest.None;

    /// <summary>The number of a batch that was just taken.</summary>
    public long NextSequence() => ++Sequence;

    /// <summary>
    /// Reads the newest snapshot into slots that are already registered. The places are read before the manifest: another
    /// activation's later write to one of them then makes ours fail, never the other way round.
    /// </summary>
    /// <exception cref="InvalidDataException">A chunk is not the one that the manifest names: another activation is writing, or storage has lost it.</exception>
    public async Task Load(CancellationToken cancellation)
    {
        for (var chunk = 0; chunk * FixChunk.Slots < slots.Count; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            await storage.ReadStateAsync(PlaceName(chunk, 0), grain, Place(chunk, 0));
            await storage.ReadStateAsync(PlaceName(chunk, 1), grain, Place(chunk, 1));
        }
        await storage.ReadStateAsync(ManifestName, grain, _manifest);
        for (var chunk = 0; chunk < Manifest.ChunkEpochs.Length; chunk++)
        {
            if (Manifest.EpochOf(chunk) is not (> 0 and var epoch)) continue;
            if (Place(chunk, epoch).State?.State is not { } kept || kept.Epoch != epoch)
                throw new InvalidDataException($"Chunk {chunk} of snapshot {epoch} of {grain} is not there.");
            slots.FillChunk(chunk, kept.Fixes.Span);
        }
        foreach (var place in _places.Values) place.State = new(); // Only the ETags are wanted from now on.
    }

    /// <summary>
    /// Makes durable what was taken until now, after a save that is under way. Does nothing after one that failed. Not
    /// cancellable: a queued write cannot be taken back.
    /// </summary>
    public async Task Save()
    {
        while (!_save.IsCompleted) await _save;
        if (!_isBroken && Sequence != DurableSequence) await (_save = SaveChunks());
    }

    /// <summary>Makes a snapshot even when nothing is new, so that no other activation that has read the last one can make one any more.</summary>
    public async Task Prove()
    {
        var mine = NextSequence();
        await Save();
        while (!_save.IsCompleted) await _save; // one that began meanwhile, and has this number in it
        if (DurableSequence < mine) throw OutcomeUnknown.Of(grain);
    }

    private async Task SaveChunks()
    {
        _isBroken = true; // until it has ended well
        var (sequence, epoch) = (Sequence, Manifest.Epoch + 1);
        var epochs = Manifest.ChunkEpochs.ToList();
        foreach (var chunk in slots.TakeUnsavedChunks())
        {
            while (epochs.Count <= chunk) epochs.Add(0);
            epochs[chunk] = NextPlace(epochs[chunk], epoch);
            var place = Place(chunk, epochs[chunk]);
            place.State = new() { State = new(epochs[chunk], slots.CopyChunk(chunk)) };
            await storage.WriteStateAsync(PlaceName(chunk, epochs[chunk]), grain, place);
            place.State = new();
        }
        _manifest.State = new() { State = new(Math.Max(epoch, epochs.DefaultIfEmpty().Max()), [.. epochs]) };
        await storage.WriteStateAsync(ManifestName, grain, _manifest);
        DurableSequence = sequence;
        _isBroken = false;
    }

    /// <summary>The epoch under which a chunk is written: this one, or the next where this one's place is in use.</summary>
    private static long NextPlace(long current, long epoch) => (current & 1) == (epoch & 1) && current != 0 ? epoch + 1 : epoch;

    /// <summary>A place that was not there when the shard loaded is taken for empty.</summary>
    private GrainState<Stored<FixChunk>> Place(int chunk, long epoch)
    {
        var name = PlaceName(chunk, epoch);
        if (!_places.TryGetValue(name, out var place)) _places[name] = place = new(new());
        return place;
    }

    private static string PlaceName(int chunk, long epoch) => string.Create(CultureInfo.InvariantCulture, $"fixes-{chunk}-{epoch & 1}");
}
