using System.CommandLine;
using System.Globalization;
using FleetActors.Silo.Emit;
using FleetActors.Silo.Simulations;
using FleetActors.Simulation;

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
        var policy = new Option<string?>("--policy") { Description = "Policies instead of the scenario's: " + string.Join(", ", PolicyCatalog.Kinds.Select(kind => $"{kind.Kind}={string.Join('|', kind.Names)}")) + ". Joined by commas." };
        var traffic = new Option<string?>("--traffic") { Description = "free-flow: every car drives as fast as the road allows; queues: the run's cars hinder each other, queue and go around jams. The scenario's own, else free-flow, when left out." };
        traffic.AcceptOnlyFromAmong([.. TrafficModes.Names]);
        var compare = new Option<string[]>("--compare") { Description = "Plays the same demand in each of these ways and compares: policies such as dispatch=batch,reposition=demand, or YAML files with name, policies and tariff. One alone is compared with the scenario as described.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string?>("--output") { Description = "Where to write the full results: trips, vehicle states, contracts and positions." };
        var format = new Option<string>("--format") { Description = "Forms of the results, joined by commas: parquet, csv, geojson.", DefaultValueFactory = _ => "parquet" };
        var positions = new Option<int>("--positions-every") { Description = "Simulated seconds between two positions of a car in the results; 0 for none.", DefaultValueFactory = _ => 60 };
        var stopAfter = new Option<TimeSpan?>("--stop-after") { Description = "Stop after so much simulated time (hh:mm:ss) and report what there is." };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "Write the step at which the run stopped, to be resumed from." };
        var resume = new Option<string?>("--resume") { Description = "Come to the step of a checkpoint of the same scenario by doing the same again, and go on from there." };
        format.Validators.Add(result =>
        {
            if (Formats(result.GetValueOrDefault<string>()) is null) result.AddError("--format takes parquet, csv and geojson, joined by commas.");
        });
        positions.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 86_400) result.AddError("--positions-every takes 0 to 86400 seconds.");
        });
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
              simulate my-city.yaml --output out/results --format parquet,csv,geojson
              simulate my-city.yaml --policy dispatch=batch,pricing=demand
              simulate my-city.yaml --traffic queues
              simulate ../shared/data/manhattan --compare dispatch=nearest dispatch=batch,reposition=demand --report out/compared

            Load for a platform elsewhere, over MQTT, HTTP or OsmAnd (docs/load.md):
              simulate --emit mqtt://127.0.0.1:1883 --vehicles 10000 --rate 30000 --duration 60s --ramp 10s --fail-if 'p99>250ms'
              simulate --emit http://127.0.0.1:5080/v1/telemetry --vehicles 10000 --token KEY --header 'Authorization: Bearer {{token}}'
              simulate tracks.csv --emit osmand://127.0.0.1:5055 --vehicles 500 --fail-if 'errors>1%'
            """)
        {
            path, seed, speed, vehicles, report, policy, traffic, compare, output, format, positions, stopAfter, checkpoint, resume,
        };
        var emit = new EmitOptions();
        emit.AddTo(command);
        command.SetAction((parsed, cancellation) => emit.IsAsked(parsed) ? EmitJob.Run(emit, parsed, parsed.GetValue(path), parsed.GetValue(seed), parsed.GetValue(vehicles), parsed.GetValue(report), cancellation) : SimulateJob.Run(
            new SimulateSettings(
                parsed.GetValue(path),
                parsed.GetValue(seed),
                parsed.GetValue(vehicles),
                parsed.GetValue(speed) is "max" or null ? null : double.Parse(parsed.GetValue(speed)!, CultureInfo.InvariantCulture),
                parsed.GetValue(report))
            {
                Policy = parsed.GetValue(policy),
                Traffic = parsed.GetValue(traffic),
                Compare = parsed.GetValue(compare) ?? [],
                StopAfter = parsed.GetValue(stopAfter),
                CheckpointFile = parsed.GetValue(checkpoint),
                ResumeFile = parsed.GetValue(resume),
                OutputFolder = parsed.GetValue(output),
                Formats = Formats(parsed.GetValue(format))!,
                PositionsEvery = TimeSpan.FromSeconds(parsed.GetValue(positions)),
            },
            cancellation));
        return command;
    }

    private static OutputFormat[]? Formats(string? text)
    {
        var formats = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Enum.GetValues<OutputFormat>().FirstOrDefault(format => format.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))).ToArray();
        return formats.Length == 0 || formats.Contains(default) ? null : formats;
    }
}
