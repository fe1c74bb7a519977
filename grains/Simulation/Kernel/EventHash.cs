namespace FleetActors.Simulation.Kernel;

/// <summary>Events as numbers whose sum identifies a run. Sums do not tell the order; times in the events do.</summary>
internal static class EventHash
{
    /// <summary>A car entered a segment.</summary>
    public const int Entered = 1;

    /// <summary>A car ended its trip.</summary>
    public const int Arrived = 2;

    /// <summary>A car was taken off the road.</summary>
    public const int Teleported = 3;

    /// <summary>A car stopped charging.</summary>
    public const int Charged = 4;

    /// <summary>One event, well mixed.</summary>
    public static ulong Of(int kind, int car, int atMs, int place)
    {
        unchecked
        {
            var mixed = (((ulong)(uint)car << 32) | (uint)atMs) * 0x9E3779B97F4A7C15 ^ ((ulong)(uint)place << 8 | (uint)kind) * 0xD6E8FEB86659FD93;
            mixed = (mixed ^ (mixed >> 32)) * 0xBF58476D1CE4E5B9;
            return mixed ^ (mixed >> 29);
        }
    }
}
