using System.Globalization;
using FleetActors.Records;
using Orleans.Storage;

namespace FleetActors.Telemetry;

/// <summary>
/// Which vehicles' records a restarted shard must read, because they may be newer than the shard's own durable copy of their
/// states. A vehicle's activation is on the list, durably, before it first writes. It leaves the list once it rests and its state
/// is in the copy, unless another activation that knows what it wrote has announced itself meanwhile.
/// </summary>
/// <remarks>
/// Every answer rests on a compare-and-swap of the list's page made after it was asked for: of two activations of a shard only one can
/// say that a vehicle is on the list. To be used from the shard's own turns only; interleaving is what it is made for.
/// </remarks>
/// <param name="storage">Where list and copy lie.</param>
/// <param name="grain">Whose they are.</param>
/// <param name="slots">The shard's slots, already registered.</param>
/// <param name="onBroken">Told once when a write fails: its outcome is unknown and the grain must be deactivated.</param>
internal sealed class ChangeList(IGrainStorage storage, GrainId grain, ShardSlots slots, Action onBroken)
{
    private readonly List<Page> _pages = [];
    private readonly Dictionary<int, GrainState<Stored<StateChunk>>> _chunks = [];

    /// <summary>For each slot on the list the newest revision that an activation had read which may write.</summary>
    private readonly Dictionary<int, long> _read = [];

    private readonly HashSet<int> _resting = [];
    private TaskCompletionSource _written = NewSignal();
    private Task _save = Task.CompletedTask;
    private bool _isWriting;
    private bool _isBroken;

    /// <summary>
    /// Reads list and copy, the list first: what leaves it meanwhile is in the copy by then. To be awaited before anything else.
    /// </summary>
    public async Task Load(CancellationToken cancellation)
    {
        for (var page = 0; page * ChangePage.Slots < slots.Count; page++)
        {
            cancellation.ThrowIfCancellationRequested();
            await ReadPage();
        }
        for (var chunk = 0; chunk * StateChunk.Slots < slots.Count; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            var record = Chunk(chunk);
            await storage.ReadStateAsync(ChunkName(chunk), grain, record);
            if (record.State?.State is { } kept) slots.FillStates(chunk, kept.States.Span);
            record.State = new(); // Only the ETag is wanted from now on.
        }
    }

    /// <summary>The slots whose cars' records are to be read: those listed, and all of pages that were never written, as in data of earlier versions.</summary>
    public IEnumerable<int> ToRead() => Enumerable.Range(0, slots.Count).Where(slot => PageOf(slot) is var page && (page.IsNew || page[slot]));

    /// <summary>A record was read: revision 0 when there is none. Only before <see cref="Cover"/>. On a page of an earlier version nobody has announced itself.</summary>
    public void Found(int slot, long revision) => Enlist(slot, revision, mayBeNewer: !PageOf(slot).IsNew);

    /// <summary>
    /// A car that another shard had is here now, on pages that are there. Its state is what that shard knew or, if the car's record may
    /// be newer than that, what the record said a moment ago. To be awaited afterwards: <see cref="Prove"/>.
    /// </summary>
    public void TakeOver(int slot, long revision, bool mayBeNewer) => Enlist(slot, revision, mayBeNewer || IsListed(slot));

    /// <summary>Writes every page, so that no other activation that has read them can answer anything any more.</summary>
    public async Task Prove()
    {
        foreach (var page in _pages) page.MustWrite = true;
        if (_pages.Count > 0) await Written();
    }

    /// <summary>Whether a vehicle's record may be newer than what the slots say of it.</summary>
    public bool IsListed(int slot) => PageOf(slot)[slot];

    /// <summary>Makes sure that there are pages for so many slots; to be awaited before any of those is given to a car, and after the records were read.</summary>
    public async Task Cover(int count)
    {
        while (_pages.Count * ChangePage.Slots < count) await ReadPage(); // It is there when a registration was lost after this.
        foreach (var page in _pages.Where(page => page.IsNew)) page.MustWrite = true;
        if (_pages.Exists(page => page.MustWrite)) await Written();
    }

    /// <summary>Puts slots on the list; completes when they are, durably.</summary>
    /// <param name="changes">Slots, and the revision that the vehicle's activation has read.</param>
    public Task Announce(IReadOnlyCollection<(int Slot, long Revision)> changes)
    {
        if (changes.Count == 0) return Task.CompletedTask;
        foreach (var (slot, revision) in changes)
        {
            _resting.Remove(slot);
            _read[slot] = Math.Max(revision, _read.GetValueOrDefault(slot));
            PageOf(slot)[slot] = true;
            PageOf(slot).MustWrite = true; // even when it is listed: a newer activation of the shard may have taken it off
        }
        return Written();
    }

    /// <summary>
    /// An activation has ended with its record at a revision, of which the slots know. Ignored when one has announced itself that has
    /// read that revision: it may write. One that has read an older revision cannot, for its ETag is gone.
    /// </summary>
    public void Rest(int slot, long revision)
    {
        if (_read.TryGetValue(slot, out var read) && read < revision) _resting.Add(slot);
    }

