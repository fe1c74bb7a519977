namespace FleetActors.Simulation;

/// <summary>Numbers customers. Whoever has rested longest travels next; a new number is given only when nobody is free.</summary>
internal sealed class CustomerPool
{
    private readonly PriorityQueue<int, (long RestedAtMs, int Customer)> _resting = new();

    public int Count { get; private set; }

    public int Take(long atMs) => _resting.TryPeek(out _, out var next) && next.RestedAtMs <= atMs ? _resting.Dequeue() : Count++;

    public void Return(int customer, long restedAtMs) => _resting.Enqueue(customer, (restedAtMs, customer));
}
