using System.Globalization;
using FleetActors.Records;
using Orleans.Storage;

namespace FleetActors.Contracts;

/// <summary>
/// A contract's record in storage: what each write added, under a name of its own (<c>contract</c>, <c>contract-1</c>,
/// <c>contract-2</c>, …). A write inserts the next slice, so a second activation that knows less loses, as it would by an
/// ETag; and it stores some hundred bytes instead of all that ever happened.
/// </summary>
public sealed class ContractSlices(IGrainStorage storage, GrainId contract)
{
    /// <summary>The name of the first slice: part of its storage key.</summary>
    public const string FirstName = "contract";

    // A life is a handful of slices, and most readings find none or those that one look finds.
    private const int FirstReads = 4, ReadsAtOnce = 8;

    private ContractRecord _known = ContractRecord.Blank;
    private int _count;

    /// <summary>Everything stored, read from where this reader left off; null when nothing is.</summary>
    /// <exception cref="InvalidDataException">A slice is missing before one that is there.</exception>
    public async Task<ContractRecord?> Read()
    {
        var (known, count) = (_known, _count);
        for (var width = 1; width > 0;)
        {
            var slices = await ReadNext(count, width);
            foreach (var slice in slices) known = known.With(slice);
            count += slices.Length;
            width = slices.Length < width ? 0 : width == 1 ? FirstReads : ReadsAtOnce;
        }
        if (count == 0) return null;
        (_known, _count) = (known, count); // together, and only now: a reading that failed half-way must not be built upon
        return known;
    }

    /// <summary>Stores what the next record adds to the known one.</summary>
    /// <exception cref="InconsistentStateException">Another activation has stored a slice in this place.</exception>
    /// <remarks>Whether it fails or not: only a new reader may follow a write whose outcome is not known to be good.</remarks>
    public Task Append(ContractRecord next)
    {
        if (next.History.Length <= _known.History.Length)
            throw new InvalidOperationException($"What is to be stored of {contract} does not go beyond what is known.");
        var slice = new GrainState<Stored<ContractRecord>>(new() { State = next.Since(_known) });
        _known = next;
        return storage.WriteStateAsync(NameOf(_count++), contract, slice);
    }

    /// <summary>The slices from a number on, as far as they are there, at most <paramref name="width"/>.</summary>
    private async Task<ContractRecord[]> ReadNext(int number, int width)
    {
        if (width == 1) return await ReadOne(number) is { } only ? [only] : [];
        for (var look = 1; ; look++)
        {
            var read = await Task.WhenAll(Enumerable.Range(number, width).Select(ReadOne));
            var there = read.TakeWhile(slice => slice is not null).Count();
            if (read.Skip(there).All(slice => slice is null)) return read[..there]!;
            // A write between two of the reads can look like a gap, but not twice.
            if (look == 2) throw new InvalidDataException($"Slice {number + there} of {contract} is missing, and later ones are there.");
        }
    }

    private async Task<ContractRecord?> ReadOne(int number)
    {
        var slice = new GrainState<Stored<ContractRecord>>(new());
        await storage.ReadStateAsync(NameOf(number), contract, slice);
        return slice.State?.State;
    }

    private static string NameOf(int number) =>
        number == 0 ? FirstName : string.Create(CultureInfo.InvariantCulture, $"{FirstName}-{number}");
}
