namespace FleetActors.Simulation.Kernel;

/// <content>What of it a checkpoint holds: all but what follows from the roads.</content>
internal sealed partial class KernelArrays
{
    /// <summary>Saves or loads it.</summary>
    public void State(StateStream stream)
    {
        NowMs = stream.Value(nameof(NowMs), NowMs);
        stream.Items(nameof(Motion), Motion.Span);
        stream.Items(nameof(Way), Way.Span);
        stream.Items(nameof(StartedMs), StartedMs.Span);
        stream.Items(nameof(Links), Links.Span);
        stream.Items(nameof(EntryQueues), EntryQueues.Span);
    }
}
