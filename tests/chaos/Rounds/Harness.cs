using System.Diagnostics;
using System.Globalization;

namespace FleetActors.Chaos;

/// <summary>Cuts the power of a fleet under load, again and again, and reports what was lost or done twice.</summary>
public sealed class Harness : IDisposable
{
    private const int Clean = 0, Violated = 1, CannotRun = 2;
    private readonly HarnessSettings _settings;
    private readonly TextWriter _output;
    private readonly string _root = Directory.CreateTempSubdirectory("fleet-chaos-").FullName;
    private readonly string _data;
    private readonly string _library;
    private readonly Random _random;
    private readonly Trails _trails = new();
    private readonly Tally _tally = new();

    private Harness(HarnessSettings settings, TextWriter output, string gcc)
    {
        (_settings, _output, _random) = (settings, output, new Random(settings.Seed));
        _data = Directory.CreateDirectory(Path.Combine(_root, "data")).FullName;
        _library = PowerCut.Build(gcc, _root);
    }

    private string JournalFile => Path.Combine(_root, "journal");

    private string Ledger => Path.Combine(_root, "ledger");

    /// <summary>Runs it. Answers the process's exit code: 0 clean, 1 something was lost or done twice, 2 it cannot be run here.</summary>
    public static async Task<int> RunAsync(HarnessSettings settings, TextWriter output, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || Compiler() is not { } gcc)
        {
            await Console.Error.WriteLineAsync("The power cut needs Linux and gcc: it interposes the calls that write and sync files.");
            return CannotRun;
        }
        using var harness = new Harness(settings, output, gcc);
        return await harness.RunRoundsAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string? Compiler() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, "gcc")).FirstOrDefault(File.Exists);

    private async Task<int> RunRoundsAsync(CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(JournalFile, "", cancellation);
        var goesOn = true; // a child that found damage ends by itself, and so does the run: every later one would find it again
        for (var round = 0; round < _settings.Kills && goesOn; round++)
        {
            var plan = RoundPlan.Draw(round, _settings, _random);
            await Task.Delay(plan.Outage, cancellation);
            goesOn = await RunChildAsync(round, plan, cancellation);
        }
        if (goesOn) await RunChildAsync(_settings.Kills, plan: null, cancellation);
        foreach (var violation in _tally.Told) await _output.WriteLineAsync($"VIOLATION {violation}");
        await _output.WriteLineAsync(_tally.ResultLine(_trails, _settings));
        return _tally.Violations == 0 ? Clean : Violated;
    }

    /// <summary>One child, from its start to its end; without a plan it is the last one and ends by itself. Answers whether it was killed.</summary>
    private async Task<bool> RunChildAsync(int round, RoundPlan? plan, CancellationToken cancellation)
    {
        var settings = new ChildSettings(_data, JournalFile, round, plan?.Seed ?? _settings.Seed, _settings.Workers, _settings.Without, IsLast: plan is null);
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Harness).Assembly.Location, ChildJob.Command, .. settings.Arguments()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        PowerCut.Watch(start, _library, _data, Ledger);
        var took = Stopwatch.StartNew();
        using var child = Process.Start(start)!;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var kill = cancellation.Register(child.Kill);
        var errors = child.StandardError.ReadToEndAsync(CancellationToken.None);
        var killed = plan is { IsAtStart: true } ? KillAsync(child, plan.KillAfter, end.Token) : Task.FromResult(false);
        var ready = await ListenAsync(child, took, awaited => killed = plan is null || plan.IsAtStart || awaited != AwaitedBy(plan) ? killed : KillAsync(child, plan.KillAfter, end.Token));
        await child.WaitForExitAsync(CancellationToken.None);
        await end.CancelAsync();
        var wasKilled = await killed;
        cancellation.ThrowIfCancellationRequested();
        if (!wasKilled && child.ExitCode != 0 && _tally.Violations == 0) _tally.Violate($"the silo ended by itself with code {child.ExitCode}: {LastOf(await errors)}");
        await ReportAsync(round, plan, wasKilled, ready, took.Elapsed, Cut(plan, wasKilled));
        return wasKilled;
    }

    /// <summary>After a long outage the holds in doubt are resolved first, so that their time is always measured.</summary>
    private static string AwaitedBy(RoundPlan plan) => plan.Outage > TimeSpan.Zero ? Journal.Resolved : Journal.Loaded;

    /// <summary>Reads what the child tells until its pipe is empty, which is after its death. Answers when it became ready.</summary>
    private async Task<TimeSpan?> ListenAsync(Process child, Stopwatch since, Action<string> onState)
    {
        TimeSpan? ready = null;
        await using var journal = new StreamWriter(JournalFile, append: true);
        while (await child.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (Journal.PartsOf(line) is not { } parts) continue;
            if (_trails.Take(parts))
            {
                await journal.WriteLineAsync(line);
                continue;
            }
            _tally.Take(parts);
            if (parts[0] == Journal.Ready) ready = since.Elapsed;
            onState(parts[0]);
        }
        return ready;
    }

    private static async Task<bool> KillAsync(Process child, TimeSpan after, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(after, cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        if (child.HasExited) return false;
        child.Kill();
        return true;
    }

    private (long Bytes, int Names) Cut(RoundPlan? plan, bool wasKilled)
    {
        if (!File.Exists(Ledger)) return default;
        if (!wasKilled)
        {
            File.Delete(Ledger);
            Directory.Delete(Ledger + ".shadow", recursive: true);
            return default;
        }
        var cut = PowerCut.Apply(_data, Ledger, plan!.IsTorn ? new Random(plan.Seed) : null);
        _tally.Kills++;
        _tally.LostBytes += cut.Bytes;
        return cut;
    }

    private Task ReportAsync(int round, RoundPlan? plan, bool wasKilled, TimeSpan? ready, TimeSpan took, (long Bytes, int Names) cut)
    {
        var how = plan is null ? "last  brought everything to its end" : !wasKilled ? "ended by itself"
            : $"cut {round + 1,3} of {_settings.Kills} {(plan.IsAtStart ? "while it recovered" : plan.Outage > TimeSpan.Zero ? "after a long outage" : "under load")}";
        return _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{how,-36} ready {ready?.TotalSeconds ?? 0,4:F1} s, lived {took.TotalSeconds,5:F1} s, lost {cut.Bytes,9:N0} bytes and {cut.Names} names; ")
            + string.Create(CultureInfo.InvariantCulture, $"{_trails.All.Count,7:N0} contracts, {_tally.Violations} violations"));
    }

    private static string LastOf(string errors) =>
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "it said nothing";
}
