using System.CommandLine;
using FleetActors.Benchmarks.Contracts;
using FleetActors.Benchmarks.Memory;
using FleetActors.Benchmarks.Telemetry;

var root = new RootCommand("""
    Measures the product's path and the machine's own limit in the same run, alternating.
    Each benchmark ends with one line RESULT name=… value=… unit=… limit=… ratio=…

    Examples:
      dotnet run -c Release --project tests/benchmarks -- contracts
      dotnet run -c Release --project tests/benchmarks -- contracts --at-once 64 512 2048 --seconds 10
      dotnet run -c Release --project tests/benchmarks -- telemetry --cars 1000000
      dotnet run -c Release --project tests/benchmarks -- memory
    """);
root.Subcommands.Add(ContractsBenchmark.Command());
root.Subcommands.Add(TelemetryBenchmark.Command());
root.Subcommands.Add(MemoryBenchmark.Command());
root.Subcommands.Add(SiloProcess.Command());
return await root.Parse(args).InvokeAsync();
