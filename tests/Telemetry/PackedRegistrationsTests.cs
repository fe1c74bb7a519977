using FleetActors.Telemetry;
using FleetActors.Telemetry.Splitting;
using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Telemetry;

public sealed class PackedRegistrationsTests
{
    private static readonly string[] Texts = ["A", "Škoda", "日産", "a longer name of sixty-four characters, which is the most allowed.", "B-FA 1"];

    private static VehicleRegistration Some(Random chance, int number) => new(
        new($"car-{number}"), $"WFLEET{number:D11}", Texts[chance.Next(2)] + number % 1_000, Texts[chance.Next(Texts.Length)], Texts[chance.Next(Texts.Length)],
        (VehicleClass)chance.Next(1, 6), (Propulsion)chance.Next(1, 4), chance.Next(VehicleRegistration.MaxCapacity), chance.Next(VehicleRegistration.MaxCapacity),
        chance.Next(1, VehicleRegistration.MaxSeats + 1), chance.NextInt64(VehicleRegistration.MaxOdometerMetres + 1));

    private static VehicleRegistration[] SomeCars(int seed)
    {
        var chance = new Random(seed);
        return [.. Enumerable.Range(0, chance.Next(40)).Select(number => Some(chance, number))];
    }

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void What_is_unpacked_is_what_was_packed() => Prop.ForAll(Seeds, seed =>
    {
        var cars = SomeCars(seed);
        Assert.Equal(cars, PackedRegistrations.Of(cars).Unpack(cars.Length));
        if (cars.Length > 0) Assert.Null(PackedRegistrations.Of(cars).Unpack(cars.Length - 1));
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_never_read_beyond_their_end() => Prop.ForAll(Seeds, seed =>
    {
        var bytes = PackedRegistrations.Of(SomeCars(seed)).Bytes.ToArray();
        var chance = new Random(seed);
        bytes[chance.Next(bytes.Length)] = (byte)chance.Next(256);
        _ = new PackedRegistrations(bytes.AsMemory(0, chance.Next(bytes.Length + 1))).Unpack(RegisterVehicles.MaxVehicles);
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Bytes_that_are_not_well_formed_are_no_registrations()
    {
        var chance = new Random(1);
        var bytes = PackedRegistrations.Of([Some(chance, 1)]).Bytes.ToArray();
        Assert.Null(new PackedRegistrations(bytes.AsMemory(0, bytes.Length - 1)).Unpack(10)); // a car cut short
        Assert.Null(new PackedRegistrations(new byte[] { 0xFF, 0xFF }).Unpack(10)); // more models than cars may come
        Assert.Null(new PackedRegistrations(new byte[1]).Unpack(10));
        bytes[0] = 0; // the car's model is not there any more
        Assert.Null(new PackedRegistrations(bytes).Unpack(10));
    }

    [Fact]
    public void A_slot_is_never_given_to_another_car()
    {
        var chance = new Random(2);
        var (first, second) = (Some(chance, 1), Some(chance, 2));
        var table = new RegistrationTable();
        table.Put(0, first);
        table.Put(0, first with { Plate = "NEW 1" });
        table.Put(1, second);
        Assert.Throws<InvalidOperationException>(() => table.Put(0, second));
        Assert.Throws<InvalidOperationException>(() => table.Put(1, Some(chance, 3)));
        Assert.Equal((0, 1), (table.Find(first.Id), table.Find(second.Id)));
        Assert.Equal("NEW 1", table.Unpack(table.Packed(0)).Plate);
    }

    [Fact]
    public void A_car_that_nobody_claimed_is_not_registered_because_there_is_room_now()
    {
        var chance = new Random(3);
        VehicleRegistration Valid(int number) => Some(chance, number) with { Make = "Make", Model = "Model", Plate = $"B {number}" };
        var (refused, unclaimed, claimed) = (Valid(1), Valid(2), Valid(3));
        var entries = System.Collections.Immutable.ImmutableArray.CreateBuilder<ShardEntry>();
        var outcomes = RegistrationRules.Register(
            new(), ShardPart.Of(0, 1), new([refused, unclaimed, claimed], new(DateTimeOffset.UnixEpoch, Caller.Platform)), entries,
            new Dictionary<VehicleId, Refused> { [refused.Id] = new(Refusal.VinTaken, "v") }, new HashSet<VehicleId> { refused.Id, claimed.Id });
        Assert.Equal([Refusal.VinTaken, Refusal.FleetLimitReached], outcomes[..2].Select(outcome => outcome.Refused!.Code));
        Assert.True(outcomes[2].IsAccepted);
        Assert.Equal(claimed, Assert.Single(entries).Registration);
    }

    [Fact]
    public void Outcomes_of_a_batch_come_back_in_order()
    {
        Outcome<VehicleHandle>[] outcomes = [new VehicleHandle(3, 0, 1), Refusal.VinTaken, new VehicleHandle(3, 7, 2), new Refused(Refusal.ValueOutOfRange, "vin")];
        Assert.Equal(outcomes, PackedOutcomes.Of(3, [.. outcomes]).Unpack());
    }
}
