using System.Text.Json;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Records;
using FleetActors.Tests.Customers;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace FleetActors.Tests.Contracts;

public sealed class ContractSlicesTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
    private static readonly GrainId Grain = GrainId.Create("contract", Given.Key.ToString());
    private readonly CountingStorage _storage = new(Serializer);

    [Fact]
    public void What_is_read_back_from_any_number_of_slices_is_what_was_written()
    {
        var steps = Gen.ListOf(Gen.Choose(0, 2)).Where(s => s.Count > 0);
        Prop.ForAll(steps.ToArbitrary(), choices =>
        {
            var storage = new CountingStorage(Serializer);
            var written = Write(new ContractSlices(storage, Grain), choices);
            var read = new ContractSlices(storage, Grain).Read().Result;
            Assert.Equal(choices.Count, storage.Writes.Count);
            Assert.Equal(Text(written), Text(read!));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Each_write_stores_only_what_it_adds()
    {
        Write(new ContractSlices(_storage, Grain), [0, 0, 0]);
        var third = new GrainState<Stored<ContractRecord>>(new());
        await _storage.ReadStateAsync("contract-2", Grain, third);
        Assert.Single(third.State!.State!.History);
        Assert.Equal(["contract", "contract-1", "contract-2"], _storage.Writes);
    }

    [Fact]
    public async Task A_second_activation_that_knows_less_loses()
    {
        Write(new ContractSlices(_storage, Grain), [0]);
        var second = new ContractSlices(_storage, Grain);
        var known = (await second.Read())!;
        var first = new ContractSlices(_storage, Grain);
        await first.Append(After((await first.Read())!, 0, 1));
        await Assert.ThrowsAsync<InconsistentStateException>(() => second.Append(After(known, 1, 2)));
    }

    [Fact]
    public async Task A_second_activation_that_reads_again_knows_what_the_first_has_added()
    {
        var second = new ContractSlices(_storage, Grain);
        Assert.Null(await second.Read());
        var written = Write(new ContractSlices(_storage, Grain), [0, 1]);
        Assert.Equal(written.History.Length, (await second.Read())!.History.Length);
        await second.Append(After(written, 0, 7));
        Assert.Equal("contract-2", _storage.Writes.Last());
    }

    [Fact]
    public async Task A_gap_is_damage_and_not_the_end()
    {
        Write(new ContractSlices(_storage, Grain), Enumerable.Repeat(0, 12));
        await _storage.ClearStateAsync("contract-10", Grain, new GrainState<Stored<ContractRecord>>(new()));
        var reader = new ContractSlices(_storage, Grain);
        await Assert.ThrowsAsync<InvalidDataException>(reader.Read);
        // What was read before the gap must not be built upon either.
        await Assert.ThrowsAsync<InconsistentStateException>(() => reader.Append(After(ContractRecord.Blank, 0, 99)));
    }

    [Fact]
    public async Task A_record_from_before_there_were_slices_is_the_first_slice()
    {
        var whole = Write(new ContractSlices(new CountingStorage(Serializer), Grain), [0, 0, 0]);
        await _storage.WriteStateAsync(ContractSlices.FirstName, Grain, new GrainState<Stored<ContractRecord>>(new() { State = whole }));
        var slices = new ContractSlices(_storage, Grain);
        Assert.Equal(3, (await slices.Read())!.History.Length);
        await slices.Append(After(whole, 0, 9));
        Assert.Equal(4, (await new ContractSlices(_storage, Grain).Read())!.History.Length);
    }

    /// <summary>Everything in it; bytes would differ by which of equal objects are the same one.</summary>
    private static string Text(ContractRecord record) =>
        JsonSerializer.Serialize(record.History.Select(e => (object)e)) + JsonSerializer.Serialize(record.Answers) + record.Current.Status;

    /// <summary>One write a choice: an event with an answer, an event without, or two events.</summary>
    private static ContractRecord Write(ContractSlices slices, IEnumerable<int> choices)
    {
        var record = ContractRecord.Blank;
        foreach (var (n, choice) in choices.Index())
        {
            record = After(record, choice, n);
            slices.Append(record).Wait();
        }
        return record;
    }

    private static ContractRecord After(ContractRecord record, int choice, int number)
    {
        var now = Given.Noon.AddHours(9 * number); // far enough apart for answers to be forgotten
        var stamp = new Stamp(now, Caller.Platform);
        var voided = new AttemptVoided(stamp, number + 1);
        var after = choice == 2
            ? ContractEvolve.Apply(record.Current, voided, voided)
            : ContractEvolve.Apply(record.Current, voided);
        var header = new CommandHeader(new CommandId($"c{number}"), Caller.Platform, now);
        var answers = choice == 1
            ? record.Answers
            : record.Answers.Remember(header, (ulong)number, ContractAnswers.Receipt(after, new(Given.Key, null)), now);
        return record.With(after, answers);
    }
}
