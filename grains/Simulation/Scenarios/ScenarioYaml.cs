using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FleetActors.Simulation;

/// <summary>A part of a YAML file that knows its line, so that every fault can name file, line and field.</summary>
internal sealed class ScenarioYaml
{
    private const int MaxNesting = 64;

    private readonly string _path;
    private readonly string _field;
    private readonly YamlMappingNode _node;
    private readonly bool _isAlone;

    private ScenarioYaml(string path, string field, YamlMappingNode node, bool isAlone) => (_path, _field, _node, _isAlone) = (path, field, node, isAlone);

    /// <summary>Name of the file's folder, against which other file names in it are resolved.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(_path)) ?? ".";

    /// <summary>Reads a file; one that stands alone may name no other files, since it came from somebody who may not read them.</summary>
    public static ScenarioYaml Load(string path, bool isAlone = false)
    {
        try
        {
            var text = System.IO.File.ReadAllText(path);
            RefuseDeepNesting(path, text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root
                ? new ScenarioYaml(path, "", root, isAlone)
                : throw new ScenarioException(path, "line 1", "one mapping of fields is expected");
        }
        catch (YamlException error)
        {
            throw new ScenarioException(path, $"line {error.Start.Line}", $"this is not well-formed YAML: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(path, "", $"the file cannot be read: {error.Message}");
        }
    }

    /// <summary>Documents are built by recursion, and a stack that overflows takes the whole process with it; events are read without.</summary>
    private static void RefuseDeepNesting(string path, string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxNesting)
                throw new ScenarioException(path, $"line {parser.Current.Start.Line}", $"lists and sections are nested more than {MaxNesting} deep");
        }
    }

    public bool Has(string field) => Find(field) is not null;

    public bool IsList(string field) => Find(field) is YamlSequenceNode;

    /// <summary>Refuses fields that nobody reads: a misspelt field must not silently mean its default.</summary>
    public void Allow(params ReadOnlySpan<string> fields)
    {
        foreach (var key in _node.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!fields.Contains(name))
                throw Fault(key, name, $"there is no such field here (known: {string.Join(", ", fields.ToArray())})");
        }
    }

    public ScenarioYaml Section(string field) => Find(field) switch
    {
        YamlMappingNode section => new ScenarioYaml(_path, NameOf(field), section, _isAlone),
        null => throw Missing(field),
        var other => throw Fault(other, field, "a section with fields is expected here"),
    };

    public ScenarioYaml? OptionalSection(string field) => Has(field) ? Section(field) : null;

    public IReadOnlyList<ScenarioYaml> Sections(string field) => Find(field) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select((child, index) => child is YamlMappingNode section
            ? new ScenarioYaml(_path, $"{NameOf(field)}[{index}]", section, _isAlone)
            : throw Fault(child, $"{field}[{index}]", "a section with fields is expected here"))],
        var other => throw Fault(other, field, "a list is expected here"),
    };

    public string Text(string field) => Find(field) switch
    {
        YamlScalarNode { Value: { Length: > 0 } value } => value,
        null => throw Missing(field),
        var other => throw Fault(other, field, "a text is expected here"),
    };

    public string Text(string field, string otherwise) => Has(field) ? Text(field) : otherwise;

    public decimal Number(string field, decimal least, decimal most) =>
        decimal.TryParse(Text(field), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Fault(field, $"'{Text(field)}' should be a number from {least} to {most}");

    public decimal Number(string field, decimal least, decimal most, decimal otherwise) => Has(field) ? Number(field, least, most) : otherwise;

    public int Integer(string field, int least, int most, int otherwise) => Has(field) ? Integer(field, least, most) : otherwise;

    public int Integer(string field, int least, int most) => (int)Long(field, least, most);

    public long Long(string field, long least, long most) =>
        long.TryParse(Text(field), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Fault(field, $"'{Text(field)}' should be a whole number from {least} to {most}");

    public DateTimeOffset Time(string field) =>
        DateTimeOffset.TryParse(Text(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : throw Fault(field, $"'{Text(field)}' should be a time such as 2026-05-04 06:00:00");

    public decimal[] Numbers(string field, int count, decimal least, decimal most)
    {
        if (Find(field) is not YamlSequenceNode list || list.Children.Count != count)
            throw Fault(field, $"a list of {count} numbers is expected here");
        return [.. list.Children.Select((child, index) =>
            decimal.TryParse((child as YamlScalarNode)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value
                : throw Fault(child, $"{field}[{index}]", $"a number from {least} to {most} is expected here"))];
    }

    /// <summary>A file next to this one. Throws when it is not there.</summary>
    public string File(string field)
    {
        if (_isAlone) throw Fault(field, "a scenario sent over HTTP may name no files; ask for it to be laid into the server's scenarios folder");
        var file = Path.Combine(Folder, Text(field));
        return System.IO.File.Exists(file) ? file : throw Fault(field, $"there is no file '{Text(field)}' beside this one");
    }

    public ScenarioException Fault(string field, string reason) => Find(field) is { } node ? Fault(node, field, reason) : Missing(field);

    private YamlNode? Find(string field) => _node.Children.TryGetValue(new YamlScalarNode(field), out var node) ? node : null;

    private string NameOf(string field) => _field.Length == 0 ? field : $"{_field}.{field}";

    private ScenarioException Missing(string field) => new(_path, $"line {_node.Start.Line}, {NameOf(field)}", "this field is missing");

    private ScenarioException Fault(YamlNode node, string field, string reason) => new(_path, $"line {node.Start.Line}, {NameOf(field)}", reason);
}
