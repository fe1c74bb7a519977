using System.IO.Hashing;
using FleetActors.Commands;
using FleetActors.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace FleetActors.Tests.Contracts;

public sealed class ContractRecordTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void A_stored_contract_reads_back_to_the_same_state()
    {
        var record = Settled();
        var back = Serializer.Deserialize<ContractRecord>(Serializer.SerializeToArray(record))!;
        Assert.Equal(record.History.Select(e => e.GetType()), back.History.Select(e => e.GetType()));
        Assert.Equal(ContractStatus.Settled, back.Current.Status);
        Assert.Equal(record.Current.Bill!.Total, back.Current.Bill!.Total);
        Assert.Single(back.Answers.Answers);
    }

    /// <summary>Bytes that are already stored somewhere: a change here means that old contracts can no longer be read.</summary>
    [Fact]
    public void The_bytes_of_a_settled_contract_are_golden()
    {
        var bytes = Serializer.SerializeToArray(Settled());
        Assert.Equal("1276 C9A0749CFCD3811F", $"{bytes.Length} {XxHash3.HashToUInt64(bytes):X16}");
    }

    [Fact]
    public void The_bytes_of_a_slice_with_a_car_that_was_not_handed_over_are_golden()
    {
        var slice = new ContractRecord(
            [new CarNotHandedOver(new Stamp(Given.Noon, Given.App), Refusal.VehicleInUse)], CommandLog<ContractReceipt>.Empty);
        var bytes = Serializer.SerializeToArray(slice);
        Assert.Equal("98 3B1F191004A5E69E", $"{bytes.Length} {XxHash3.HashToUInt64(bytes):X16}");
    }

    [Fact]
    public void The_bytes_of_disputes_and_of_a_silent_provider_are_golden()
    {
        var stamp = new Stamp(Given.Noon, Given.App);
        var euro = new Currency("EUR");
        var dispute = new LineDispute(1, LineKind.Distance, 2, new Money(525, euro), new Money(175, euro), ["photo:p", "fix:f"], DisputeStatus.Open, null);
        var fix = new Fix(Given.Noon, new GeoPoint(52.5, 13.4), 0, 90, 80, 1_010_000);
        var slice = new ContractRecord(
            [
                new PaymentUnanswered(stamp, "key", Given.Noon.AddDays(1)), new PaymentFoundPosted(stamp),
                new EvidenceCompared(stamp, fix, [dispute]), new DisputeResolved(stamp, 1, DisputeStatus.Stands, "why"),
            ],
            CommandLog<ContractReceipt>.Empty);
        var bytes = Serializer.SerializeToArray(slice);
        Assert.Equal("416 5B02E2EC8B38C06B", $"{bytes.Length} {XxHash3.HashToUInt64(bytes):X16}");
    }

    private static ContractRecord Settled()
    {
        var desk = new Desk().Rent(Given.Noon);
        desk.Do(new EndRental(), Given.Noon.AddMinutes(12), Given.At(Given.Noon.AddMinutes(12), 1_008_200));
        var receipt = ContractAnswers.Receipt(desk.Contract, new(Given.Key, null));
        return new(desk.Contract.History, CommandLog<ContractReceipt>.Empty.Remember(Given.Header(Given.Noon), 1, receipt, Given.Noon));
    }
}
