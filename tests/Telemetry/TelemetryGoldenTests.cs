using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Tests.House;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

/// <summary>What shards keep and hear must stay readable: records, news, and the layout of a packed fix.</summary>
public sealed class TelemetryGoldenTests
{
    private static readonly PackedSlotFix Sample = new(7, 1, new(
        new Fix(DateTimeOffset.FromUnixTimeMilliseconds(1_780_000_000_123), new(52.5200001, -13.405), 31.5f, 270.25f, 81.5f, 9_876_543_210)));

    public static TheoryData<string> Records => ["fix-chunk", "fix-manifest", "change-page", "state-chunk", "coming-change", "vehicle-change", "shard-layout"];

    [Theory]
    [MemberData(nameof(Records))]
    public void The_bytes_of_a_record_or_message_do_not_change(string record)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        object sample = record switch
        {
            "fix-chunk" => new Stored<FixChunk> { State = new(5, new byte[] { 1, 2, 3 }) },
            "change-page" => new Stored<ChangePage> { State = new(new byte[] { 1, 2, 3 }) },
            "coming-change" => new ComingChange(new("car-1"), 7),
            "vehicle-change" => new VehicleChange(new("car-1"), 7, new(VehicleStatus.OnTrip, VehicleClass.Compact, IsContactable: false, Tenancy: 3), Registration("car-1")),
            "shard-layout" => new Stored<FleetActors.Telemetry.Splitting.ShardLayout> { State = new(32) },
            "state-chunk" => new Stored<StateChunk> { State = new(States()) },
            _ => new Stored<FixManifest> { State = new(6, [5, 0, 6]) },
        };
        var written = Convert.ToHexString(serializer.SerializeToArray(sample));
        var path = Path.Combine(Require.Root, "tests", "Telemetry", "golden", $"{record}.hex");
        var golden = File.Exists(path) ? string.Concat(File.ReadLines(path)) : $"(no file {path})";
        Assert.True(written == golden, $"{record} is now {written}");
        Assert.Equal(golden, Convert.ToHexString(serializer.SerializeToArray(serializer.Deserialize<object>(Convert.FromHexString(golden)))));
    }

    /// <summary>A car that nobody used, and one on a trip.</summary>
    private static byte[] States()
    {
        var slots = new ShardSlots();
        slots.Put(new(0, 1, Registration("car-1"), At(T0)));
        slots.Put(new(1, 1, Registration("car-2"), At(T0)));
        slots.Change(1, 7, new(VehicleStatus.OnTrip, VehicleClass.Compact, IsContactable: false, Tenancy: 3));
        return slots.CopyStates(0);
    }

    [Fact]
    public void A_packed_fix_has_forty_bytes_and_gives_back_what_it_was_made_of()
    {
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<PackedSlotFix>(new[] { Sample }).ToArray();
        Assert.Equal(PackedSlotFix.Size, bytes.Length);
        Assert.Equal("07000000010000007B8844709E010000EA16B04C02000000", Convert.ToHexString(bytes.AsSpan(0, 24)));
        var fix = new FixBatch(bytes).Fixes[0].Fix.Unpack();
        Assert.Equal((52.5200001, -13.405, 31.5f, 270.25f, 81.5f, 9_876_543_210), (fix.Position.Latitude, fix.Position.Longitude, fix.SpeedKmh, fix.HeadingDegrees, fix.ChargePercent, fix.OdometerMetres));
    }
}
