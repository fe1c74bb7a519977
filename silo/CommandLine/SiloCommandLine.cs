using System.CommandLine;
using FleetActors.Silo.City;
using FleetActors.Silo.Hosting;

namespace FleetActors.Silo.CommandLine;

/// <summary>The silo's command line: the main job, and <c>simulate</c>.</summary>
public static class SiloCommandLine
{
    /// <summary>Describes it.</summary>
    public static RootCommand Create()
    {
        var url = new Option<string>("--url") { Description = "Where the API and the map listen.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var data = new Option<string>("--data") { Description = "The directory of embedded storage; made when missing.", DefaultValueFactory = _ => "data" };
        var storage = new Option<StorageKind>("--storage") { Description = "embedded keeps everything; memory forgets at exit.", DefaultValueFactory = _ => StorageKind.Embedded };
        var vehicles = new Option<int>("--vehicles") { Description = "Cars of the built-in city; 0 runs a silo without a city.", DefaultValueFactory = _ => CitySettings.DefaultVehicles };
        var seed = new Option<long>("--seed") { Description = "Makes the city.", DefaultValueFactory = _ => 1 };
        var development = new Option<bool>("--development") { Description = "On loopback: requests without an API key act as administrator of the city." };
        vehicles.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > CitySettings.MaxVehicles) result.AddError($"--vehicles takes 0 to {CitySettings.MaxVehicles}.");
        });
        var root = new RootCommand("""
            FleetActors: a fleet of cars, real or simulated, as virtual actors.
            Without a command it runs the main job: a silo with API and live map, and a city with 10,000 cars.

            Examples:
              dotnet run -c Release --project silo
              dotnet run -c Release --project silo -- --development --vehicles 2000 --data /tmp/fleet
              dotnet run -c Release --project silo -- simulate ../shared/data/manhattan --seed 7
            """)
        {
            url, data, storage, vehicles, seed, development,
        };
        root.SetAction((parsed, cancellation) => MainJob.Run(
            new SiloSettings
            {
                Url = parsed.GetValue(url)!,
                DataDirectory = parsed.GetValue(data)!,
                Storage = parsed.GetValue(storage),
                Development = parsed.GetValue(development),
            },
            new CitySettings(parsed.GetValue(vehicles), parsed.GetValue(seed)),
            cancellation));
        root.Subcommands.Add(SimulateCommand.Create());
        return root;
    }
}
