namespace FleetActors.Simulation.Kernel;

/// <content>How cars beside the road enter it.</content>
internal sealed unsafe partial class LinkPartition
{
    /// <summary>
    /// First half of a step: how many cars the segments take at which others wait. Nothing that is read here changes in
    /// this half of the step, so both ends of a segment may be looked at.
    /// </summary>
    private void MeasureEntries()
    {
        for (var word = 0; word < _nodesWithEntries.Length; word++)
        {
            for (var bits = _nodesWithEntries[word]; bits != 0; bits &= bits - 1)
            {
                var node = _firstNode + word * 64 + System.Numerics.BitOperations.TrailingZeroCount(bits);
                var roads = _arrays.Roads.Roads;
                var roadNode = _arrays.Roads.RoadNode[node];
                for (var link = roads.FirstOut[roadNode]; link < roads.FirstOut[roadNode + 1]; link++)
                    MeasureEntry(link);
            }
        }
    }

    private void MeasureEntry(int roadLink)
    {
        ref var queue = ref _entryQueues[roadLink];
        var nowMs = _arrays.NowMs;
        if (queue.Head < 0 || queue.DueMs >= nowMs + TrafficKernel.StepMs)
            return;
        var segment = _outSegments[roadLink];
        ref var link = ref _links[segment];
        var cars = unchecked(link.Entered - link.Left);
        var headMs = link.Head < 0 ? nowMs : _way[link.Head].ExitMs;
        var isHeldUp = link.Head >= 0 && nowMs > Math.Max(headMs, link.ExitBlockMs);
        queue.MostCars = HeadwayRules.MostCars(link, cars, _traits[segment].FreeMs, nowMs - headMs, isHeldUp);
    }

    /// <summary>Cars beside the road enter, as far as segments take them. False when none waits any more.</summary>
    private bool EnterFrom(int node)
    {
        var isAnyWaiting = false;
        var roads = _arrays.Roads.Roads;
        var roadNode = _arrays.Roads.RoadNode[node];
        for (var link = roads.FirstOut[roadNode]; link < roads.FirstOut[roadNode + 1]; link++)
            isAnyWaiting |= EnterQueue(link);
        return isAnyWaiting;
    }

    /// <summary>Cars that wait for one link enter. False when none waits any more.</summary>
    private bool EnterQueue(int roadLink)
    {
        ref var queue = ref _entryQueues[roadLink];
        while (queue.Head >= 0)
        {
            if (queue.DueMs >= _stepEndMs)
                return true;
            var segment = _outSegments[roadLink];
            var ahead = unchecked(_links[segment].Entered - _links[segment].LeftBefore);
            if (ahead >= queue.MostCars)
                return true;
            var car = queue.Head;
            var atMs = Math.Max(queue.DueMs, _stepEndMs - TrafficKernel.StepMs);
            queue.Head = _way[car].NextInQueue;
            if (queue.Head < 0)
                queue.Tail = -1;
            else
                queue.DueMs = _way[queue.Head].ExitMs;
            _arrays.StartedMs.Items[car] = atMs;
            _tallies.Departures++;
            Enter(car, segment, atMs, ahead);
        }

        return false;
    }
}
