using FleetActors.Cli;
using Spectre.Console;

return await FleetCommandLine.Run(args, AnsiConsole.Console, Console.Out, Environment.GetEnvironmentVariable);
