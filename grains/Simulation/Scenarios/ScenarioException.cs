namespace FleetActors.Simulation;

/// <summary>A scenario's file cannot be used; the message names the file, the place in it, and what would be right. For the person who wrote the file, not a bug.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>Puts file name, place (may be empty: the whole file) and reason into one line.</summary>
    public ScenarioException(string path, string place, string reason)
        : base(place.Length == 0 ? $"{Path.GetFileName(path)}: {reason}." : $"{Path.GetFileName(path)}: {place}: {reason}.")
    {
        FilePath = path;
        Place = place;
    }

    /// <summary>The file or folder with the fault.</summary>
    public string FilePath { get; }

    /// <summary>Line and field, or empty when the whole file is meant.</summary>
    public string Place { get; }
}
