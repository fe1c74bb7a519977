using System.IO.Hashing;
using FleetActors.Simulation;
using Microsoft.Extensions.Logging;

namespace FleetActors.Tests.Simulation;

public sealed class RoadHierarchyCacheTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hierarchies");
    private readonly LineLog _log = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_network_is_ordered_once_and_read_from_then_on()
    {
        var order = Prepare(City()).Hierarchy.Order.ToArray();
        var file = Assert.Single(_folder.GetFiles());
        var written = file.LastWriteTimeUtc;
        Assert.Equal(order, Prepare(City()).Hierarchy.Order.ToArray());
        file.Refresh();
        Assert.Equal(written, file.LastWriteTimeUtc);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void What_was_read_is_what_is_used()
    {
        Prepare(City());
        // A right file with another order: only one who uses the file can have this order afterwards.
        var file = Assert.Single(_folder.GetFiles()).FullName;
        var bytes = File.ReadAllBytes(file);
        var (first, second) = (bytes.AsSpan(28, 4).ToArray(), bytes.AsSpan(32, 4).ToArray());
        second.CopyTo(bytes, 28);
        first.CopyTo(bytes, 32);
        Seal(bytes);
        File.WriteAllBytes(file, bytes);
        Assert.Equal(BitConverter.ToInt32(second), Prepare(City()).Hierarchy.Order[0]);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void A_damaged_file_is_made_anew_and_the_log_says_so()
    {
        var order = Prepare(City()).Hierarchy.Order.ToArray();
        var file = Assert.Single(_folder.GetFiles()).FullName;
        var whole = File.ReadAllBytes(file);
        var damages = new List<byte[]> { Array.Empty<byte>(), whole[..^1], whole[..100] };
        foreach (var at in new[] { 0, 4, 8, 24, 28, whole.Length / 2, whole.Length - 1 })
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 4;
            damages.Add(damaged);
        }

        foreach (var damaged in damages)
        {
            _log.Lines.Clear();
            File.WriteAllBytes(file, damaged);
            Assert.Equal(order, Prepare(City()).Hierarchy.Order.ToArray());
            Assert.Contains("ordered again", Assert.Single(_log.Lines), StringComparison.Ordinal);
            Assert.Equal(whole, File.ReadAllBytes(file));
        }
    }

    [Theory]
    [InlineData(4, 2, "another version")]
    [InlineData(8, 0x55, "another network")]
    [InlineData(24, 0x7F, "another network")]
    [InlineData(31, 0x7F, "a node twice, or one that does not exist")]
    public void A_file_that_is_whole_but_stale_or_forged_is_made_anew(int at, byte value, string fault)
    {
        var order = Prepare(City()).Hierarchy.Order.ToArray();
        var file = Assert.Single(_folder.GetFiles()).FullName;
        var whole = File.ReadAllBytes(file);
        var other = whole.ToArray();
        other[at] = other[at] == value ? (byte)(value + 1) : value;
        Seal(other);
        File.WriteAllBytes(file, other);
        Assert.Equal(order, Prepare(City()).Hierarchy.Order.ToArray());
        Assert.Contains(fault, Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(file));
    }

    [Fact]
    public void Another_shape_has_another_file_and_other_times_have_the_same()
    {
        var city = Prepare(City());
        var links = Links(city).ToArray();
        Prepare(new RoadNetwork(city.Nodes.ToArray(), links.Select(link => link with { TravelMs = link.TravelMs + 7 })));
        Assert.Single(_folder.GetFiles());
        Prepare(new RoadNetwork(city.Nodes.ToArray(), links[1..]));
        Assert.Equal(2, _folder.GetFiles().Length);
        var follows = Enumerable.Range(0, links.Length).First(link => links[link].From == links[0].To);
        Prepare(new RoadNetwork(city.Nodes.ToArray(), links, [new TurnBan(0, follows)]));
        Assert.Equal(3, _folder.GetFiles().Length);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_time_only()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "not a folder");
        var roads = City();
        new RoadHierarchyCache(file, _log).Prepare(roads);
        Assert.NotNull(new Router(roads).Find(0, 1));
        Assert.Contains("cannot be written", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    private static void Seal(byte[] file) => XxHash128.Hash(file.AsSpan(0, file.Length - 16)).CopyTo(file, file.Length - 16);

    private static RoadNetwork City() => GeneratedCity.Build(8, 3_000);

    private static IEnumerable<RoadLink> Links(RoadNetwork roads) => Enumerable.Range(0, roads.LinkCount)
        .Select(link => new RoadLink(roads.LinkFrom[link], roads.LinkTo[link], roads.LinkLengthMm[link], roads.LinkTravelMs[link]));

    private RoadNetwork Prepare(RoadNetwork roads)
    {
        new RoadHierarchyCache(_folder.FullName, _log).Prepare(roads);
        return roads;
    }

    private sealed class LineLog : ILogger<RoadHierarchyCache>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
