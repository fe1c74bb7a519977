namespace FleetActors.Tests.House;

/// <summary>
/// What a test needs beyond the .NET SDK. Where it is missing the test is skipped by name; where
/// <c>FLEETACTORS_REQUIRE_ALL=1</c> is set, as in CI, it fails instead.
/// </summary>
public static class Require
{
    /// <summary>The real data that lies beside the checkout.</summary>
    public static string SharedData(string relativePath)
    {
        var path = Path.Combine(Root, "..", "shared", "data", relativePath);
        That(File.Exists(path) || Directory.Exists(path), $"needs ../shared/data/{relativePath}");
        return Path.GetFullPath(path);
    }

    /// <summary>A program on the PATH, such as <c>gcc</c> or <c>chromium</c>; its full path.</summary>
    public static string Program(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
        That(found is not null, $"needs {name} on the PATH");
        return found!;
    }

    /// <summary>Anything else.</summary>
    public static void That(bool present, string needs)
    {
        if (present) return;
        if (Environment.GetEnvironmentVariable("FLEETACTORS_REQUIRE_ALL") == "1") Assert.Fail($"This run must not skip, but the test {needs}.");
        Assert.Skip(needs);
    }

    /// <summary>The project's root: where <c>FleetActors.sln</c> lies.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "FleetActors.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("FleetActors.sln was not found above the tests.");
    }
}
