namespace FleetActors.Simulation.Kernel;

/// <content>How cars pass a node, leave the road and enter it.</content>
internal sealed unsafe partial class LinkPartition
{
    /// <summary>Lets cars pass in order of (time, car) until none is left that could within this step. False when no car waits any more.</summary>
    private bool PassNode(int node)
    {
        var firstIn = _arrays.Roads.FirstIn;
        var (first, end) = (firstIn[node], firstIn[node + 1]);
        while (true)
        {
            var (best, bestMs, isAnyWaiting) = (-1, _stepEndMs, false);
            for (var link = first; link < end; link++)
            {
                ref var candidate = ref _links[link];
                if (candidate.Head < 0)
                    continue;
                isAnyWaiting = true;
                if (candidate.HeadReadyMs < bestMs || (best >= 0 && candidate.HeadReadyMs == bestMs && IsFirst(candidate, _links[best])))
                    (best, bestMs) = (link, candidate.HeadReadyMs);
            }

            if (best < 0)
                return isAnyWaiting;
            Pass(best, bestMs);
        }
    }

    /// <summary>Of two cars that may try at the same time, the one that could have left first goes first: streams that merge take turns.</summary>
    private bool IsFirst(in LinkState link, in LinkState other)
    {
        var (readyMs, otherMs) = (Math.Max(link.ExitBlockMs, _way[link.Head].ExitMs), Math.Max(other.ExitBlockMs, _way[other.Head].ExitMs));
        return readyMs != otherMs ? readyMs < otherMs : link.Head < other.Head;
    }

    /// <summary>The first car of a link goes on, or learns when it may try again.</summary>
    private void Pass(int from, int readyMs)
    {
        ref var link = ref _links[from];
        var to = link.HeadNextLink;
        if (to < 0)
        {
            Arrive(from, readyMs);
            return;
        }

        ref var next = ref _links[to];
        var ahead = unchecked(next.Entered - next.LeftBefore);
        if (ahead >= next.StorageCars)
        {
            WaitForRoom(from, to);
            return;
        }

        if (next.EntryBlockMs > readyMs)
        {
            link.HeadReadyMs = next.EntryBlockMs;
            return;
        }

        var car = link.Head;
        Leave(from, readyMs);
        var carsLeft = unchecked(link.EnteredBefore - link.Left);
        link.ExitBlockMs = readyMs + HeadwayRules.AfterMs(link, carsLeft, next, ahead);
        if (link.Head >= 0)
            link.HeadReadyMs = Math.Max(link.HeadReadyMs, link.ExitBlockMs);
        next.EntryBlockMs = readyMs + next.FreeHeadwayMs - 1;
        _tallies.Passages++;
        Enter(car, to, readyMs, ahead);
    }

    /// <summary>Takes the first car off a link's queue.</summary>
    private void Leave(int from, int atMs)
    {
        ref var link = ref _links[from];
        if (link.Left == link.LeftBefore)
            _leftLinks.Add(from);
        unchecked
        {
            link.Left++;
            _tallies.DrivenMm += _traits[from].LengthMm;
        }

        link.ExitBlockMs = atMs;
        var follower = _way[link.Head].NextInQueue;
        if (follower >= 0)
            SetHead(ref link, follower, _way[follower].ExitMs, _way[follower].NextLink);
        else
            link.Head = link.Tail = -1;
    }

    /// <summary>
    /// A car drives onto a segment: as fast as the road allows, but no faster than that it comes to the end a headway
    /// after the one before it, and not before the cars ahead can have left. That is how speed depends on density.
    /// </summary>
    private void Enter(int car, int to, int atMs, int carsAhead)
    {
        ref var link = ref _links[to];
        if (link.Entered == link.EnteredBefore)
            _enteredLinks.Add(to);
        unchecked
        {
            link.Entered++;
            var exitMs = Math.Max(atMs + _traits[to].FreeMs, link.LastExitMs + link.FreeHeadwayMs);
            // Cars that leave in this very second still count as ahead; the second taken off makes up for them.
            exitMs = Math.Max(exitMs, atMs + (carsAhead - 1) * link.FreeHeadwayMs - TrafficKernel.StepMs);
            link.LastExitMs = exitMs;
            Drive(car, to, atMs, exitMs);
            _tallies.EventHash += EventHash.Of(EventHash.Entered, car, atMs, to);
        }
    }

