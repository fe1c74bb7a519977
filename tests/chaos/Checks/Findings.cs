namespace FleetActors.Chaos;

/// <summary>What a check found, each in words that name contract, car or customer.</summary>
public sealed class Findings
{
    /// <summary>The most that are told; further ones are only counted.</summary>
    public const int MaxTold = 20;

    private readonly List<string> _told = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first ones.</summary>
    public IReadOnlyList<string> Told => _told;

    /// <summary>Adds one.</summary>
    public void Add(string finding)
    {
        Count++;
        if (_told.Count < MaxTold) _told.Add(finding);
    }

    /// <summary>Adds one unless what should hold does.</summary>
    public void Unless(bool holds, string finding)
    {
        if (!holds) Add(finding);
    }
}
