namespace FleetActors.Benchmarks.Fidelity;

/// <summary>One trip that both simulators drive.</summary>
/// <param name="DepartS">When it is due to enter its first link, in seconds.</param>
/// <param name="Links">Its route, at least one link.</param>
public sealed record FidelityTrip(int DepartS, int[] Links);

/// <summary>How a trip went.</summary>
/// <param name="WaitedMs">From its due time until it entered the first link.</param>
/// <param name="TripMs">From there to its end; 0 when it did not come to an end.</param>
public readonly record struct FidelityOutcome(int WaitedMs, int TripMs);

/// <summary>How full a link was in one minute, and how much passed.</summary>
/// <param name="CarsPerKm">Density of one lane.</param>
/// <param name="CarsPerHour">Flow of one lane.</param>
public readonly record struct FlowSample(double CarsPerKm, double CarsPerHour);

/// <summary>What a simulator made of a case.</summary>
/// <param name="Outcomes">One for every trip, in the same order.</param>
/// <param name="Samples">One for every link and minute with anything on it.</param>
/// <param name="Teleports">Cars that were taken off the road to end a gridlock.</param>
/// <param name="Seconds">Time that the simulator took.</param>
public sealed record FidelityRun(FidelityOutcome[] Outcomes, List<FlowSample> Samples, long Teleports, double Seconds);
