using System.Globalization;

namespace FleetActors.Chaos;

/// <summary>What a worker asks of a contract, each at most once.</summary>
[Flags]
public enum Asked
{
    /// <summary>Nothing.</summary>
    Nothing = 0,
    /// <summary>Set the car aside.</summary>
    Reserve = 1,
    /// <summary>Take it.</summary>
    Start = 2,
    /// <summary>Give it back.</summary>
    End = 4,
    /// <summary>Give up before the start.</summary>
    Cancel = 8,
}

/// <summary>What the outside world knows of one contract: what was sent, and what was answered before the power went.</summary>
/// <param name="Contract">Its id.</param>
/// <param name="Car">The car's number.</param>
/// <param name="Customer">The customer's number.</param>
public sealed record Trail(string Contract, int Car, int Customer)
{
    private readonly Dictionary<Asked, long> _issuedAtMs = [];

    /// <summary>Sent, whatever came of it.</summary>
    public Asked Sent { get; private set; }

    /// <summary>Accepted, and the worker was told so.</summary>
    public Asked Acknowledged { get; private set; }

    /// <summary>Refused, and the worker was told so.</summary>
    public Asked Refused { get; private set; }

    /// <summary>The command whose outcome nobody was told.</summary>
    public Asked Unknown => Sent & ~Acknowledged & ~Refused;

    /// <summary>Whether the worker is done with it.</summary>
    public bool IsOver => Refused != Asked.Nothing || (Acknowledged & (Asked.End | Asked.Cancel)) != Asked.Nothing;

    /// <summary>When the command was first sent, in Unix milliseconds; a repeat says the same.</summary>
    public long IssuedAtMs(Asked command) => _issuedAtMs[command];

    /// <summary>Notes a sending; the first one counts.</summary>
    public void NoteSent(Asked command, long issuedAtMs)
    {
        Sent |= command;
        _issuedAtMs.TryAdd(command, issuedAtMs);
    }

    /// <summary>Notes an answer.</summary>
    public void NoteAnswer(Asked command, bool isAccepted)
    {
        if (isAccepted) Acknowledged |= command;
        else Refused |= command;
    }
}

/// <summary>
/// What the child tells its parent, line by line through a pipe that outlives it: before a command is sent, and after it was
/// answered. A line counts only with its end mark, so that one torn by the kill is not misread.
/// </summary>
public sealed class Journal(TextWriter lines)
{
    private const char Between = '|';
    private const string EndMark = "|.";
    private readonly Lock _gate = new();

    /// <summary>Begins the line that says that the fleet was set up.</summary>
    public const string Founded = "F";

    /// <summary>Begins a violation.</summary>
    public const string Violation = "V";

    /// <summary>Says how many further violations there are.</summary>
    public const string More = "more";

    /// <summary>Says that the silo takes commands.</summary>
    public const string Ready = "ready";

    /// <summary>Says that the load has begun: a slow machine needs a while to warm up.</summary>
    public const string Loaded = "loaded";

    /// <summary>Says how holds in doubt were resolved: how many, and after how many milliseconds the last.</summary>
    public const string Resolved = "resolved";

    /// <summary>Counts something for the report: a name and a number to add.</summary>
    public const string Count = "count";

    /// <summary>A command is about to be sent.</summary>
    public void Sent(Trail trail, Asked command) => Write("S", trail.Contract, command, trail.Car, trail.Customer, trail.IssuedAtMs(command));

    /// <summary>A command was answered.</summary>
    public void Answered(Trail trail, Asked command, Refusal? refusal) =>
        Write(refusal is null ? "A" : "R", trail.Contract, command, refusal?.ToString() ?? "");

    /// <summary>Any line; its parts contain no separator.</summary>
    public void Write(params ReadOnlySpan<object> parts)
    {
        var line = string.Join(Between, parts.ToArray().Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)));
        try
        {
            lock (_gate) lines.WriteLine(line + EndMark);
        }
        catch (IOException)
        {
            Environment.Exit(1); // the parent is gone
        }
    }

    /// <summary>A line's parts, or null when it is torn.</summary>
    public static string[]? PartsOf(string line) =>
        line.EndsWith(EndMark, StringComparison.Ordinal) ? line[..^EndMark.Length].Split(Between) : null;
}

/// <summary>All contracts that the outside world knows of.</summary>
public sealed class Trails
{
    private readonly Dictionary<string, Trail> _byContract = [];

    /// <summary>Whether the fleet was set up.</summary>
    public bool IsFounded { get; private set; }

    /// <summary>In the order in which they were first heard of.</summary>
    public IReadOnlyCollection<Trail> All => _byContract.Values;

    /// <summary>The trail of a contract, or null when nobody asked for it.</summary>
    public Trail? Find(string contract) => _byContract.GetValueOrDefault(contract);

    /// <summary>Takes a journal line in; false when it is something else.</summary>
    public bool Take(string[] parts)
    {
        switch (parts)
        {
            case ["S", var contract, var command, var car, var customer, var issuedAtMs]:
                if (!_byContract.TryGetValue(contract, out var trail)) _byContract.Add(contract, trail = new(contract, Number(car), Number(customer)));
                trail.NoteSent(Enum.Parse<Asked>(command), long.Parse(issuedAtMs, CultureInfo.InvariantCulture));
                return true;
            case ["A" or "R", var contract, var command, _]:
                _byContract[contract].NoteAnswer(Enum.Parse<Asked>(command), parts[0] == "A");
                return true;
            case [Journal.Founded]:
                IsFounded = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads what earlier children told.</summary>
    public static Trails Read(string path)
    {
        var trails = new Trails();
        foreach (var line in File.ReadLines(path))
            if (Journal.PartsOf(line) is { } parts) trails.Take(parts);
        return trails;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
