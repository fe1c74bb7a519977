using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Simulation;

/// <summary>
/// A scenario's cars and customers as grains of one fleet: creates the fleet, publishes the tariff, registers what drives
/// and who rents. Everything may be repeated on a fleet that is there already. Ids follow from the scenario alone.
/// </summary>
public sealed class RunFleet
{
    /// <summary>The tariff that scenarios are priced with.</summary>
    public static readonly TariffId Tariff = new("scenario");

    /// <summary>The tariff at a percentage of the scenario's prices.</summary>
    public static TariffId TariffAt(int percent) =>
        percent == 100 ? Tariff : new(string.Create(CultureInfo.InvariantCulture, $"{Tariff.Value}-{percent}"));

    private const int CustomersAtOnce = 256;
    private readonly IGrainFactory _grains;
    private readonly Scenario _scenario;
    private readonly Currency _currency;
    private readonly ShardMap _shards; // those of its founding: what is said to them of cars that have gone to others since is passed on
    private readonly VehicleId[] _vehicles;
    private readonly RunFixes _fixes;
    private int _customers;

    /// <summary>The fleet of a scenario, not yet created.</summary>
    public RunFleet(IGrainFactory grains, FleetId fleet, Scenario scenario)
    {
        _grains = grains;
        _scenario = scenario;
        Fleet = fleet;
        _currency = new Currency(scenario.Tariff.Currency);
        _shards = new ShardMap(FleetSettings.DefaultShardCount);
        _vehicles = [.. scenario.Vehicles.Select(vehicle => new VehicleId(vehicle.Id))];
        _fixes = new(grains, fleet, _shards, _vehicles);
    }

    /// <summary>Whose cars they are.</summary>
    public FleetId Fleet { get; }

    /// <summary>What is played.</summary>
    public Scenario Scenario => _scenario;

    /// <summary>The vehicle at an index of the scenario.</summary>
    public VehicleId Vehicle(int car) => _vehicles[car];

    /// <summary>The customer of a number.</summary>
    public static CustomerId Customer(int number) => new(string.Create(CultureInfo.InvariantCulture, $"c{number}"));

    /// <summary>How many customers were registered.</summary>
    public int CustomerCount => _customers;

    /// <summary>Creates fleet, tariff and vehicles, and gives every car its first fix.</summary>
    public async Task Prepare(IReadOnlyList<CarReading> readings, CancellationToken cancellation)
    {
        var fleet = _grains.GetGrain<IFleetGrain>(Fleet.Value);
        var settings = new FleetSettings(Fleet, _scenario.Name, _currency, _shards.ShardCount);
        if (await fleet.Settings(cancellation) is null)
            Demand((await fleet.Create(Header("create-fleet"), new CreateFleet(settings), cancellation)).Refused);
        await Publish(fleet, ScenarioPrices.Tariff(_scenario.Tariff, Tariff), cancellation);
        foreach (var percent in PriceSteps.Of(_scenario.Policies).Where(percent => percent != 100))
            await Publish(fleet, ScenarioPrices.Tariff(_scenario.Tariff.At(percent), TariffAt(percent)), cancellation);
        var registrations = _scenario.Vehicles.Select((vehicle, car) => Registration(vehicle, car)).ToLookup(r => _shards.KeyOf(Fleet, r.Id));
        await Task.WhenAll(registrations.Select(shard => Register(shard.Key, [.. shard], cancellation)));
        await ApplyFixes(readings.Select((reading, car) => (car, reading)), _scenario.Start, cancellation);
    }

    /// <summary>Registers customers up to a number, and vouches for their licences.</summary>
    public async Task RegisterCustomers(int count, DateTimeOffset now, CancellationToken cancellation)
    {
        while (_customers < count)
        {
            var batch = Math.Min(CustomersAtOnce, count - _customers);
            await Task.WhenAll(Enumerable.Range(_customers, batch).Select(number => RegisterCustomer(number, now, cancellation)));
            _customers += batch;
        }
    }

    /// <summary>Tells the shards where cars are, as their own telemetry would.</summary>
    public Task ApplyFixes(IEnumerable<(int Car, CarReading Reading)> readings, DateTimeOffset at, CancellationToken cancellation) =>
        _fixes.Apply(readings.Select(r => (r.Car, new PackedFix(Fix(r.Reading, at)))), cancellation);

