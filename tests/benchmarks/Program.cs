using System.CommandLine;
using FleetActors.Benchmarks;
using FleetActors.Benchmarks.Contracts;
using FleetActors.Benchmarks.Dispatch;
using FleetActors.Benchmarks.Emit;
using FleetActors.Benchmarks.Fidelity;
using FleetActors.Benchmarks.Growth;
using FleetActors.Benchmarks.Http;
using FleetActors.Benchmarks.Memory;
using FleetActors.Benchmarks.Nearest;
using FleetActors.Benchmarks.Output;
using FleetActors.Benchmarks.Recovery;
using FleetActors.Benchmarks.Rentals;
using FleetActors.Benchmarks.Routing;
using FleetActors.Benchmarks.Simulation;
using FleetActors.Benchmarks.Telemetry;
using FleetActors.Benchmarks.Tracks;
using FleetActors.Benchmarks.Viewer;

var root = new RootCommand("""
    Measures the product's path and the machine's own limit in the same run, alternating.
    Each benchmark ends with one line RESULT name=… value=… unit=… limit=… ratio=…; what the host took of the processors
    meanwhile goes to the standard error. Where that is more than a few percent only ratios count.

    Examples:
      dotnet run -c Release --project tests/benchmarks -- contracts
      dotnet run -c Release --project tests/benchmarks -- contracts --at-once 64 512 2048 --seconds 10
      dotnet run -c Release --project tests/benchmarks -- telemetry --cars 1000000
      dotnet run -c Release --project tests/benchmarks -- memory
      dotnet run -c Release --project tests/benchmarks -- nearest
      dotnet run -c Release --project tests/benchmarks -- routing --roads ../shared/data/manhattan
      dotnet run -c Release --project tests/benchmarks -- dispatch
      dotnet run -c Release --project tests/benchmarks -- growth --what nearest viewer --sizes 10000 100000
      dotnet run -c Release --project tests/benchmarks -- output
      dotnet run -c Release --project tests/benchmarks -- rentals
      dotnet run -c Release --project tests/benchmarks -- emit
      dotnet run -c Release --project tests/benchmarks -- recovery
      dotnet run -c Release --project tests/benchmarks -- http
    """);
root.Subcommands.Add(ContractsBenchmark.Command());
root.Subcommands.Add(TelemetryBenchmark.Command());
root.Subcommands.Add(TracksBenchmark.Command());
root.Subcommands.Add(MemoryBenchmark.Command());
root.Subcommands.Add(NearestBenchmark.Command());
root.Subcommands.Add(ViewerBenchmark.Command());
root.Subcommands.Add(GrowthBenchmark.Command());
root.Subcommands.Add(RoutingBenchmark.Command());
root.Subcommands.Add(DispatchBenchmark.Command());
root.Subcommands.Add(OutputBenchmark.Command());
root.Subcommands.Add(RentalsBenchmark.Command());
root.Subcommands.Add(SimulationBenchmark.Command());
root.Subcommands.Add(FidelityBenchmark.Command());
root.Subcommands.Add(EmitBenchmark.Command());
root.Subcommands.Add(RecoveryBenchmark.Command());
root.Subcommands.Add(HttpBenchmark.Command());
root.Subcommands.Add(HttpProcess.Command());
root.Subcommands.Add(BareSink.Command());
root.Subcommands.Add(SiloProcess.Command());
var began = MachineTime.Now;
var exitCode = await root.Parse(args).InvokeAsync();
if (MachineTime.Now.StolenSince(began) is { } stolen) await Console.Error.WriteLineAsync(FormattableString.Invariant($"the host took {stolen:P0} of the processors' time"));
return exitCode;
