using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>The way to a target.</summary>
public interface IEmitChannel : IAsyncDisposable
{
    /// <summary>Makes the connections that are there before the first fix. Throws <see cref="EmitException"/> when the target cannot be reached at all.</summary>
    Task OpenAsync(CancellationToken cancellation);

    /// <summary>Sends one message, and never waits for the target. What becomes of it is told to the meter.</summary>
    /// <param name="car">Whose fixes they are; of a batch, the first one's.</param>
    /// <param name="dueUs">When it should be sent.</param>
    /// <param name="fixes">1 or more; more than one only where the payload takes a batch.</param>
    void Send(int car, long dueUs, ReadOnlySpan<TemplateFields> fixes);

    /// <summary>Cuts the connections of some cars.</summary>
    void Cut(Storm storm);

    /// <summary>Gives up what has waited too long; called every second.</summary>
    void Sweep();
}
