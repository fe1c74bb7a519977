namespace FleetActors.Sdk;

/// <summary>How a command ended for its caller. Append-only.</summary>
public enum CommandEnd
{
    /// <summary>It took effect; there is an answer.</summary>
    Accepted = 1,
    /// <summary>The rules do not allow it; nothing changed.</summary>
    Refused = 2,
    /// <summary>
    /// Whether it took effect could not be learnt before the caller's deadline. Sending it again with the same
    /// <see cref="CommandResult{T}.Command"/> id is safe and finds out.
    /// </summary>
    OutcomeUnknown = 3,
}

/// <summary>A command's end as its caller sees it: a value, a refusal, or an unknown outcome. Never an exception.</summary>
/// <typeparam name="T">The answer.</typeparam>
public readonly record struct CommandResult<T>
{
    private CommandResult(CommandId command, CommandEnd end, T? value, Refused? refused) =>
        (Command, End, Value, Refused) = (command, end, value, refused);

    /// <summary>The id under which the command may be repeated.</summary>
    public CommandId Command { get; }

    /// <summary>Which of the three it is.</summary>
    public CommandEnd End { get; }

    /// <summary>The answer, when accepted.</summary>
    public T? Value { get; }

    /// <summary>The refusal, when refused.</summary>
    public Refused? Refused { get; }

    /// <summary>Whether the command took effect, now or when it was first sent.</summary>
    public bool IsAccepted => End == CommandEnd.Accepted;

    /// <summary>The answer of an accepted command.</summary>
    /// <exception cref="InvalidOperationException">It was refused, or its outcome is unknown.</exception>
    public T Accepted => IsAccepted ? Value! : throw new InvalidOperationException($"{End}: {Refused}");

    /// <summary>Takes the branch of how it ended.</summary>
    public TResult Match<TResult>(Func<T, TResult> accepted, Func<Refused, TResult> refused, Func<CommandId, TResult> unknown) => End switch
    {
        CommandEnd.Accepted => accepted(Value!),
        CommandEnd.Refused => refused(Refused!),
        _ => unknown(Command),
    };

    internal static CommandResult<T> From(CommandId command, Outcome<T> outcome) => outcome.IsAccepted
        ? new(command, CommandEnd.Accepted, outcome.Accepted, null)
        : new(command, CommandEnd.Refused, default, outcome.Refused);

    internal static CommandResult<T> Unknown(CommandId command) => new(command, CommandEnd.OutcomeUnknown, default, null);
}
