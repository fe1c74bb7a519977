using FleetActors.Simulation;

namespace FleetActors.Silo.City;

/// <summary>
/// The people of the built-in city: once the silo is up they reserve, drive, pause, return and pay, second by second of the
/// system clock, through the same grains that anybody may command over HTTP.
/// </summary>
public sealed partial class CityLife(IGrainFactory grains, CitySettings settings, TimeProvider clock, ILogger<CityLife> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GiveBackEvery = TimeSpan.FromSeconds(30);

    /// <summary>Roads and fleet, once made; the map draws the roads.</summary>
    public Scenario? Scenario { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Vehicles == 0) return;
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Live(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The silo stops; open rentals go on by their deadlines when it starts again.
            }
            catch (Exception failure)
            {
                // The city is a guest of the silo: whatever goes wrong with it, other fleets and callers go on.
                CityStandsStill(logger, PauseAfterFailure.TotalSeconds, failure);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Live(CancellationToken cancellation)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var planned = CityScenario.Create(settings.Seed, settings.Vehicles, start: start, duration: TimeSpan.FromDays(3_650));
        Scenario = CityMemory.Continue(planned, await CityMemory.Cars(grains, cancellation).ToDictionaryAsync(car => car.Registration.Id.Value, StringComparer.Ordinal, cancellation));
        // Contracts of an earlier start of this city are in the same fleet, so their ids must differ.
        var name = $"{start.ToUnixTimeSeconds():x}-";
        using var run = new SimulationRun(grains, CitySettings.Fleet, Scenario, name);
        await run.Prepare(cancellation);
        var (stillOpen, triedAt) = (0, 0L);
        await GiveBack();
        CityIsAlive(logger, settings.Vehicles);
        using var beat = new PeriodicTimer(Beat, clock);
        while (await beat.WaitForNextTickAsync(cancellation))
        {
            await run.PlayUntil(clock.GetUtcNow(), cancellation);
            await run.TellAllPositions(run.World.Now, cancellation);
            if (stillOpen > 0 && clock.GetElapsedTime(triedAt) >= GiveBackEvery) await GiveBack();
        }

        async Task GiveBack() => (stillOpen, triedAt) = (await AbandonedRentals.GiveBack(grains, name, clock.GetUtcNow(), cancellation), clock.GetTimestamp());
    }

    [LoggerMessage(1, LogLevel.Information, "The city is alive: {Vehicles} cars.")]
    private static partial void CityIsAlive(ILogger logger, int vehicles);

    [LoggerMessage(2, LogLevel.Error, "The city stands still; it goes on in {Seconds} s.")]
    private static partial void CityStandsStill(ILogger logger, double seconds, Exception failure);
}
