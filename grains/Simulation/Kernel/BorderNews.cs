namespace FleetActors.Simulation.Kernel;

/// <summary>What one region tells another between two steps.</summary>
internal sealed class BorderNews
{
    /// <summary>Cars that entered a link that ends there.</summary>
    public List<BorderCar> Cars { get; } = [];

    /// <summary>The words of the routes that lie ahead of them, one car after the other.</summary>
    public List<ulong> Words { get; } = [];

    /// <summary>Links that end there: how many cars have entered.</summary>
    public List<BorderCount> Entered { get; } = [];

    /// <summary>Links that begin there: how many cars have left.</summary>
    public List<BorderCount> Left { get; } = [];

    /// <summary>First segments of links that begin there, at whose end a car waits.</summary>
    public List<BorderHead> Heads { get; } = [];

    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => Cars.Count == 0 && Entered.Count == 0 && Left.Count == 0 && Heads.Count == 0;

    /// <summary>Writes or reads it.</summary>
    public void State(StateStream stream)
    {
        stream.List(nameof(Cars), Cars);
        stream.List(nameof(Words), Words);
        stream.List(nameof(Entered), Entered);
        stream.List(nameof(Left), Left);
        stream.List(nameof(Heads), Heads);
    }
}

/// <summary>A car that goes over to another region, with what its kernel knows of it and so many words of its route.</summary>
internal readonly record struct BorderCar(int Car, int StartedMs, int Words, CarMotion Motion, CarWay Way);

/// <summary>The car at the end of a link that crosses a border: since when it waits, and until when no car might leave.</summary>
internal readonly record struct BorderHead(int Link, int Car, int ExitMs, int ExitBlockMs);

/// <summary>A link that crosses a border, and how many cars have passed its one end since the run began.</summary>
internal readonly record struct BorderCount(int Link, int Count);
