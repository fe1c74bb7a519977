using System.IO.Hashing;
using System.Runtime.InteropServices;
using Orleans.Runtime;

namespace FleetActors.Sdk;

/// <summary>
/// Sends one command until its end is known: whatever goes wrong on the way leaves the outcome unknown, and the same
/// command id is sent again, which never acts twice. A vehicle whose holder is being asked is tried again as well.
/// </summary>
/// <param name="clock">Measures deadlines and waits.</param>
/// <param name="deadline">After this the caller gets <see cref="CommandEnd.OutcomeUnknown"/>.</param>
/// <param name="attemptTimeout">After this one attempt counts as lost.</param>
public sealed class CommandSender(TimeProvider clock, TimeSpan deadline, TimeSpan attemptTimeout)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly SharedDeadlines _deadlines = new(clock, deadline);

    /// <summary>Sends the command, and again as long as its outcome is unknown.</summary>
    /// <param name="command">The id of every attempt.</param>
    /// <param name="attempt">One attempt; must send the same content under the same id each time.</param>
    /// <param name="cancellation">The caller gives up.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; the outcome is then unknown.</exception>
    /// <exception cref="UnauthorizedAccessException">The cluster does not accept this client's token.</exception>
    public async Task<CommandResult<T>> Send<T>(CommandId command, Func<CancellationToken, Task<Outcome<T>>> attempt, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        Outcome<T>? refused = null;
        for (var number = 0; ; number++)
        {
            var left = deadline - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) break;
            var outcome = await Try(attempt, left < attemptTimeout ? left : attemptTimeout, cancellation);
            if (outcome is { } known)
            {
                if (known.Refused?.Code != Refusal.HeldPendingResolution) return CommandResult<T>.From(command, known);
                refused = known;
            }
            else
            {
                refused = null;
            }
            var wait = Wait(command, number);
            if (clock.GetElapsedTime(started) + wait >= deadline) break;
            await Task.Delay(wait, clock, cancellation);
        }
        return refused is { } pending ? CommandResult<T>.From(command, pending) : CommandResult<T>.Unknown(command);
    }

    /// <summary>Asks a question, and again while the cluster rejects it or cannot be reached: a silo that restarts is waited for.</summary>
    /// <exception cref="TimeoutException">No answer within the deadline.</exception>
    public Task<T> Ask<T>(Func<CancellationToken, Task<T>> question, CancellationToken cancellation) =>
        Ask(question, static (ask, token) => ask(token), cancellation);

    /// <summary>The same for a question that comes as a value; it must end when its token is cancelled, as calls of grains do.</summary>
    /// <exception cref="TimeoutException">No answer within the deadline, or at most a sixteenth of it later.</exception>
    public async Task<T> Ask<TAsked, T>(TAsked asked, Func<TAsked, CancellationToken, Task<T>> question, CancellationToken cancellation)
    {
        // Tens of thousands are asked a second: they share their deadlines, and pay for a token only if their caller may cancel.
        var late = _deadlines.Next();
        using var either = cancellation.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(late, cancellation) : null;
        var token = either?.Token ?? late;
        OrleansException? last = null;
        try
        {
            for (var number = 0; ; number++)
            {
                try
                {
                    return await question(asked, token);
                }
                catch (OrleansException passing) // among them ConnectionFailedException, which must not reach the caller
                {
                    last = passing;
                    var wait = FirstWait * (number + 1);
                    await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The cluster did not answer within {deadline.TotalSeconds} s.", last);
        }
    }

    private async Task<Outcome<T>?> Try<T>(Func<CancellationToken, Task<Outcome<T>>> attempt, TimeSpan timeout, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            return await attempt(either.Token).WaitAsync(either.Token);
        }
        catch (UnauthorizedAccessException)
        {
            throw;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Any failure on the way, ours or the network's, means the same: the outcome is unknown.
        catch (Exception)
#pragma warning restore CA1031 // End of the one place that may.
        {
            return null;
        }
    }

    /// <summary>Doubles from 20 ms to 1 s, spread between half and all of it by the command's id, so that a herd disperses.</summary>
    internal static TimeSpan Wait(CommandId command, int number)
    {
        var full = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(number, 10)));
        var spread = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(command.Value.AsSpan()), number) / (double)ulong.MaxValue;
        return full * (0.5 + 0.5 * spread);
    }
}
