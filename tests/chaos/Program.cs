using FleetActors.Chaos;

if (args is [PowerCutWriter.Command, var directory, var sync])
{
    await PowerCutWriter.RunAsync(directory, sync == "sync");
    return;
}
Console.WriteLine("FleetActors");
