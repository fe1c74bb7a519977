namespace FleetActors.Simulation;

/// <summary>
/// Something the simulated world wants done at a moment. Of one batch no two intents concern the same car or the same
/// request, so a caller may carry them out side by side; each needs an <see cref="Outcome"/> before the world goes on.
/// </summary>
/// <param name="Sequence">Running number, unique in the run and the same in every run of the seed; fit to derive command ids from.</param>
/// <param name="At">Simulated time, which the command must carry.</param>
/// <param name="Car">Index of the car in <see cref="Scenario.Vehicles"/>, or −1 when no car is concerned.</param>
/// <param name="Request">Running number of the request from 0, or −1 when no request is concerned.</param>
public abstract record Intent(long Sequence, DateTimeOffset At, int Car, int Request);

/// <summary>A customer reserves a car. A refusal makes the world choose another car, or cancel.</summary>
/// <param name="Sequence">See <see cref="Intent"/>.</param>
/// <param name="At">See <see cref="Intent"/>.</param>
/// <param name="Car">The car chosen.</param>
/// <param name="Request">The request served.</param>
/// <param name="Trip">What is wanted.</param>
/// <param name="Customer">Running number of the customer from 0; customers travel again after a rest, never twice at once.</param>
/// <param name="Attempt">1 for the first car tried for the request.</param>
/// <param name="ExpectedStartAt">When the trip will start if the reservation is accepted.</param>
public sealed record ReserveCar(long Sequence, DateTimeOffset At, int Car, int Request, TripRequest Trip, int Customer, int Attempt, DateTimeOffset ExpectedStartAt)
    : Intent(Sequence, At, Car, Request)
{
    /// <summary>What the customer was shown and accepted, in percent of the tariff.</summary>
    public int PricePercent { get; init; } = 100;

    /// <summary>How long the trip will take, pauses included, in whole minutes rounded up.</summary>
    public int ExpectedMinutes { get; init; }

    /// <summary>How far it goes, in whole kilometres rounded up.</summary>
    public int ExpectedKm { get; init; }
}

/// <summary>The customer is in the car and the trip starts.</summary>
/// <param name="Sequence">See <see cref="Intent"/>.</param>
/// <param name="At">See <see cref="Intent"/>.</param>
/// <param name="Car">The reserved car.</param>
/// <param name="Request">The request served.</param>
/// <param name="Reading">The car at this moment.</param>
public sealed record StartTrip(long Sequence, DateTimeOffset At, int Car, int Request, CarReading Reading) : Intent(Sequence, At, Car, Request);

/// <summary>The customer parks for a while and keeps the car. A refusal changes nothing: the car stands all the same.</summary>
/// <param name="Sequence">See <see cref="Intent"/>.</param>
/// <param name="At">See <see cref="Intent"/>.</param>
/// <param name="Car">The car driven.</param>
/// <param name="Request">The request served.</param>
/// <param name="Reading">The car at this moment.</param>
public sealed record PauseTrip(long Sequence, DateTimeOffset At, int Car, int Request, CarReading Reading) : Intent(Sequence, At, Car, Request);

/// <summary>The customer drives on.</summary>
/// <param name="Sequence">See <see cref="Intent"/>.</param>
/// <param name="At">See <see cref="Intent"/>.</param>
/// <param name="Car">The car driven.</param>
/// <param name="Request">The request served.</param>
/// <param name="Reading">The car at this moment.</param>
public sealed record ResumeTrip(long Sequence, DateTimeOffset At, int Car, int Request, CarReading Reading) : Intent(Sequence, At, Car, Request);

/// <summary>The trip ends at its destination. A refusal is tried again a minute later, a few times.</summary>
/// <param name="Sequence">See <see cref="Intent"/>.</param>
/// <param name="At">See <see cref="Intent"/>.</param>
/// <param name="Car">The car driven.</param>
/// <param name="Request">The request served.</param>
/// <param name="Reading">The car at this moment.</param>
/// <param name="DrivenMetres">Length of the trip, rounded down.</param>
/// <param name="UsedWh">Energy of the trip in watt-hours, rounded down.</param>
public sealed record EndTrip(long Sequence, DateTimeOffset At, int Car, int Request, CarReading Reading, long DrivenMetres, long UsedWh)
    : Intent(Sequence, At, Car, Request);

/// <summary>The request ends unserved. With a car there is a reservation to cancel; without one there is nothing but the fact.</summary>
/// <param name="Sequence">See <see cref="Intent"/>.</param>
/// <param name="At">See <see cref="Intent"/>.</param>
/// <param name="Car">The reserved car, or −1 when none was.</param>
/// <param name="Request">The request cancelled.</param>
/// <param name="Reason">Why.</param>
/// <param name="RefusalCode">The code of the refusal when that is the reason, otherwise empty.</param>
public sealed record CancelRequest(long Sequence, DateTimeOffset At, int Car, int Request, CancellationReason Reason, string RefusalCode)
    : Intent(Sequence, At, Car, Request);

/// <summary>The car is at a free plug and starts to charge.</summary>
/// <param name="Sequence">See <see cref="Intent"/>.</param>
/// <param name="At">See <see cref="Intent"/>.</param>
/// <param name="Car">The car.</param>
/// <param name="Station">Index in <see cref="Scenario.Stations"/>.</param>
/// <param name="Reading">The car at this moment.</param>
public sealed record StartCharging(long Sequence, DateTimeOffset At, int Car, int Station, CarReading Reading) : Intent(Sequence, At, Car, -1);

/// <summary>The car has charged enough and leaves the plug, whatever the outcome.</summary>
/// <param name="Sequence">See <see cref="Intent"/>.</param>
/// <param name="At">See <see cref="Intent"/>.</param>
/// <param name="Car">The car.</param>
/// <param name="Station">Index in <see cref="Scenario.Stations"/>.</param>
/// <param name="Reading">The car at this moment.</param>
/// <param name="ChargedWh">Energy taken in watt-hours, rounded down.</param>
public sealed record StopCharging(long Sequence, DateTimeOffset At, int Car, int Station, CarReading Reading, long ChargedWh) : Intent(Sequence, At, Car, -1);
