using FleetActors.Sdk;
using Microsoft.Extensions.Time.Testing;

namespace FleetActors.Tests.Client.Sdk;

/// <summary>Every command ends as a value, a refusal or an unknown outcome.</summary>
public sealed class CommandSenderTests
{
    private static readonly CommandId Id = new("one-command");
    private readonly FakeTimeProvider _clock = new() { AutoAdvanceAmount = TimeSpan.Zero };

    private CommandSender Sender => new(_clock, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(4));

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_under_the_same_id()
    {
        var attempts = 0;
        var result = await Drive(Sender.Send<int>(Id, _ => ++attempts < 4 ? throw new TimeoutException() : Task.FromResult((Outcome<int>)7), TestContext.Current.CancellationToken));
        Assert.Equal((7, 4, Id), (result.Accepted, attempts, result.Command));
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        var attempts = 0;
        var result = await Drive(Sender.Send<int>(Id, _ => { attempts++; return Task.FromResult((Outcome<int>)Refusal.WrongContractStatus); }, TestContext.Current.CancellationToken));
        Assert.Equal((CommandEnd.Refused, 1), (result.End, attempts));
    }

    [Fact]
    public async Task A_hold_that_is_being_resolved_is_tried_again_and_told_when_it_stays()
    {
        var attempts = 0;
        var result = await Drive(Sender.Send<int>(Id, _ => { attempts++; return Task.FromResult((Outcome<int>)Refusal.HeldPendingResolution); }, TestContext.Current.CancellationToken));
        Assert.Equal(Refusal.HeldPendingResolution, result.Refused!.Code);
        Assert.InRange(attempts, 5, 100);
    }

    [Fact]
    public async Task What_cannot_be_learnt_before_the_deadline_is_unknown()
    {
        var began = _clock.GetTimestamp();
        var result = await Drive(Sender.Send<int>(Id, _ => throw new InvalidOperationException("The write's outcome is unknown."), TestContext.Current.CancellationToken));
        Assert.Equal(CommandEnd.OutcomeUnknown, result.End);
        Assert.InRange(_clock.GetElapsedTime(began), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task A_silent_attempt_counts_as_lost()
    {
        var attempts = 0;
        var result = await Drive(Sender.Send<int>(Id, _ => ++attempts == 1 ? new TaskCompletionSource<Outcome<int>>().Task : Task.FromResult((Outcome<int>)1), TestContext.Current.CancellationToken));
        Assert.Equal((1, 2), (result.Accepted, attempts));
    }

    [Theory]
    [InlineData(15)] // a silo that restarts takes longer than a few quick repeats
    [InlineData(int.MaxValue)]
    public async Task A_question_waits_for_a_silo_that_restarts_and_never_lets_its_exceptions_out(int failures)
    {
        var asked = 0;
        var answer = Drive(Sender.Ask<int>(
            _ => ++asked <= failures ? throw new Orleans.Runtime.Messaging.ConnectionFailedException("no silo") : Task.FromResult(7),
            TestContext.Current.CancellationToken));
        if (failures == int.MaxValue) Assert.IsType<Orleans.Runtime.Messaging.ConnectionFailedException>((await Assert.ThrowsAsync<TimeoutException>(() => answer)).InnerException);
        else Assert.Equal((7, failures + 1), (await answer, asked));
    }

    [Fact]
    public async Task A_client_without_the_secret_is_told_at_once() =>
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Sender.Send<int>(Id, _ => throw new UnauthorizedAccessException(), TestContext.Current.CancellationToken));

    [Fact]
    public void Waits_grow_to_a_second_and_differ_between_commands()
    {
        var waits = Enumerable.Range(0, 12).Select(number => CommandSender.Wait(Id, number)).ToArray();
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1)));
        Assert.True(waits[11] >= TimeSpan.FromMilliseconds(500));
        Assert.True(Enumerable.Range(0, 50).Select(n => CommandSender.Wait(new CommandId($"c{n}"), 5)).Distinct().Count() > 40);
    }

    /// <summary>Lets time pass whenever the sender waits for it.</summary>
    private async Task<T> Drive<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        return await task;
    }
}
