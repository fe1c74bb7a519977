using FleetActors.Simulation;
using FleetActors.Simulation.Emit;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class MotionTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Cars_of_the_city_move_the_same_way_however_often_they_are_asked()
    {
        var scenario = CityScenario.Create(3, vehicles: 40, nodes: 400);
        var (often, seldom) = (new CityMotion(scenario), new CityMotion(scenario));
        for (var car = 0; car < 40; car++)
        {
            for (var ms = 0; ms < 600_000; ms += 1_000) often.Read(car, ms);
            Assert.Equal(seldom.Read(car, 600_000), often.Read(car, 600_000));
        }
    }

    [Fact]
    public void Cars_of_the_city_drive_no_faster_than_they_say_and_their_odometers_tell_the_way()
    {
        var scenario = CityScenario.Create(3, vehicles: 40, nodes: 400);
        var (motion, scale) = (new CityMotion(scenario), scenario.Roads.Scale);
        var (moved, stood) = (0, 0);
        for (var car = 0; car < 40; car++)
        {
            var before = motion.Read(car, 0);
            for (var ms = 1_000; ms < 900_000; ms += 1_000)
            {
                var now = motion.Read(car, ms);
                Assert.True(scale.DistanceMm(before.Place, now.Place) <= 25_000, "faster than 90 km/h");
                Assert.InRange(now.OdometerMetres, before.OdometerMetres, before.OdometerMetres + 25);
                Assert.InRange(now.ChargePermille, 0, 1_000);
                Assert.InRange(now.HeadingDegrees, 0, 359);
                (moved, stood, before) = (moved + (now.SpeedKmh > 0 ? 1 : 0), stood + (now.SpeedKmh == 0 ? 1 : 0), now);
            }
        }

        Assert.True(moved > stood && stood > 100, $"{moved} moved, {stood} stood");
    }

    [Fact]
    public void Tracks_are_followed_there_and_back_without_a_jump()
    {
        File.WriteAllText(_file, "vehicle,time,lat,lon,charge_percent\na,100,45.0,-30.0,50\na,160,45.01,-30.0,49\nb,2026-05-01T10:00:00Z,46,-31,80\n");
        var motion = TrackMotion.Load(_file, vehicles: 3);
        Assert.Equal(["a", "b", "a-2"], Enumerable.Range(0, 3).Select(motion.IdOf));
        Assert.Equal(new MapPoint(450_050_000, -300_000_000), motion.Read(0, 30_000).Place);
        Assert.Equal((66, 0, 500), (motion.Read(0, 30_000).SpeedKmh, motion.Read(0, 30_000).HeadingDegrees, motion.Read(0, 30_000).ChargePermille));
        Assert.Equal(new MapPoint(450_100_000, -300_000_000), motion.Read(0, 60_000).Place);
        Assert.Equal((new MapPoint(450_050_000, -300_000_000), 180), (motion.Read(0, 90_000).Place, motion.Read(0, 90_000).HeadingDegrees));
        Assert.InRange(motion.Read(0, 90_000).OdometerMetres, 1_660, 1_670);
        Assert.Equal((new MapPoint(460_000_000, -310_000_000), 0), (motion.Read(1, 5_000).Place, motion.Read(1, 5_000).SpeedKmh));
    }

    [Fact]
    public void A_fault_in_a_file_of_tracks_is_named_with_its_place()
    {
        File.WriteAllText(_file, "vehicle,time,lat,lon\na,100,45.0,-30.0\na,later,45.0,-30.0\n");
        Assert.Contains("line 3, time", Assert.Throws<ScenarioException>(() => TrackMotion.Load(_file, null)).Message);
        File.WriteAllText(_file, "vehicle,time,lat,lon\n");
        Assert.Contains("no track", Assert.Throws<ScenarioException>(() => TrackMotion.Load(_file, null)).Message);
    }

    [Fact]
    public void Devices_come_from_templates_or_a_file()
    {
        var motion = new CityMotion(CityScenario.Create(3, vehicles: 3, nodes: 100));
        var devices = DeviceList.Of(motion, null, "car-{{number}}", "u-{{vehicle}}", "p", "t-{{number}}");
        Assert.Equal(new Device("car-2", "u-car-2", "p", "t-2"), devices[2]);
        File.WriteAllText(_file, "vehicle,password,user\nx,\"a,b\",ux\ny,c,uy\nz,d,uz\n");
        Assert.Equal(new Device("x", "ux", "a,b"), DeviceList.Of(motion, _file, null, null, null, null)[0]);
        File.WriteAllText(_file, "vehicle\nx\nx\ny\n");
        Assert.Contains("line 3, vehicle", Assert.Throws<ScenarioException>(() => DeviceList.Of(motion, _file, null, null, null, null)).Message);
        File.WriteAllText(_file, "vehicle\nx\n");
        Assert.Contains("1 devices are listed, but 3 cars drive", Assert.Throws<EmitException>(() => DeviceList.Of(motion, _file, null, null, null, null)).Message);
        Assert.Contains("--user", Assert.Throws<EmitException>(() => DeviceList.Of(motion, null, null, "{{password}}", null, null)).Message);
    }
}
