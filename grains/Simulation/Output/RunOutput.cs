using FleetActors.Contracts;

namespace FleetActors.Simulation;

/// <summary>
/// A run's full results as files: trips, vehicle states, contracts and positions. It hears what happens and turns it into
/// rows; a writer beside the run turns rows into files. Rows depend on the run only, in the order of the run.
/// </summary>
public sealed class RunOutput : IAsyncDisposable
{
    private readonly Dictionary<int, OpenTrip> _trips = [];
    private readonly Scenario _scenario;
    private readonly OutputWriter _writer;
    private readonly long _startMs;
    private readonly long _everyMs;
    private readonly CarReading[] _readings;
    private readonly CarReading[] _last;
    private long _nextMs;

    private RunOutput(Scenario scenario, OutputWriter writer, long positionsEveryMs)
    {
        (_scenario, _writer, _everyMs) = (scenario, writer, positionsEveryMs);
        _startMs = scenario.Start.ToUnixTimeMilliseconds();
        _readings = new CarReading[positionsEveryMs > 0 ? scenario.Vehicles.Length : 0];
        _last = new CarReading[_readings.Length];
    }

    /// <summary>Opens the files.</summary>
    /// <param name="scenario">What is played.</param>
    /// <param name="folder">Where the files go; made when it is missing.</param>
    /// <param name="formats">Their forms.</param>
    /// <param name="positionsEvery">How much simulated time lies between two positions of a car; zero for none.</param>
    public static async Task<RunOutput> Open(Scenario scenario, string folder, IEnumerable<OutputFormat> formats, TimeSpan positionsEvery) =>
        new(scenario, await OutputWriter.Open(folder, formats), (long)positionsEvery.TotalMilliseconds);

    /// <summary>Rows so far.</summary>
    public long Rows => _writer.Rows;

    /// <summary>Hears what happens in the world.</summary>
    internal void Requested(int request, TripRequest trip, long atMs) => _trips.Add(request, new OpenTrip(trip, atMs));

    /// <summary>Hears what happens in the world.</summary>
    internal void Started(int request, long waitedMs, long atMs)
    {
        var trip = _trips[request];
        (trip.WaitedMs, trip.StartedMs) = (waitedMs, atMs);
    }

    /// <summary>A request is served or cancelled.</summary>
    internal void Ended(int request, int car, string outcome, string refusalCode, long atMs)
    {
        _trips.Remove(request, out var trip);
        var (origin, destination) = (_scenario.Roads.Nodes[trip!.Trip.OriginNode], _scenario.Roads.Nodes[trip.Trip.DestinationNode]);
        _writer.Add(
            OutputTable.Trips,
            [trip.Trip.Id, car < 0 ? "" : _scenario.Vehicles[car].Id, trip.Trip.Form == ServiceForm.Ride ? "ride" : "rental", outcome, refusalCode],
            [
                request, trip.Customer, _startMs + trip.AskedMs, Moment(trip.StartedMs), _startMs + atMs, trip.WaitedMs,
                origin.LatE7, origin.LonE7, destination.LatE7, destination.LonE7, trip.Trip.Passengers, trip.DrivenMetres, trip.UsedWh, trip.PricePercent,
            ]);
    }

    /// <summary>A car did one thing for a while, and was at this reading at its end.</summary>
    internal void WasIn(int car, CarActivity activity, long fromMs, long toMs, CarReading atEnd) => _writer.Add(
        OutputTable.States,
        [_scenario.Vehicles[car].Id, Figures.Name(activity)],
        [_startMs + fromMs, _startMs + toMs, atEnd.Position.LatE7, atEnd.Position.LonE7, atEnd.ChargePermille]);

    /// <summary>Hears what the grains answered; <paramref name="now"/> is where the car was then.</summary>
    internal void Carried(Intent intent, Outcome outcome, ContractId? contract, Invoice? invoice, CarReading now)
    {
        if (!_trips.TryGetValue(intent.Request, out var trip))
            return;
        switch (intent)
        {
            case ReserveCar reserve when outcome.IsAccepted:
                (trip.Customer, trip.PricePercent, trip.ReservedMs) = (reserve.Customer, reserve.PricePercent, Ms(reserve));
                break;
            case EndTrip end when outcome.IsAccepted:
                (trip.DrivenMetres, trip.UsedWh) = (end.DrivenMetres, end.UsedWh);
                Contract(end, "ended", contract!.Value, invoice, trip, end.Reading);
                break;
            case CancelRequest cancel:
                if (outcome.IsAccepted && cancel.Car >= 0)
                    Contract(cancel, "cancelled", contract!.Value, invoice, trip, now);
                Ended(cancel.Request, cancel.Car, Figures.Name(cancel.Reason), cancel.RefusalCode, Ms(cancel));
                break;
        }
    }

    /// <summary>When positions are due next, or null when none are taken.</summary>
    internal DateTimeOffset? NextSample => _everyMs > 0 ? _scenario.Start.AddMilliseconds(_nextMs) : null;

    /// <summary>Takes the position of every car that is not where it was.</summary>
    internal async ValueTask Sample(FleetWorld world, CancellationToken cancellation)
    {
        var atMs = _nextMs;
        _nextMs += _everyMs;
        world.FillReadings(0, _scenario.Start.AddMilliseconds(atMs), _readings);
        for (var car = 0; car < _readings.Length; car++)
        {
            var reading = _readings[car];
            if (reading == _last[car])
                continue;
            _last[car] = reading;
            _writer.Add(
                OutputTable.Positions,
                [_scenario.Vehicles[car].Id],
                [_startMs + atMs, reading.Position.LatE7, reading.Position.LonE7, reading.HeadingDegrees, reading.SpeedKmh, reading.ChargePermille, reading.OdometerMetres]);
            if (car % OutputBatch.Size == 0)
                await _writer.Drain(cancellation);
        }

        await _writer.Drain(cancellation);
    }

    /// <summary>Waits while the disk is behind.</summary>
    internal ValueTask Drain(CancellationToken cancellation) => _writer.Drain(cancellation);

    /// <summary>Ends the files.</summary>
    public Task Complete(CancellationToken cancellation) => _writer.Complete(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private void Contract(Intent intent, string end, ContractId contract, Invoice? invoice, OpenTrip trip, CarReading reading) => _writer.Add(
        OutputTable.Contracts,
        [contract.Value, _scenario.Vehicles[intent.Car].Id, end, _scenario.Tariff.Currency],
        [
            intent.Request, trip.Customer, Moment(trip.ReservedMs), _startMs + Ms(intent), reading.Position.LatE7, reading.Position.LonE7, trip.PricePercent,
            invoice?.Net.Minor ?? 0, invoice?.Tax.Minor ?? 0, invoice?.Total.Minor ?? 0,
        ]);

    private long Ms(Intent intent) => (long)(intent.At - _scenario.Start).TotalMilliseconds;

    private long Moment(long ms) => ms < 0 ? OutputTable.Never : _startMs + ms;

    private sealed class OpenTrip(TripRequest trip, long askedMs)
    {
        public TripRequest Trip => trip;

        public long AskedMs => askedMs;

        public int Customer { get; set; } = -1;

        public long ReservedMs { get; set; } = -1;

        public long StartedMs { get; set; } = -1;

        public long WaitedMs { get; set; }

        public long DrivenMetres { get; set; }

        public long UsedWh { get; set; }

        public int PricePercent { get; set; } = 100;
    }
}
