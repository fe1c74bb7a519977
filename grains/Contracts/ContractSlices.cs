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

    private const int ReadsAtOnce = 8;

    private ContractRecord _known = ContractRecord.Blank;
    private int _count;

    /// <summary>Everything stored, read from where this reader left off; null when nothing is.</summary>
    public async Task<ContractRecord?> Read()
    {
        if (_count == 0 && !await Take(ReadOne(0))) return null; // a new contract, as most are: one look is enough
        while (true)
        {
            var next = new Task<ContractRecord?>[ReadsAtOnce];
            for (var i = 0; i < next.Length; i++) next[i] = ReadOne(_count + i);
            await Task.WhenAll(next);
            foreach (var slice in next)
                if (!await Take(slice)) return _known;
        }
    }

    /// <summary>Stores what the next record adds to the known one.</summary>
    /// <exception cref="InconsistentStateException">Another activation has stored a slice in this place.</exception>
    public async Task Append(ContractRecord next)
    {
        var slice = new GrainState<Stored<ContractRecord>>(new() { State = next.Since(_known) });
        await storage.WriteStateAsync(NameOf(_count), contract, slice);
        _known = next;
        _count++;
    }

    private async Task<bool> Take(Task<ContractRecord?> reading)
    {
        if (await reading is not { } slice) return false;
        _known = _count++ == 0 ? slice : _known.With(slice);
        return true;
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
