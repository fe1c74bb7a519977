namespace FleetActors.Simulation.Kernel;

/// <summary>What one worker emits in a step, by partition. Grows to the largest step and is kept; the order inside does not matter.</summary>
internal sealed class EmissionBuckets
{
    private const int InitialSize = 64;

    private readonly Emission[][] _items;
    private readonly int[] _counts;

    public EmissionBuckets(int partitions)
    {
        _items = new Emission[partitions][];
        _counts = new int[partitions];
        for (var partition = 0; partition < partitions; partition++)
            _items[partition] = new Emission[InitialSize];
    }

    public void Add(int partition, in Emission emission)
    {
        var items = _items[partition];
        var count = _counts[partition];
        if (count == items.Length)
        {
            Array.Resize(ref items, count * 2);
            _items[partition] = items;
        }

        items[count] = emission;
        _counts[partition] = count + 1;
    }

    public ReadOnlySpan<Emission> Of(int partition) => _items[partition].AsSpan(0, _counts[partition]);

    public void Clear(int partition) => _counts[partition] = 0;
}
