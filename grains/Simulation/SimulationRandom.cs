namespace FleetActors.Simulation;

/// <summary>
/// A small seeded source of chance (SplitMix64) that gives the same numbers on every platform and runtime.
/// Only integers leave it; no logarithm, root or floating-point division decides a result.
/// </summary>
public sealed class SimulationRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Starts the sequence that belongs to <paramref name="seed"/>; any value is allowed.</summary>
    public SimulationRandom(ulong seed) => _state = seed;

    /// <summary>
    /// A source for one purpose. Two streams of one seed are unrelated, so drawing more in one place
    /// (say, the city) never changes what happens in another (say, the demand).
    /// </summary>
    public static SimulationRandom ForStream(long seed, ulong stream) =>
        new(Mix(unchecked((ulong)seed)) ^ Mix(unchecked(stream * GoldenGamma + 1)));

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            _state += GoldenGamma;
        }

        return Mix(_state);
    }

    /// <summary>An integer from 0 up to but without <paramref name="bound"/>, which must be positive.</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(NextBits(), (ulong)bound, out _);
    }

    /// <summary>An integer from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True in <paramref name="permille"/> of a thousand draws.</summary>
    public bool Chance(int permille) => Below(1_000) < permille;

    /// <summary>
    /// A waiting time in milliseconds with an exponential distribution of the given mean (at least 1 ms),
    /// by von Neumann's comparison method: it needs uniform numbers and comparisons only.
    /// </summary>
    public long ExponentialMs(long meanMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(meanMs);
        for (ulong whole = 0; ; whole++)
        {
            var first = (uint)(NextBits() >> 32);
            var last = first;
            var count = 1;
            while (true)
            {
                var next = (uint)(NextBits() >> 32);
                count++;
                if (next >= last)
                    break;
                last = next;
            }

            if (count % 2 == 0)
                return (long)(((((UInt128)whole << 32) | first) * (ulong)meanMs) >> 32);
        }
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
