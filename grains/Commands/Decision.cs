using System.Collections.Immutable;

namespace FleetActors.Commands;

/// <summary>What the rules say to a command: the events it causes (possibly none), or a refusal.</summary>
/// <typeparam name="TEvent">The base type of the events of one state.</typeparam>
public readonly struct Decision<TEvent>
{
    private readonly ImmutableArray<TEvent> _events;

    private Decision(ImmutableArray<TEvent> events, Refused? refused) => (_events, Refused) = (events, refused);

    /// <summary>Accepted, and nothing changes: a repeat, or already so.</summary>
    public static Decision<TEvent> Nothing => default;

    /// <summary>What happened, in order; empty when refused or when nothing changes.</summary>
    public ImmutableArray<TEvent> Events => _events.IsDefault ? [] : _events;

    /// <summary>The refusal, or null when accepted.</summary>
    public Refused? Refused { get; }

    /// <summary>Whether the rules allow the command.</summary>
    public bool IsAccepted => Refused is null;

    /// <summary>Accepted, with these events.</summary>
    public static Decision<TEvent> Of(params ImmutableArray<TEvent> events) => new(events, null);

    /// <summary>Accepted, with one event.</summary>
    public static implicit operator Decision<TEvent>(TEvent happened) => new([happened], null);

    /// <summary>Refused.</summary>
    public static implicit operator Decision<TEvent>(Refusal refusal) => new([], new Refused(refusal));

    /// <summary>Refused, saying what would have been allowed.</summary>
    public static implicit operator Decision<TEvent>(Refused refused) => new([], refused);
}
