using FleetActors.Customers;
using FleetActors.Records;
using FleetActors.Search;
using FleetActors.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace FleetActors.Tests.Search;

/// <summary>What lies in storage must stay readable: the bytes of every persisted record, with every field filled.</summary>
public sealed class SearchGoldenTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);

    private static object Sample(string record) => record switch
    {
        "unique-page" => new Stored<LogPage<UniqueEntry>> { State = new(17, [new("B-FA1", ClaimStage.Claimed, "car-1", 7, T0), new("B-FA2", ClaimStage.Free, "car-2", 8, T0)]) },
        _ => new Stored<LogPage<IndexedCustomer>> { State = new(17, [new(new("ada"), 3, "Ada", "ada@example.org", "+49 30 1", CustomerStatus.Suspended)]) },
    };

    [Theory]
    [InlineData("unique-page")]
    [InlineData("customer-page")]
    public void The_bytes_of_a_persisted_record_do_not_change(string record)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var written = Convert.ToHexString(serializer.SerializeToArray(Sample(record)));
        var path = Path.Combine(Require.Root, "tests", "Search", "golden", $"{record}.hex");
        var golden = File.Exists(path) ? string.Concat(File.ReadLines(path)) : $"(no file {record}.hex)";
        Assert.True(written == golden, $"{record} is now {written}");
        Assert.Equal(golden, Convert.ToHexString(serializer.SerializeToArray(serializer.Deserialize<object>(Convert.FromHexString(golden)))));
    }
}
