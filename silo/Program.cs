using FleetActors.Silo.CommandLine;

return await SiloCommandLine.Create().Parse(args).InvokeAsync();
