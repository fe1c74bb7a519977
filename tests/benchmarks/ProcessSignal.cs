using System.Diagnostics;
using System.Globalization;

namespace FleetActors.Benchmarks;

/// <summary>Signals to child processes, to stop and to wake them.</summary>
internal static class ProcessSignal
{
    /// <summary>Sends a signal by its name, as <c>STOP</c> or <c>CONT</c>.</summary>
    public static void Send(Process process, string name)
    {
        using var kill = Process.Start("kill", ["-s", name, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Stops a process for a while and wakes it again.</summary>
    public static async Task FreezeAsync(Process process, TimeSpan time)
    {
        Send(process, "STOP");
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            Send(process, "CONT");
        }
    }
}
