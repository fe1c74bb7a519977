using FleetActors.Telemetry;
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
    public void Outcomes_of_a_batch_come_back_in_order()
    {
        Outcome<VehicleHandle>[] outcomes = [new VehicleHandle(3, 0, 1), Refusal.VinTaken, new VehicleHandle(3, 7, 2), new Refused(Refusal.ValueOutOfRange, "vin")];
        Assert.Equal(outcomes, PackedOutcomes.Of(3, [.. outcomes]).Unpack());
    }
}
