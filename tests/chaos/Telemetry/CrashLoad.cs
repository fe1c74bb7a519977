using FleetActors.Sdk;

namespace FleetActors.Chaos;

/// <summary>Full telemetry: every car of the fleet, again and again, as fast as the writer takes it.</summary>
public sealed class CrashLoad(TelemetryWriter writer, DateTimeOffset start)
{
    private readonly List<TelemetryWriterCar> _cars = [];
    private long _step;

    /// <summary>Cars under load; the position is the car's number.</summary>
    public IReadOnlyList<TelemetryWriterCar> Cars => _cars;

    /// <summary>Takes registered cars in, in the order of their numbers. Not while it runs.</summary>
    public async Task AddAsync(int count, CancellationToken cancellation)
    {
        var opened = await writer.OpenAsync([.. Enumerable.Range(_cars.Count, count).Select(CrashFleet.Id)], cancellation);
        _cars.AddRange(opened.Select(car => car ?? throw new InvalidOperationException("A car whose registration was acknowledged is not known.")));
    }

    /// <summary>Writes until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                _step++;
                for (var car = 0; car < _cars.Count; car++) await writer.WriteAsync(_cars[car], CrashFleet.FixOf(car, _step, start), stop);
                stop.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The round is over.
        }
    }
}
