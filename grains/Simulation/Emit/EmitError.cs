namespace FleetActors.Simulation.Emit;

/// <summary>Why a fix did not arrive.</summary>
public enum EmitError
{
    /// <summary>So many earlier ones were still unanswered that it was not sent any more.</summary>
    NotSent = 0,

    /// <summary>No answer within the time-out.</summary>
    TimedOut = 1,

    /// <summary>The target refused it: HTTP 4xx.</summary>
    Refused = 2,

    /// <summary>The target failed: HTTP 5xx.</summary>
    ServerError = 3,

    /// <summary>The target closed the connection before it answered.</summary>
    Disconnected = 4,

    /// <summary>There was no connection and none could be made.</summary>
    NotConnected = 5,

    /// <summary>The target took it and knows no such vehicle (this project's own API says so).</summary>
    UnknownVehicle = 6,

    /// <summary>It was under way when a storm that was asked for cut the connection. Nobody's fault, and not in the share of errors.</summary>
    CutByStorm = 7,
}

/// <summary>Names of errors, and their number.</summary>
public static class EmitErrors
{
    /// <summary>How many kinds there are.</summary>
    public const int Kinds = 8;

    /// <summary>A kind as a person reads it.</summary>
    public static string Shown(EmitError error) => error switch
    {
        EmitError.NotSent => "not sent, too many unanswered",
        EmitError.TimedOut => "timed out",
        EmitError.Refused => "refused (4xx)",
        EmitError.ServerError => "server error (5xx)",
        EmitError.Disconnected => "disconnected by the target",
        EmitError.NotConnected => "not connected",
        EmitError.UnknownVehicle => "vehicle unknown to the target",
        _ => "cut by a storm",
    };
}
