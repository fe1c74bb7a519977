using System.Collections.Immutable;

namespace FleetActors.Commands;

/// <summary>A command that took effect, with the answer it got.</summary>
[GenerateSerializer, Immutable, Alias("AnsweredCommand`1")]
public sealed record AnsweredCommand<TAnswer>(
    [property: Id(0)] CommandId Id,
    [property: Id(1)] ulong ContentHash,
    [property: Id(2)] DateTimeOffset IssuedAt,
    [property: Id(3)] TAnswer Answer);

/// <summary>
/// The commands that a grain has answered, kept in the same record as their effect, so that a repeat never acts twice.
/// Kept for <see cref="Keep"/> and at most <see cref="Capacity"/>; an older repeat is refused as too old, if its header tells when
/// it was first issued. A caller whose header says "now" at each repeat acts again once its answer is forgotten, so what moves
/// money keeps the command's id with what happened.
/// </summary>
/// <param name="Answers">Oldest first.</param>
/// <param name="ForgottenUntil">The latest <c>IssuedAt</c> among the answers that were dropped.</param>
[GenerateSerializer, Immutable, Alias("CommandLog`1")]
public sealed record CommandLog<TAnswer>(
    [property: Id(0)] ImmutableArray<AnsweredCommand<TAnswer>> Answers,
    [property: Id(1)] DateTimeOffset ForgottenUntil)
{
    /// <summary>How many answers a grain keeps.</summary>
    public const int Capacity = 256;

    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromHours(24);

    /// <summary>Nothing answered yet.</summary>
    public static CommandLog<TAnswer> Empty { get; } = new([], DateTimeOffset.MinValue);

    /// <summary>
    /// Whether the command was answered before. Null means it is new and may act; otherwise the stored answer, or
    /// <see cref="Refusal.CommandIdReused"/> (same id, other content) or <see cref="Refusal.CommandTooOld"/>.
    /// </summary>
    public Outcome<TAnswer>? Recall(CommandHeader header, ulong contentHash, DateTimeOffset now)
    {
        foreach (var known in Answers)
        {
            if (known.Id == header.Id)
                return known.ContentHash == contentHash ? known.Answer : Refusal.CommandIdReused;
        }
        return header.IssuedAt <= ForgottenUntil || header.IssuedAt < now - Keep ? Refusal.CommandTooOld : null;
    }

    /// <summary>A log with the newest answer only.</summary>
    public CommandLog<TAnswer> OnlyLatest() => this with { Answers = [Answers[^1]] };

    /// <summary>The log with one more answer, and without those that are too old or too many.</summary>
    public CommandLog<TAnswer> Remember(CommandHeader header, ulong contentHash, TAnswer answer, DateTimeOffset now) =>
        Remember(new(header.Id, contentHash, header.IssuedAt, answer), now);

    /// <summary>The log with the answers of another one that was begun after it.</summary>
    public CommandLog<TAnswer> With(CommandLog<TAnswer> later, DateTimeOffset now)
    {
        var all = this;
        foreach (var answered in later.Answers) all = all.Remember(answered, now);
        return all;
    }

    /// <summary>The log with one more answer, and without those that are too old or too many.</summary>
    public CommandLog<TAnswer> Remember(AnsweredCommand<TAnswer> answered, DateTimeOffset now)
    {
        var first = 0;
        var forgottenUntil = ForgottenUntil;
        while (first < Answers.Length && (Answers.Length - first >= Capacity || Answers[first].IssuedAt < now - Keep))
        {
            if (Answers[first].IssuedAt > forgottenUntil) forgottenUntil = Answers[first].IssuedAt;
            first++;
        }
        var kept = first == 0 ? Answers : Answers.RemoveRange(0, first);
        return new(kept.Add(answered), forgottenUntil);
    }
}
