using FleetActors.Tracks;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Tracks;

/// <summary>Tracks for tests: plausible ones, and ones at the limits of every reading.</summary>
internal static class TrackGen
{
    public const long T0Ms = 1_777_622_400_000; // 2026-05-01 08:00 UTC

    /// <summary>Times, positions and readings anywhere in their range, times strictly increasing.</summary>
    public static Gen<TrackPoint[]> Any(int most) =>
        from points in Gen.Choose(1, most).SelectMany(count => AnyPoint.ArrayOf(count))
        select points.OrderBy(point => point.AtMs).DistinctBy(point => point.AtMs).ToArray();

    /// <summary>A car that drives, turns, stops and reports at uneven times.</summary>
    public static TrackPoint[] Drive(int seed, int count, int intervalMs = 5_000, long fromMs = T0Ms)
    {
        var chance = new Random(seed);
        var points = new TrackPoint[count];
        double latitude = 52.5, longitude = 13.4, speed = 0, heading = chance.Next(360), charge = 80, metres = 1_000_000;
        var at = fromMs;
        for (var i = 0; i < count; i++)
        {
            points[i] = new(at, (int)(latitude * 1e7), (int)(longitude * 1e7), (long)metres, (ushort)(speed * 10), (ushort)(heading * 10), (ushort)(charge * 10));
            var stepMs = intervalMs + (chance.Next(10) == 0 ? chance.Next(-20, 20) : 0);
            at += stepMs;
            speed = Math.Clamp(speed + chance.Next(-15, 16), 0, 60);
            if (chance.Next(5) == 0) heading = (heading + chance.Next(-90, 91) + 360) % 360;
            var step = speed / 3.6 * stepMs / 1_000;
            metres += step;
            latitude += (step * Math.Cos(heading * Math.PI / 180) + chance.NextDouble() - 0.5) / 111_195;
            longitude += (step * Math.Sin(heading * Math.PI / 180) + chance.NextDouble() - 0.5) / 67_700;
            charge = Math.Max(0, charge - step / 4_000);
        }
        return points;
    }

    private static Gen<TrackPoint> AnyPoint =>
        from at in Gen.Frequency((4, Gen.Choose(0, 100_000).Select(ms => T0Ms + ms)), (1, Gen.Choose(0, int.MaxValue).Select(n => n * (TrackPoint.MaxAtMs / int.MaxValue))), (1, Gen.Constant(TrackPoint.MaxAtMs)))
        from latitude in Gen.OneOf(Gen.Choose(-900_000_000, 900_000_000), Gen.Elements(-900_000_000, 0, 900_000_000))
        from longitude in Gen.OneOf(Gen.Choose(-1_800_000_000, 1_800_000_000), Gen.Elements(-1_800_000_000, 0, 1_800_000_000))
        from odometer in Gen.OneOf(Gen.Choose(0, int.MaxValue).Select(metres => (long)metres), Gen.Elements(0L, VehicleRegistrationMax))
        from speed in Gen.Choose(0, 5_000)
        from heading in Gen.Choose(0, 3_600)
        from charge in Gen.Choose(0, 1_000)
        select new TrackPoint(at, latitude, longitude, odometer, (ushort)speed, (ushort)heading, (ushort)charge);

    private const long VehicleRegistrationMax = FleetActors.Vehicles.VehicleRegistration.MaxOdometerMetres;
}
