using System.CommandLine;
using System.Globalization;
using FleetActors.Silo.Emit;
using FleetActors.Silo.Simulations;

namespace FleetActors.Silo.CommandLine;

/// <summary><c>simulate</c>: plays a scenario to its end.</summary>
public static class SimulateCommand
{
    /// <summary>Describes it.</summary>
    public static Command Create()
    {
        var path = new Argument<string?>("path") { Description = "A scenario file (.yaml), roads (.osm.pbf, trips as .csv of the same name beside them), or a folder in the layout of NREL HIVE; without it, a day of the built-in city.", Arity = ArgumentArity.ZeroOrOne };
        var seed = new Option<long?>("--seed") { Description = "Everything random follows from it; the same seed gives the same report." };
        var speed = new Option<string>("--speed") { Description = "max, or how many simulated seconds pass in a second.", DefaultValueFactory = _ => "max" };
        var vehicles = new Option<int?>("--vehicles") { Description = "Take the first N cars, or make copies until there are N." };
        var report = new Option<string?>("--report") { Description = "Where to write the report: report.html, report.json and CSV tables." };
        speed.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (text != "max" && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= 1e6))
                result.AddError("--speed takes max, or a number above 0 such as 60.");
        });
        var command = new Command("simulate", """
            Plays a scenario through real vehicle, customer and contract grains and reports what the fleet earned.

            Examples:
              simulate ../shared/data/manhattan --seed 7
              simulate ../shared/data/manhattan --seed 7 --vehicles 600 --report out/manhattan
              simulate my-city.yaml --speed 60
              simulate ../shared/data/liechtenstein.osm.pbf --vehicles 300

            Load for a platform elsewhere, over MQTT, HTTP or OsmAnd (docs/load.md):
              simulate --emit mqtt://127.0.0.1:1883 --vehicles 10000 --rate 30000 --duration 60s --ramp 10s --fail-if 'p99>250ms'
              simulate --emit http://127.0.0.1:5080/v1/telemetry --vehicles 10000 --token KEY --header 'Authorization: Bearer {{token}}'
              simulate tracks.csv --emit osmand://127.0.0.1:5055 --vehicles 500 --fail-if 'errors>1%'
            """)
        {
            path, seed, speed, vehicles, report,
        };
        var emit = new EmitOptions();
        emit.AddTo(command);
        command.SetAction((parsed, cancellation) => emit.IsAsked(parsed) ? EmitJob.Run(emit, parsed, parsed.GetValue(path), parsed.GetValue(seed), parsed.GetValue(vehicles), parsed.GetValue(report), cancellation) : SimulateJob.Run(
            new SimulateSettings(
                parsed.GetValue(path),
                parsed.GetValue(seed),
                parsed.GetValue(vehicles),
                parsed.GetValue(speed) is "max" or null ? null : double.Parse(parsed.GetValue(speed)!, CultureInfo.InvariantCulture),
                parsed.GetValue(report)),
            cancellation));
        return command;
    }
}
