using FleetActors.Chaos;

if (args is [PowerCutWriter.Command, var directory, var sync])
{
    await PowerCutWriter.RunAsync(directory, sync == "sync");
    return 0;
}
if (args is [TelemetrySilo.Command, .. var silo]) return await TelemetrySilo.RunAsync(silo);
return args is [ChildJob.Command, .. var child]
    ? await ChildJob.RunAsync(ChildSettings.Parse(child))
    : await ChaosCommandLine.Create().Parse(args).InvokeAsync();
