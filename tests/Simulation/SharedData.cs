namespace FleetActors.Tests.Simulation;

/// <summary>Finds the real input beside the project, where it is present.</summary>
internal static class SharedData
{
    public static string? Find(string relativePath)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FleetActors.sln")))
            folder = folder.Parent;
        if (folder is null)
            return null;
        var path = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", relativePath));
        return Path.Exists(path) ? path : null;
    }
}
