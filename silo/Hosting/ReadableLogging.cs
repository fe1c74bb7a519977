using Microsoft.Extensions.Logging.Console;

namespace FleetActors.Silo.Hosting;

/// <summary>Logs that stay readable with 10,000 cars: one line each, the framework's own chatter off.</summary>
public static class ReadableLogging
{
    /// <summary>Sets the console up; configuration section <c>Logging</c> may still change every level.</summary>
    public static ILoggingBuilder ReadableLogs(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
        logging.AddFilter("Orleans", LogLevel.Warning);
        // It compares its first look with the machine's start and so cries wolf at every start of a silo.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        return logging;
    }
}
