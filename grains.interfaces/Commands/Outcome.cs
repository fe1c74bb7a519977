namespace FleetActors;

/// <summary>Why the rules did not allow a command, and what they would have allowed.</summary>
/// <param name="Code">Stable and append-only.</param>
/// <param name="Allowed">What would have been allowed, for a person to read: "at the earliest 2026-05-01T10:00Z".</param>
[GenerateSerializer, Immutable, Alias("Refused")]
public sealed record Refused([property: Id(0)] Refusal Code, [property: Id(1)] string? Allowed = null);

/// <summary>How a command ended: its answer, or a refusal that changed nothing.</summary>
/// <typeparam name="T">The answer.</typeparam>
[GenerateSerializer, Immutable, Alias("Outcome`1")]
public readonly record struct Outcome<T>
{
    private Outcome(T? value, Refused? refused) => (Value, Refused) = (value, refused);

    /// <summary>The answer, when accepted.</summary>
    [Id(0)] public T? Value { get; }

    /// <summary>The refusal, when refused.</summary>
    [Id(1)] public Refused? Refused { get; }

    /// <summary>Whether the command took effect, now or when it was first sent.</summary>
    public bool IsAccepted => Refused is null;

    /// <summary>The answer of an accepted command.</summary>
    /// <exception cref="InvalidOperationException">The command was refused.</exception>
    public T Accepted => IsAccepted ? Value! : throw new InvalidOperationException($"Refused: {Refused}");

    /// <summary>An accepted command's outcome.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refused command's outcome.</summary>
    public static implicit operator Outcome<T>(Refused refused) => new(default, refused);

    /// <summary>A refused command's outcome, without a hint.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, new Refused(refusal));
}

/// <summary>The answer of a command that has nothing to tell but that it took effect.</summary>
[GenerateSerializer, Alias("Done")]
public readonly record struct Done;