    /// <summary>A tariff that is there stays as it is: in a live fleet somebody may have changed its prices since.</summary>
    private async Task Publish(IFleetGrain fleet, Tariff tariff, CancellationToken cancellation)
    {
        if (await fleet.Tariff(tariff.Id, version: null, cancellation) is null)
            Demand((await fleet.PublishTariff(Header($"publish-{tariff.Id.Value}"), new PublishTariff(tariff), cancellation)).Refused);
    }

    private async Task Register(string shard, ImmutableArray<VehicleRegistration> vehicles, CancellationToken cancellation)
    {
        foreach (var batch in vehicles.Chunk(RegisterVehicles.MaxVehicles))
        {
            var answer = await _grains.GetGrain<IVehicleShardGrain>(shard)
                .Register(new RegisterVehicles([.. batch], new Stamp(_scenario.Start, RunCaller)), cancellation);
            Demand(answer.Refused);
            foreach (var vehicle in answer.Accepted) DemandUnlessTheirs(vehicle.Refused);
        }
    }

    private async Task RegisterCustomer(int number, DateTimeOffset now, CancellationToken cancellation)
    {
        var id = Customer(number);
        var name = string.Create(CultureInfo.InvariantCulture, $"Customer {number}");
        var profile = new CustomerProfile
        {
            Name = name,
            Email = $"{id.Value}@example.com",
            BirthDate = new DateOnly(1990, 1, 1),
            Licence = ScenarioPrices.Licence(id, now),
            PaymentMethod = "test-ok",
            CreditLimit = Money.Round(1_000_000m, _currency),
            MaxOpenContracts = 4,
        };
        // A city that starts again meets the customers of its earlier life: a new id, so that the answer is "already registered".
        CommandHeader Once(string what) => Header(string.Create(CultureInfo.InvariantCulture, $"{what}-{now.ToUnixTimeMilliseconds()}"), now);
        var customer = _grains.GetGrain<ICustomerGrain>(new CustomerKey(Fleet, id).ToString());
        DemandUnlessTheirs((await customer.Register(Once("register"), new RegisterCustomer(profile), cancellation)).Refused);
        var licence = await customer.CheckLicence(Once("check"), new CheckLicence(profile.Licence.Number, profile.Licence.ValidUntil), cancellation);
        if (Fleet.IsSimulated) Demand(licence.Refused);
    }

    private VehicleRegistration Registration(ScenarioVehicle vehicle, int car) => new(
        new VehicleId(vehicle.Id),
        Vin: string.Create(CultureInfo.InvariantCulture, $"FLEETACTR{car:D8}"),
        Plate: string.Create(CultureInfo.InvariantCulture, $"FA {car:D6}"),
        Make: "FleetActors",
        Model: vehicle.Model.Id,
        VehicleClass.Compact,
        Propulsion.Electric,
        BatteryWh: (int)vehicle.Model.BatteryWh,
        TankMillilitres: 0,
        vehicle.Model.Seats,
        OdometerMetres: 0);

    private static Fix Fix(CarReading reading, DateTimeOffset at) => new(
        at,
        new GeoPoint(reading.Position.LatE7 / 1e7, reading.Position.LonE7 / 1e7),
        reading.SpeedKmh,
        reading.HeadingDegrees,
        reading.ChargePermille / 10f,
        reading.OdometerMetres);

    /// <summary>Who acts for the simulated customers.</summary>
    public static Caller RunCaller { get; } = new("simulation", Role.System);

    private CommandHeader Header(string id, DateTimeOffset? at = null) => new(new CommandId(id), RunCaller, at ?? _scenario.Start);

    /// <summary>
    /// In a live fleet people may have changed a car or customer of the scenario, or taken its plate or address. That is theirs
    /// to do: the one who is not there as the scenario would have it is not rented, or does not rent.
    /// </summary>
    private void DemandUnlessTheirs(Refused? refused)
    {
        if (refused?.Code is Refusal.CustomerAlreadyRegistered) return;
        if (!Fleet.IsSimulated && refused?.Code is Refusal.VehicleAlreadyRegistered or Refusal.VinTaken or Refusal.PlateTaken or Refusal.EmailTaken) return;
        Demand(refused);
    }

    /// <summary>Whatever else is refused means that the fleet cannot be played.</summary>
    internal static void Demand(Refused? refused)
    {
        if (refused is not null) throw new ScenarioException("the fleet", "", $"could not be set up: {refused.Code} {refused.Allowed}");
    }
}
