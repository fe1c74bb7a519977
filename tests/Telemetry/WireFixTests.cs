using FleetActors.Telemetry;
using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace FleetActors.Tests.Telemetry;

/// <summary>What goes over the wire is what shards keep, to the last step, in fewer bytes.</summary>
public sealed class WireFixTests
{
    private const long Now = 1_780_000_000_123;

    private static Gen<PackedFix> Packed { get; } =
        from afterMs in Gen.Choose(-1_000_000_000, 1_000_000_000)
        from metres in Gen.Choose(0, 10_000)
        from latitude in Gen.Choose(-900_000_000, 900_000_000)
        from longitude in Gen.Choose(-1_800_000_000, 1_800_000_000)
        from speed in Gen.Choose(0, ushort.MaxValue)
        from heading in Gen.Choose(0, ushort.MaxValue)
        from charge in Gen.Choose(0, 10_001)
        select new PackedFix
        {
            AtMs = Now + afterMs, OdometerMetres = metres * (VehicleRegistration.MaxOdometerMetres / 10_000), LatitudeE7 = latitude, LongitudeE7 = longitude,
            SpeedCentiKmh = (ushort)speed, HeadingCentiDegrees = (ushort)heading, ChargeCentiPercent = charge > 10_000 ? PackedFix.Unreadable : (ushort)charge,
        };

    [Fact]
    public void A_fix_comes_out_as_it_went_in() =>
        Prop.ForAll(Packed.ToArbitrary(), Gen.Choose(0, VehicleShardGrain.MaxVehicles - 1).ToArbitrary(), Gen.Choose(0, 5_000).ToArbitrary(), (fix, slot, generation) =>
        {
            var baseMs = FixBlock.BaseFor(Now);
            Assert.True(WireFix.Fits(fix.AtMs, baseMs));
            var wire = new WireFix(slot, generation, fix, baseMs);
            Assert.Equal((slot, generation & WireFix.GenerationMask, fix), (wire.Slot, wire.Generation, wire.Unpack(baseMs)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData(-1)]
    [InlineData(VehicleRegistration.MaxOdometerMetres + 1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void An_odometer_that_cannot_be_written_is_not_believed_on_the_other_side(long metres)
    {
        var fix = new PackedFix { AtMs = Now, LatitudeE7 = 1, LongitudeE7 = 1, OdometerMetres = metres };
        var arrived = new WireFix(0, 1, fix, FixBlock.BaseFor(Now)).Unpack(FixBlock.BaseFor(Now));
        Assert.Equal(QuarantineReason.OutOfRange, FixRules.Judge(arrived, default, Now));
    }

    [Fact]
    public void Times_farther_apart_than_a_block_spans_do_not_fit()
    {
        var baseMs = FixBlock.BaseFor(Now);
        Assert.True(WireFix.Fits(baseMs, baseMs));
        Assert.True(WireFix.Fits(baseMs + WireFix.SpanMs, baseMs));
        Assert.False(WireFix.Fits(baseMs - 1, baseMs));
        Assert.False(WireFix.Fits(baseMs + WireFix.SpanMs + 1, baseMs));
        Assert.False(WireFix.Fits(long.MinValue, baseMs));
    }

    [Fact]
    public void The_bytes_on_the_wire_do_not_change()
    {
        var fix = new PackedFix(new Fix(DateTimeOffset.FromUnixTimeMilliseconds(Now), new(52.5200001, -13.405), 31.5f, 270.25f, 81.5f, 9_876_543_210));
        var wire = new WireFix(7, 1, fix, FixBlock.BaseFor(Now));
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<WireFix>(new[] { wire }).ToArray();
        Assert.Equal(WireFix.Size, bytes.Length);
        Assert.Equal("07001000FFFFFF7F81EA4D1F308F02F8EA16B04C4E0C9169D69F", Convert.ToHexString(bytes));
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var arrived = serializer.Deserialize<FixBlock>(serializer.SerializeToArray(new FixBlock(FixBlock.BaseFor(Now), bytes)));
        Assert.Equal(fix, Assert.Single(arrived.Fixes.ToArray()).Unpack(arrived.BaseMs));
        arrived.Release();
    }
}