    /// <summary>Makes the states of resting vehicles durable, then takes them off the list. Not cancellable: a queued write cannot be taken back.</summary>
    public async Task Save()
    {
        while (!_save.IsCompleted) await _save;
        if (!_isBroken && _resting.Count > 0) await (_save = SaveStates());
    }

    private async Task SaveStates()
    {
        foreach (var chunk in _resting.GroupBy(slot => slot / StateChunk.Slots).ToArray())
        {
            var rested = chunk.Where(_resting.Remove).Select(slot => (Slot: slot, Read: _read[slot])).ToArray();
            var record = Chunk(chunk.Key);
            record.State = new() { State = new(slots.CopyStates(chunk.Key)) };
            try
            {
                await storage.WriteStateAsync(ChunkName(chunk.Key), grain, record);
            }
            catch
            {
                Break();
                throw;
            }
            record.State = new();
            foreach (var (slot, read) in rested)
            {
                if (_read[slot] != read) continue; // announced meanwhile
                _read.Remove(slot);
                _resting.Remove(slot);
                PageOf(slot)[slot] = false;
                PageOf(slot).MustWrite = true;
            }
        }
        if (_pages.Exists(page => page.MustWrite)) await Written();
    }

    /// <summary>Completes when the pages as they are now are durable.</summary>
    private Task Written()
    {
        if (_isBroken) throw OutcomeUnknown.Of(grain);
        var written = _written.Task;
        if (!_isWriting) _ = WritePages();
        return written;
    }

    private async Task WritePages()
    {
        _isWriting = true;
        while (!_isBroken && _pages.Exists(page => page.MustWrite))
        {
            var written = _written;
            _written = NewSignal();
            try
            {
                await Task.WhenAll(Enumerable.Range(0, _pages.Count).Where(page => _pages[page].MustWrite).ToArray().Select(Write));
                written.SetResult();
            }
            catch (Exception failure)
            {
                written.SetException(failure);
                Break();
            }
        }
        _isWriting = false;
    }

    private Task Write(int page)
    {
        var record = _pages[page].Take();
        return storage.WriteStateAsync(PageName(page), grain, record);
    }

    /// <summary>Nobody is answered any more: a call that waited for ever would keep the grain from being deactivated.</summary>
    private void Break()
    {
        _isBroken = true;
        _written.TrySetException(OutcomeUnknown.Of(grain));
        onBroken();
    }

    private void Enlist(int slot, long revision, bool mayBeNewer)
    {
        if (mayBeNewer) _read[slot] = revision; // Whoever has announced itself and may still write has read just this.
        else if (revision == 0) return; // Never used, and so nothing to keep.
        else
        {
            // Nobody has announced itself, and the car leaves the list as soon as its state is in the copy.
            _read[slot] = revision - 1;
            _resting.Add(slot);
        }
        PageOf(slot)[slot] = true;
    }

    private async Task ReadPage()
    {
        var record = new GrainState<Stored<ChangePage>>(new());
        await storage.ReadStateAsync(PageName(_pages.Count), grain, record);
        _pages.Add(new(record));
    }

    private Page PageOf(int slot) => _pages[slot / ChangePage.Slots];

    /// <summary>A chunk that was not there when the shard loaded is taken for absent.</summary>
    private GrainState<Stored<StateChunk>> Chunk(int chunk)
    {
        if (!_chunks.TryGetValue(chunk, out var record)) _chunks[chunk] = record = new(new());
        return record;
    }

    private static string PageName(int page) => string.Create(CultureInfo.InvariantCulture, $"changing-{page}");

    private static string ChunkName(int chunk) => string.Create(CultureInfo.InvariantCulture, $"states-{chunk}");

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A page in memory, ahead of its record.</summary>
    private sealed class Page
    {
        private readonly GrainState<Stored<ChangePage>> _record;
        private readonly byte[] _bits = new byte[ChangePage.Slots / 8];

        public Page(GrainState<Stored<ChangePage>> record)
        {
            _record = record;
            record.State?.State?.Bits.Span.CopyTo(_bits);
        }

        /// <summary>Whether it has no record.</summary>
        public bool IsNew => !_record.RecordExists;

        /// <summary>Whether it is ahead of its record, or the record must prove that it is still ours.</summary>
        public bool MustWrite { get; set; }

        /// <summary>Whether a slot is on the list.</summary>
        public bool this[int slot]
        {
            get => (_bits[slot % ChangePage.Slots >> 3] & 1 << (slot & 7)) != 0;
            set
            {
                ref var eight = ref _bits[slot % ChangePage.Slots >> 3];
                var bit = (byte)(1 << (slot & 7));
                eight = (byte)(value ? eight | bit : eight & ~bit);
            }
        }

        /// <summary>The record, to be written as the page is now.</summary>
        public GrainState<Stored<ChangePage>> Take()
        {
            MustWrite = false;
            _record.State = new() { State = new(_bits.ToArray()) };
            return _record;
        }
    }
}