    /// <summary>Sets a car in motion, from the start of a segment to its end.</summary>
    private void Drive(int car, int link, int atMs, int exitMs)
    {
        ref var traits = ref _traits[link];
        unchecked
        {
            var tripMs = exitMs - atMs;
            var speedMmS = (int)(((long)traits.LengthMm * 1_000 + tripMs - 1) / tripMs);
            var leftMm = ((long)speedMmS * (exitMs - _stepEndMs) + 999) / 1_000;
            ref var motion = ref _motion[car];
            motion.RemainingMm = (int)Math.Clamp(leftMm, 0, traits.LengthMm);
            motion.SpeedMmS = speedMmS;
            motion.DrawW = _arrays.Energy.DrawW(speedMmS, traits.SlopePermille);
            Follow(ref _way[car], link, traits.OutBase);
            _way[car].ExitMs = exitMs;
            if ((uint)(link - _arrays.FirstOwnSegment) >= (uint)_arrays.OwnSegments)
                _crossed.Add(car);
        }
    }

    /// <summary>Finds the segment after the one that a car enters.</summary>
    private void Follow(ref CarWay way, int link, int outBase)
    {
        way.Link = link;
        way.NextInQueue = -1;
        way.Phase = CarPhase.Driving;
        if (outBase < 0)
        {
            way.NextLink = ~outBase;
            return;
        }

        var routes = _arrays.Routes;
        var turn = way.Turns & routes.TurnMask;
        way.NextLink = turn == routes.TurnMask ? -1 : _outSegments[outBase + (int)turn];
        way.Turns >>= routes.BitsPerTurn;
        way.Cursor++;
        if (way.Cursor % (uint)routes.TurnsPerWord == 0 && way.NextLink >= 0)
            way.Turns = routes.WordAt(way.Cursor);
    }

    private void Arrive(int from, int atMs)
    {
        var car = _links[from].Head;
        Leave(from, atMs);
        EndTrip(car, from, atMs);
    }

    /// <summary>A car is parked at the node at the end of its last segment.</summary>
    private void EndTrip(int car, int from, int atMs)
    {
        ref var way = ref _way[car];
        way.Phase = CarPhase.Parked;
        way.Link = _arrays.Roads.EndNode[from];
        way.NextInQueue = -1;
        _motion[car].DrawW = 0;
        var startedMs = _arrays.StartedMs.Items[car];
        _arrivals.Add(new KernelArrival(car, atMs, startedMs, _arrays.Roads.RoadLink[from], _motion[car].BatteryJ));
        _tallies.Arrivals++;
        _tallies.TripMs += atMs - startedMs;
        _tallies.EventHash = unchecked(_tallies.EventHash + EventHash.Of(EventHash.Arrived, car, atMs, from));
    }

    /// <summary>Nothing before the next step; and when even patience has an end, off the road.</summary>
    private void WaitForRoom(int from, int to)
    {
        ref var link = ref _links[from];
        link.HeadReadyMs = _stepEndMs;
        _tallies.FullSeconds++;
        if (_stepEndMs - link.ExitBlockMs < _patienceMs || _stepEndMs - _way[link.Head].ExitMs < _patienceMs)
            return;
        var car = link.Head;
        Leave(from, _stepEndMs);
        _tallies.Teleports++;
        _tallies.EventHash = unchecked(_tallies.EventHash + EventHash.Of(EventHash.Teleported, car, _stepEndMs, from));
        Lift(car, to, _stepEndMs);
    }
}
