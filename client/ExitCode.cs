namespace FleetActors.Cli;

/// <summary>How the program ends; scripts decide by it.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;
    /// <summary>The server refused; nothing changed.</summary>
    public const int Refused = 1;
    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;
    /// <summary>The server cannot be reached, or does not know the outcome.</summary>
    public const int Unreachable = 3;
}
