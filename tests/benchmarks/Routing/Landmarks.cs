using FleetActors.Simulation;

namespace FleetActors.Benchmarks.Routing;

/// <summary>
/// A few far-apart nodes with exact times to and from every other node. By the triangle inequality they give a lower
/// bound of the time between any two nodes, which is what leads <see cref="LandmarkRouter"/> towards its goal.
/// </summary>
internal sealed class Landmarks
{
    private const int MaxLandmarks = 8;

    private readonly int _count;
    private readonly int[] _timesMs;

    public Landmarks(RoadNetwork roads)
    {
        var chosen = new List<(int[] From, int[] To)>();
        var nearestMs = new int[roads.NodeCount];
        Array.Fill(nearestMs, int.MaxValue);
        var node = Farthest(TravelTimes.From(roads, 0));
        while (chosen.Count < Math.Min(MaxLandmarks, roads.NodeCount))
        {
            var pair = (TravelTimes.From(roads, node), TravelTimes.To(roads, node));
            chosen.Add(pair);
            for (var i = 0; i < nearestMs.Length; i++)
                nearestMs[i] = Math.Min(nearestMs[i], Math.Min(pair.Item1[i], pair.Item2[i]));
            node = Farthest(nearestMs);
        }

        // Node by node, so that one bound reads one stretch of memory.
        _count = chosen.Count;
        _timesMs = new int[roads.NodeCount * _count * 2];
        for (var i = 0; i < roads.NodeCount; i++)
        {
            for (var landmark = 0; landmark < _count; landmark++)
            {
                _timesMs[(i * _count + landmark) * 2] = chosen[landmark].From[i];
                _timesMs[(i * _count + landmark) * 2 + 1] = chosen[landmark].To[i];
            }
        }
    }

    /// <summary>A time in ms that no route from <paramref name="from"/> to <paramref name="to"/> can beat.</summary>
    public int LowerBoundMs(int from, int to)
    {
        var a = _timesMs.AsSpan(from * _count * 2, _count * 2);
        var b = _timesMs.AsSpan(to * _count * 2, _count * 2);
        var bound = 0;
        for (var i = 0; i < a.Length; i += 2)
        {
            if (a[i] != TravelTimes.Unreachable && b[i] != TravelTimes.Unreachable)
                bound = Math.Max(bound, b[i] - a[i]);
            if (a[i + 1] != TravelTimes.Unreachable && b[i + 1] != TravelTimes.Unreachable)
                bound = Math.Max(bound, a[i + 1] - b[i + 1]);
        }

        return bound;
    }

    private static int Farthest(int[] timesMs)
    {
        var farthest = 0;
        for (var node = 1; node < timesMs.Length; node++)
        {
            if (timesMs[node] != TravelTimes.Unreachable && (timesMs[farthest] == TravelTimes.Unreachable || timesMs[node] > timesMs[farthest]))
                farthest = node;
        }

        return farthest;
    }
}
