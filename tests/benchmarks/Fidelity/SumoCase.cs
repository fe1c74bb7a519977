using System.Diagnostics;
using System.Globalization;
using System.Xml;
using FleetActors.Simulation;

namespace FleetActors.Benchmarks.Fidelity;

/// <summary>
/// Drives a case with SUMO's mesoscopic model: network as plain nodes and edges through <c>netconvert</c>, routes as they
/// are, every driver keeping exactly to the speed limit. Everything else is as SUMO sets it for this model: no right of way
/// at junctions, a car that stands for 300 s is moved on. But for roundabouts: where netconvert believes to see one it makes
/// SUMO yield there, and there alone, so it is told not to guess.
/// </summary>
internal static class SumoCase
{
    /// <summary>Whether both programs are on the PATH.</summary>
    public static bool IsInstalled => Find("sumo") is not null && Find("netconvert") is not null;

    /// <summary>Runs until every trip has ended or <paramref name="endS"/> is reached; files go into <paramref name="folder"/>.</summary>
    public static FidelityRun Run(FidelityCase world, int endS, string folder)
    {
        WriteNetwork(world, folder);
        Execute("netconvert", folder, "--node-files n.xml --edge-files e.xml --connection-files c.xml --output-file net.xml --no-internal-links true --no-turnarounds false --junctions.join false --roundabouts.guess false --no-warnings true");
        WriteRoutes(world, folder);
        var began = Stopwatch.GetTimestamp();
        Execute("sumo", folder, $"--mesosim true --net-file net.xml --route-files r.xml --additional-files a.xml --tripinfo-output t.xml --statistic-output s.xml --end {endS} --no-step-log true --no-warnings true --xml-validation never");
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new FidelityRun(ReadTrips(world, folder), ReadSamples(folder), ReadTeleports(folder), seconds);
    }

    private static void WriteNetwork(FidelityCase world, string folder)
    {
        var roads = world.Roads;
        using (var nodes = Open(folder, "n.xml", "nodes"))
        {
            for (var node = 0; node < roads.NodeCount; node++)
            {
                var eastMm = roads.Scale.DistanceMm(roads.Nodes[node] with { LonE7 = roads.SouthWest.LonE7 }, roads.Nodes[node]);
                var northMm = roads.Scale.DistanceMm(roads.Nodes[node] with { LatE7 = roads.SouthWest.LatE7 }, roads.Nodes[node]);
                Element(nodes, "node", ("id", Id(node)), ("x", Metres(eastMm)), ("y", Metres(northMm)), ("type", "priority"));
            }
        }

        using (var edges = Open(folder, "e.xml", "edges"))
        {
            for (var link = 0; link < roads.LinkCount; link++)
            {
                var speed = (roads.LinkLengthMm[link] / (double)roads.LinkTravelMs[link]).ToString("F6", CultureInfo.InvariantCulture);
                Element(edges, "edge", ("id", Id(link)), ("from", Id(roads.LinkFrom[link])), ("to", Id(roads.LinkTo[link])), ("numLanes", "1"), ("speed", speed), ("length", Metres(roads.LinkLengthMm[link])));
            }
        }

        using var connections = Open(folder, "c.xml", "connections");
        foreach (var (from, to) in world.Trips.SelectMany(trip => trip.Links.Zip(trip.Links.Skip(1))).Distinct().Order())
            Element(connections, "connection", ("from", Id(from)), ("to", Id(to)));
    }

    private static void WriteRoutes(FidelityCase world, string folder)
    {
        using (var routes = Open(folder, "r.xml", "routes"))
        {
            Element(routes, "vType", ("id", "car"), ("speedFactor", "1"), ("speedDev", "0"));
            for (var trip = 0; trip < world.Trips.Length; trip++)
            {
                routes.WriteStartElement("vehicle");
                foreach (var (name, value) in new[] { ("id", Id(trip)), ("type", "car"), ("depart", Id(world.Trips[trip].DepartS)) })
                    routes.WriteAttributeString(name, value);
                Element(routes, "route", ("edges", string.Join(' ', world.Trips[trip].Links)));
                routes.WriteEndElement();
            }
        }

        using var additional = Open(folder, "a.xml", "additional");
        Element(additional, "edgeData", ("id", "minute"), ("freq", "60"), ("file", "d.xml"), ("excludeEmpty", "true"));
    }

    private static FidelityOutcome[] ReadTrips(FidelityCase world, string folder)
    {
        var outcomes = new FidelityOutcome[world.Trips.Length];
        foreach (var trip in Elements(folder, "t.xml", "tripinfo"))
            outcomes[int.Parse(trip("id"), CultureInfo.InvariantCulture)] = new FidelityOutcome((int)(Number(trip("departDelay")) * 1_000), (int)(Number(trip("duration")) * 1_000));
        return outcomes;
    }

    private static List<FlowSample> ReadSamples(string folder)
    {
        var samples = new List<FlowSample>();
        foreach (var edge in Elements(folder, "d.xml", "edge"))
        {
            if (edge("density") is { Length: > 0 } density)
                samples.Add(new FlowSample(Number(density), Number(edge("left")) * 60));
        }

        return samples;
    }

    private static long ReadTeleports(string folder) =>
        Elements(folder, "s.xml", "teleports").Select(teleports => long.Parse(teleports("total"), CultureInfo.InvariantCulture)).Single();

    private static IEnumerable<Func<string, string>> Elements(string folder, string file, string name)
    {
        using var reader = XmlReader.Create(Path.Combine(folder, file), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        while (reader.ReadToFollowing(name))
            yield return attribute => reader.GetAttribute(attribute) ?? "";
    }

    private static void Execute(string program, string folder, string arguments)
    {
        var start = new ProcessStartInfo(Find(program) ?? throw new FileNotFoundException($"{program} is not on the PATH; apt-get install sumo")) { WorkingDirectory = folder, Arguments = arguments, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}{output.Result}");
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static XmlWriter Open(string folder, string file, string root)
    {
        var writer = XmlWriter.Create(Path.Combine(folder, file));
        writer.WriteStartElement(root);
        return writer;
    }

    private static void Element(XmlWriter writer, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        writer.WriteStartElement(name);
        foreach (var (attribute, value) in attributes) writer.WriteAttributeString(attribute, value);
        writer.WriteEndElement();
    }

    private static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Metres(long millimetres) => (millimetres / 1_000.0).ToString("F3", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
