using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// One simulated second of every car, whatever it does: position and battery move by what speed and draw say. Four cars a
/// register with AVX-512, two with AVX2, else one after the other, always with the same result.
/// </summary>
internal static unsafe class CarAdvance
{
    /// <summary>Advances cars and lists those that came to the end of their segment.</summary>
    /// <param name="cars">All cars, on a cache line.</param>
    /// <param name="from">The first, a multiple of 4.</param>
    /// <param name="to">The one after the last.</param>
    /// <param name="ended">Receives their numbers in ascending order; has room for all of them.</param>
    /// <returns>How many ended.</returns>
    public static int Run(CarMotion* cars, int from, int to, int* ended)
    {
        if (Avx512BW.IsSupported)
            return Run512(cars, from, to, ended);
        return Avx2.IsSupported ? Run256(cars, from, to, ended) : RunScalar(cars, from, to, ended);
    }

    /// <summary>The plain loop, which says what the others must do.</summary>
    public static int RunScalar(CarMotion* cars, int from, int to, int* ended)
    {
        var count = 0;
        unchecked
        {
            for (var car = from; car < to; car++)
            {
                ref var motion = ref cars[car];
                motion.RemainingMm -= motion.SpeedMmS;
                motion.BatteryJ -= motion.DrawW;
                if (motion.RemainingMm <= 0)
                    ended[count++] = car;
            }
        }

        return count;
    }

    private static int Run512(CarMotion* cars, int from, int to, int* ended)
    {
        var count = 0;
        var whole = from + ((to - from) & ~3);
        for (var car = from; car < whole; car += 4)
        {
            var lanes = Vector512.Load((int*)(cars + car));
            var moved = lanes - Avx512BW.ShiftRightLogical128BitLane(lanes.AsByte(), 8).AsInt32();
            moved.Store((int*)(cars + car));
            var atEnd = (uint)Vector512.LessThanOrEqual(moved, Vector512<int>.Zero).ExtractMostSignificantBits() & 0x1111;
            for (; atEnd != 0; atEnd &= atEnd - 1)
                ended[count++] = car + (int)(uint.TrailingZeroCount(atEnd) >> 2);
        }

        return count + RunScalar(cars, whole, to, ended + count);
    }

    private static int Run256(CarMotion* cars, int from, int to, int* ended)
    {
        var count = 0;
        var whole = from + ((to - from) & ~1);
        for (var car = from; car < whole; car += 2)
        {
            var lanes = Vector256.Load((int*)(cars + car));
            var moved = lanes - Avx2.ShiftRightLogical128BitLane(lanes.AsByte(), 8).AsInt32();
            moved.Store((int*)(cars + car));
            var atEnd = Vector256.LessThanOrEqual(moved, Vector256<int>.Zero).ExtractMostSignificantBits() & 0x11;
            for (; atEnd != 0; atEnd &= atEnd - 1)
                ended[count++] = car + (int)(uint.TrailingZeroCount(atEnd) >> 2);
        }

        return count + RunScalar(cars, whole, to, ended + count);
    }
}
