using FleetActors.Contracts;
using FleetActors.Fleets;
using FleetActors.Silo.City;
using FleetActors.Silo.Hosting;
using FleetActors.Simulation;
using FleetActors.Telemetry;
using FleetActors.Tests.Storage;
using FleetActors.Vehicles;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FleetActors.Tests.Silo.City;

/// <summary>A city that starts again on its directory goes on from where it was.</summary>
public sealed class CityStartsAgainTests : IDisposable
{
    private const int Cars = 12;
    private const long Driven = 100; // metres; no more than its position could be wrong by, so that it may be told at once
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly StoreDirectory _directory = new(inMemory: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Cars_keep_their_kilometres_rentals_are_given_back_and_what_people_changed_stays()
    {
        var contract = new ContractKey(CitySettings.Fleet, new ContractId("0badcafe-7.1")).ToString();
        DateTimeOffset told;
        await using (var first = await Start(vehicles: 0))
        {
            var grains = first.Services.GetRequiredService<IGrainFactory>();
            var clock = first.Services.GetRequiredService<TimeProvider>();
            await RentAndDrive(grains, clock, grains.GetGrain<IContractGrain>(contract));
            told = (await Sighting(grains, new VehicleId("v0")))!.Fix!.Value.At;
            await ChangePlate(grains, clock, new VehicleId("v5"));
            await first.StopAsync(Cancellation);
        }
        await using var second = await Start(Cars);
        var again = second.Services.GetRequiredService<IGrainFactory>();
        await Until(async () => await again.GetGrain<IContractGrain>(contract).View(Cancellation) is { Status: not ContractStatus.Active });
        await Until(async () => await Sighting(again, new VehicleId("v0")) is { Fix: { OdometerMetres: >= Driven } fix } && fix.At > told);
        Assert.Null(await Shard(again, new VehicleId("v0")).Quarantine(new VehicleId("v0"), Cancellation));
        Assert.Equal("MY OWN 1", (await Sighting(again, new VehicleId("v5")))!.Registration.Plate);
        await second.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_first_key_that_nobody_read_is_made_again_and_one_that_was_read_is_not()
    {
        var path = Path.Combine(_directory.Path, CityFounding.KeyFile);
        await using var silo = await Start(vehicles: 0);
        var founding = silo.Services.GetRequiredService<CityFounding>();
        Assert.NotNull(await founding.Found(_directory.Path, Cancellation));
        Assert.Null(await founding.Found(_directory.Path, Cancellation));
        File.WriteAllText(path, ""); // as a power cut between the key and its text leaves it
        Assert.Equal(await founding.Found(_directory.Path, Cancellation), File.ReadAllText(path).Trim());
        File.Delete(path); // as a careful administrator does
        Assert.Null(await founding.Found(_directory.Path, Cancellation));
        await silo.StopAsync(Cancellation);
    }

    /// <summary>What the city itself does in its first life, ending in the middle of a drive.</summary>
    private static async Task RentAndDrive(IGrainFactory grains, TimeProvider clock, IContractGrain contract)
    {
        var now = clock.GetUtcNow();
        var scenario = CityScenario.Create(seed: 1, Cars, start: now);
        var fleet = new RunFleet(grains, CitySettings.Fleet, scenario);
        var readings = new CarReading[Cars];
        new FleetWorld(scenario).FillReadings(0, now, readings);
        await fleet.Prepare(readings, Cancellation);
        await fleet.RegisterCustomers(1, now, Cancellation);
        CommandHeader Header(string id) => new(new CommandId(id), RunFleet.RunCaller, clock.GetUtcNow());
        var request = new RentalRequest(new VehicleId("v0"), RunFleet.Customer(0), RunFleet.Tariff, Class: VehicleClass.Compact);
        Assert.True((await contract.Reserve(Header("reserve"), new ReserveVehicle(request), Cancellation)).IsAccepted);
        Assert.True((await contract.Start(Header("start"), new StartRental(), Cancellation)).IsAccepted);
        await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation); // a fix is newer than the one before
        await fleet.ApplyFixes([(0, readings[0] with { SpeedKmh = 40, OdometerMetres = Driven })], clock.GetUtcNow(), Cancellation);
        Assert.Equal(Driven, (await Sighting(grains, new VehicleId("v0")))!.Fix!.Value.OdometerMetres);
    }

    private static async Task ChangePlate(IGrainFactory grains, TimeProvider clock, VehicleId id)
    {
        var car = (await Sighting(grains, id))!.Registration;
        var header = new CommandHeader(new CommandId("plate"), RunFleet.RunCaller, clock.GetUtcNow());
        var vehicle = grains.GetGrain<IVehicleGrain>(new VehicleKey(CitySettings.Fleet, id).ToString());
        Assert.True((await vehicle.Update(header, new UpdateVehicle("MY OWN 1", car.Make, car.Model, car.Class, car.Seats), Cancellation)).IsAccepted);
        await Until(async () => (await Sighting(grains, id))!.Registration.Plate == "MY OWN 1");
    }

    private async Task<WebApplication> Start(int vehicles)
    {
        var settings = SiloSettings.Bare(StorageKind.Embedded, _directory.Path) with { Url = FormattableString.Invariant($"http://127.0.0.1:{LoopbackPort.Free()}") };
        var app = MainJob.Build(settings, new CitySettings(vehicles, Seed: 1));
        await app.StartAsync(Cancellation);
        return app;
    }

    private static Task<VehicleSighting?> Sighting(IGrainFactory grains, VehicleId id) => Shard(grains, id).Sighting(id, Cancellation);

    private static IVehicleShardGrain Shard(IGrainFactory grains, VehicleId id) =>
        grains.GetGrain<IVehicleShardGrain>(new ShardMap(FleetSettings.DefaultShardCount).KeyOf(CitySettings.Fleet, id));

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        while (!await holds()) await Task.Delay(100, patience.Token);
    }
}
