namespace FleetActors.Simulation;

/// <summary>A charging station at work: taken plugs, the queue, and who is on the way. First come, first served.</summary>
internal sealed class StationPlugs(ChargingStation station, RoadNetwork roads)
{
    private readonly int[] _travelMs = TravelTimes.To(roads, station.Node);

    public int Node => station.Node;

    public int Taken { get; private set; }

    public int Coming { get; set; }

    /// <summary>Indexes of the cars that wait; bounded by the size of the fleet.</summary>
    public Queue<int> Waiting { get; } = new();

    public long PricePerKwhMicros => station.PricePerKwhMicros;

    public int PowerFor(VehicleModel model) => Math.Min(station.PowerW, model.MaxChargeW);

    public int TravelMsFrom(int node) => _travelMs[node];

    /// <summary>A guess: everyone who is there or coming charges as long as this car.</summary>
    public long ExpectedWaitMs(long chargeMs)
    {
        var ahead = Taken + Waiting.Count + Coming - station.Plugs + 1;
        return ahead <= 0 ? 0 : ahead * chargeMs / station.Plugs;
    }

    public bool TryTakePlug()
    {
        if (Taken >= station.Plugs)
            return false;
        Taken++;
        return true;
    }

    public void ReturnPlug() => Taken--;
}
