using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Tests.House;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace FleetActors.Tests.Customers;

/// <summary>What lies in storage must stay readable: the bytes of every persisted record, with every field filled.</summary>
public sealed class CustomerGoldenTests
{
    private static readonly DateTimeOffset T0 = CustomerScript.Start;
    private static readonly Stamp Stamp = new(T0, CustomerScript.Tester);
    private static readonly CommandHeader Header = new(new("command-1"), CustomerScript.Tester, T0);
    private static readonly ContractId Contract = new("c-1");

    private static readonly PostingSet Set = new(17, "i-1", Contract, Stamp, [new("cash", new(5, CustomerScript.Euro)), new("receivable", new(-5, CustomerScript.Euro))]);

    private static readonly CustomerProfile Profile = CustomerScript.Profile() with { Phone = "+49 30 1", AllowedClasses = [VehicleClass.Mini, VehicleClass.Van] };

    private static readonly ImmutableArray<CustomerEvent> EveryEvent =
    [
        new CustomerRegistered(Profile, Stamp),
        new CustomerUpdated(Profile, Stamp),
        new LicenceChecked(new(2031, 1, 1), Stamp),
        new CustomerSuspended("unpaid", Stamp),
        new CustomerReinstated(Stamp),
        new CustomerHeld(Contract, 2, new(500, CustomerScript.Euro), T0.AddSeconds(10), "test-ok", Stamp),
        new CustomerHoldConfirmed(Contract, 2, Stamp),
        new CustomerHoldReleased(Contract, 2, Stamp),
        new LedgerPosted(Set, 2, Stamp),
    ];

    private static CustomerState Customer() => new(
        9, Profile, CustomerStatus.Suspended, "unpaid",
        [new(Contract, 2, CustomerContractPhase.Confirmed, new(500, CustomerScript.Euro), T0.AddSeconds(10), "test-ok", ["i-1"], true)],
        T0.AddSeconds(-5),
        new(17, [new("cash", new(5, CustomerScript.Euro))], [Set], [new(0, [Set with { Number = 16 }])]),
        CommandLog<Done>.Empty.Remember(Header, 0xfeed_f00d, default, T0));

    private static FleetState Fleet() => new(
        3, new(new("city"), "City", CustomerScript.Euro, 16) { Growths = [new(32, T0), new(64, T0.AddDays(1))] },
        [new Tariff { Id = new("ride"), Version = 1, Name = "Ride", Product = ProductKind.CarShareRide, Currency = CustomerScript.Euro, UnlockFee = 1.25m, DailyCap = 39m }],
        new(2, [new("z", "Zone", [new(0, 0), new(0, 1), new(1, 0)])]),
        [new(new("id", "app", Role.Operator, Stamp), [1, 2], [3, 4])],
        CommandLog<FleetAnswer>.Empty.Remember(Header, 0xfeed_f00d, new(1, "id"), T0)) { Limits = new(130, 20, false, false, 700, true, 30) };

    private static object Sample(string record) => record switch
    {
        "customer-state" => new Stored<CustomerState> { State = Customer() },
        "customer-entry" => new Stored<JournalEntry<CustomerEvent>> { State = new(9, T0, [.. EveryEvent], new(new("command-1"), 0xfeed_f00d, T0, default)) },
        "customer-events" => EveryEvent,
        "ledger-page" => new Stored<LedgerPage> { State = new(1, [Set]) },
        "fleet-state" => new Stored<FleetState> { State = Fleet() },
        _ => new Stored<FleetRegistryState> { State = new([new("city")]) },
    };

    public static TheoryData<string> Records => ["customer-state", "customer-entry", "customer-events", "ledger-page", "fleet-state", "fleet-registry"];

    [Theory]
    [MemberData(nameof(Records))]
    public void The_bytes_of_a_persisted_record_do_not_change(string record)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var written = Convert.ToHexString(serializer.SerializeToArray(Sample(record)));
        var path = Path.Combine(Require.Root, "tests", "Customers", "golden", $"{record}.hex");
        var golden = File.Exists(path) ? string.Concat(File.ReadLines(path)) : $"(no file {record}.hex)";
        Assert.True(written == golden, $"{record} is now {written}");
        Assert.Equal(golden, Convert.ToHexString(serializer.SerializeToArray(serializer.Deserialize<object>(Convert.FromHexString(golden)))));
    }

    [Fact]
    public void A_fleet_from_before_limits_can_be_read()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var bytes = Convert.FromHexString(string.Concat(File.ReadLines(Path.Combine(Require.Root, "tests", "Customers", "golden", "fleet-state-before-limits.hex"))));
        var read = (Stored<FleetState>?)services.GetRequiredService<Serializer>().Deserialize<object>(bytes);
        Assert.Equal(3, read!.State!.Revision);
        Assert.Null(read.State.Limits);
    }

    [Fact]
    public void A_fleet_from_before_shards_could_be_split_can_be_read()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var bytes = Convert.FromHexString(string.Concat(File.ReadLines(Path.Combine(Require.Root, "tests", "Customers", "golden", "fleet-state-before-growth.hex"))));
        var settings = ((Stored<FleetState>?)services.GetRequiredService<Serializer>().Deserialize<object>(bytes))!.State!.Settings!;
        Assert.Equal(new FleetSettings(new("city"), "City", CustomerScript.Euro, 16), settings);
        Assert.Equal((16, 16, 0), (settings.ShardCountAt(T0.AddYears(9)), settings.MostShards, settings.Growths.Length));
    }

    [Fact]
    public void Every_event_has_a_golden()
    {
        var known = typeof(CustomerEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CustomerEvent)));
        Assert.Equal(known.Select(type => type.Name).Order(), EveryEvent.Select(happened => happened.GetType().Name).Order());
    }
}
