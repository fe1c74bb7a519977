using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FleetActors.Tests.House;

/// <summary>The style of the house, as far as a machine can tell.</summary>
public sealed partial class HouseRulesTests
{
    private static readonly string[] SourceFolders = ["silo", "client", "grains", "grains.interfaces", "tests"];

    private static IEnumerable<string> SourceFiles(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Require.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !BuildOutput().IsMatch(file));

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var tooLong = SourceFiles(SourceFolders).Where(file => File.ReadLines(file).Count() > 400);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_folder_is_a_drawer_for_leftovers()
    {
        string[] drawers = ["Helpers", "Utils", "Services", "Common", "Misc"];
        var found = SourceFiles(SourceFolders).Where(file => drawers.Any(d => file.Contains($"/{d}/", StringComparison.OrdinalIgnoreCase)));
        Assert.Empty(found);
    }

    [Fact]
    public void Open_work_is_not_left_in_the_code()
    {
        var found = SourceFiles("silo", "client", "grains", "grains.interfaces").Where(file => OpenWork().IsMatch(File.ReadAllText(file)));
        Assert.Empty(found);
    }

    [Fact]
    public void A_pragma_says_its_reason()
    {
        var found = SourceFiles(SourceFolders)
            .SelectMany(file => File.ReadLines(file).Select(line => (file, line)))
            .Where(l => l.line.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !l.line.Contains("//", StringComparison.Ordinal));
        Assert.Empty(found);
    }

    [Fact]
    public void Rules_know_no_clock_no_grain_no_task_and_no_field()
    {
        string[] foreign = ["System.TimeProvider", "Orleans.Runtime.", "Orleans.IGrain", "Orleans.IGrainFactory", "System.Threading.", "Microsoft.Extensions.Logging"];
        var rules = typeof(FleetActors.Records.FleetStorage).Assembly.GetTypes().Where(IsRules).ToArray();
        Assert.NotEmpty(rules);
        foreach (var type in rules)
        {
            Assert.True(type.IsAbstract && type.IsSealed, $"{type.Name} must be static.");
            Assert.DoesNotContain(AllFields(type), field => !field.IsLiteral && !field.IsInitOnly);
            foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var used = method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType)
                    .Concat(method.GetMethodBody()?.LocalVariables.Select(v => v.LocalType) ?? []);
                Assert.DoesNotContain(used, t => foreign.Any(f => (t.FullName ?? "").StartsWith(f, StringComparison.Ordinal)));
            }
        }

        static bool IsRules(Type type) => type is { IsClass: true, IsNested: false } && type.Name.EndsWith("Rules", StringComparison.Ordinal);

        static IEnumerable<FieldInfo> AllFields(Type type) => type
            .GetFields(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
    }

    [Fact]
    public void The_source_of_rules_asks_no_clock()
    {
        var found = SourceFiles("grains").Where(file => file.EndsWith("Rules.cs", StringComparison.Ordinal))
            .Where(file => Impure().IsMatch(File.ReadAllText(file)));
        Assert.Empty(found);
    }

    [Fact]
    public void The_SDK_depends_on_no_web_server()
    {
        string[] projects = ["client/Sdk/FleetActors.Sdk.csproj", "grains.interfaces/FleetActors.Interfaces.csproj"];
        foreach (var project in projects)
        {
            var xml = XDocument.Load(Path.Combine(Require.Root, project));
            Assert.Equal("Microsoft.NET.Sdk", xml.Root!.Attribute("Sdk")!.Value);
            var references = xml.Descendants().Where(e => e.Name.LocalName is "PackageReference" or "FrameworkReference")
                .Select(e => e.Attribute("Include")!.Value);
            Assert.DoesNotContain(references, r => r.Contains("AspNetCore", StringComparison.Ordinal));
        }
        var seen = new HashSet<string>();
        var open = new Queue<Assembly>([Assembly.Load("FleetActors.Sdk")]);
        while (open.TryDequeue(out var assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies().Where(r => seen.Add(r.Name!)))
            {
                // What Orleans itself calls a connection is no web server.
                if (reference.Name == "Microsoft.AspNetCore.Connections.Abstractions") continue;
                Assert.False(reference.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal), $"{assembly.GetName().Name} uses {reference.Name}");
                if (reference.Name.StartsWith("FleetActors", StringComparison.Ordinal)) open.Enqueue(Assembly.Load(reference));
            }
        }
    }

    [Fact]
    public void Paths_on_the_silos_command_line_are_meant_from_where_one_stands()
    {
        // The web SDK would start the silo in its project's folder, and the README's ../shared/data would not be found.
        var xml = XDocument.Load(Path.Combine(Require.Root, "silo/FleetActors.Silo.csproj"));
        Assert.Equal("false", xml.Descendants("EnableDefaultRunWorkingDirectory").Single().Value);
    }

    [Fact]
    public void The_interfaces_depend_on_the_Orleans_SDK_only()
    {
        var xml = XDocument.Load(Path.Combine(Require.Root, "grains.interfaces/FleetActors.Interfaces.csproj"));
        Assert.Equal(["Microsoft.Orleans.Sdk"], xml.Descendants("PackageReference").Select(e => e.Attribute("Include")!.Value));
    }

    [GeneratedRegex("/(bin|obj)/")]
    private static partial Regex BuildOutput();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b|#region")]
    private static partial Regex OpenWork();

    [GeneratedRegex(@"\b(TimeProvider|IGrainFactory|ILogger|Task<|async )\b")]
    private static partial Regex Impure();
}
