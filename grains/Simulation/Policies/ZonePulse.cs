using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>What a run counts in each zone: free cars, cars on their way there, and the requests of the last while.</summary>
internal sealed class ZonePulse
{
    private readonly Queue<(long AtMs, int Zone)> _requests = new();
    private readonly RoadNetwork _roads;
    private readonly long _windowMs;
    private readonly int[] _free;
    private readonly int[] _coming;
    private readonly int[] _recent;

    public ZonePulse(RoadNetwork roads, FleetPolicies policies)
    {
        _roads = roads;
        _windowMs = policies.DemandWindowMs;
        Zones = new ZoneGrid(roads, policies.ZoneMetres);
        _free = new int[Zones.Count];
        _coming = new int[Zones.Count];
        _recent = new int[Zones.Count];
    }

    public ZoneGrid Zones { get; }

    public void Freed(int node) => _free[Zones.Of(node)]++;

    public void Taken(int node) => _free[Zones.Of(node)]--;

    public void SetOff(int node) => _coming[Zones.Of(node)]++;

    public void Came(int node) => _coming[Zones.Of(node)]--;

    public void Requested(int node, long atMs)
    {
        var zone = Zones.Of(node);
        _requests.Enqueue((atMs, zone));
        _recent[zone]++;
    }

    public RepositionLook Look(long atMs)
    {
        Forget(atMs);
        return new RepositionLook([.. _free], [.. _coming], [.. _recent], Zones, _roads);
    }

    public PricingLook LookAt(int node, long atMs)
    {
        Forget(atMs);
        var zone = Zones.Of(node);
        return new PricingLook(_free[zone], _recent[zone]);
    }

    private void Forget(long atMs)
    {
        while (_requests.TryPeek(out var oldest) && oldest.AtMs < atMs - _windowMs)
            _recent[_requests.Dequeue().Zone]--;
    }
}
