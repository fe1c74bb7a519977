using FleetActors.Contracts;
using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace FleetActors.Tests.Fleets;

/// <summary>What fleets keep must stay readable.</summary>
public sealed class FleetGoldenTests
{
    private static readonly Stamp Stamp = new(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero), new("tester", Role.Admin));

    private static FleetState Founded => FleetState.Blank.Evolve(new FleetCreated(new(new("city"), "City", new("EUR"), 16), Stamp));

    [Theory]
    [InlineData("fleet")]
    public void The_bytes_of_a_record_do_not_change(string record)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        object sample = new Stored<FleetState> { State = Founded };
        Assert.True(Convert.ToHexString(serializer.SerializeToArray(sample)) == Golden(record), $"{record} is now {Convert.ToHexString(serializer.SerializeToArray(sample))}");
    }

    private static string Golden(string record)
    {
        var path = Path.Combine(Require.Root, "tests", "Fleets", "golden", $"{record}.hex");
        return File.Exists(path) ? string.Concat(File.ReadLines(path)) : $"(no file {path})";
    }
}
