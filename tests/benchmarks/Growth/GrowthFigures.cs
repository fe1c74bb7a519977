using System.Globalization;

namespace FleetActors.Benchmarks.Growth;

/// <summary>Figures of earlier and present runs in a file, a line each: benchmark, size, name, value. A later run replaces an earlier one.</summary>
public sealed class GrowthFigures
{
    private readonly string _file;
    private readonly SortedDictionary<(string Benchmark, int Size, string Name), double> _figures = [];

    /// <summary>Reads what the file has, if there is one.</summary>
    public GrowthFigures(string file)
    {
        _file = file;
        if (!File.Exists(file)) return;
        foreach (var parts in File.ReadLines(file).Select(line => line.Split(',')).Where(parts => parts.Length == 4))
            _figures[(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2])] = double.Parse(parts[3], CultureInfo.InvariantCulture);
    }

    /// <summary>The numbers of a RESULT line.</summary>
    public static Dictionary<string, double> Parse(string line) => line.Split(' ')
        .Select(part => part.Split('=', 2))
        .Where(part => part.Length == 2 && double.TryParse(part[1], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        .ToDictionary(part => part[0], part => double.Parse(part[1], CultureInfo.InvariantCulture));

    /// <summary>Keeps a run's figures, in the file too.</summary>
    public void Keep(string benchmark, int size, Dictionary<string, double> measured)
    {
        foreach (var (name, value) in measured) _figures[(benchmark, size, name)] = value;
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllLines(_file, _figures.Select(figure => string.Create(
            CultureInfo.InvariantCulture, $"{figure.Key.Benchmark},{figure.Key.Size},{figure.Key.Name},{figure.Value}")));
    }

    /// <summary>A figure by size.</summary>
    public IEnumerable<(int Size, double Value)> Of(string benchmark, string name) => _figures
        .Where(figure => figure.Key.Benchmark == benchmark && figure.Key.Name == name)
        .Select(figure => (figure.Key.Size, figure.Value));
}
