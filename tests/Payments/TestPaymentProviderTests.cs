using FleetActors.Payments;
using Microsoft.Extensions.Time.Testing;

namespace FleetActors.Tests.Payments;

public sealed class TestPaymentProviderTests
{
    private static readonly Money Ten = new(1_000, new Currency("EUR"));

    private readonly FakeTimeProvider _clock = new();
    private readonly TestPaymentProvider _provider;

    public TestPaymentProviderTests() => _provider = new(new TestPaymentOptions(), _clock);

    private ValueTask<PaymentResult> Charge(string key, string method) => _provider.Charge(key, method, Ten, TestContext.Current.CancellationToken);

    private ValueTask<PaymentResult> Query(string key) => _provider.Query(key, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_plain_charge_succeeds_and_its_repeat_gives_the_same_reference() =>
        Assert.Equal(await Charge("k", "test-ok"), await Charge("k", "test-ok"));

    [Fact]
    public async Task A_declined_charge_stays_declined()
    {
        Assert.Equal(PaymentStatus.Declined, (await Charge("k", "test-declined")).Status);
        Assert.Equal(PaymentStatus.Declined, (await Charge("k", "test-declined")).Status);
    }

    [Fact]
    public async Task A_charge_without_an_answer_has_moved_the_money()
    {
        var charge = Charge("k", "test-timeout").AsTask();
        Assert.False(charge.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(PaymentStatus.Unknown, (await charge).Status);
        Assert.Equal(PaymentStatus.Succeeded, (await Query("k")).Status);
    }

    [Fact]
    public async Task A_late_charge_succeeds_on_a_query_after_its_time()
    {
        Assert.Equal(PaymentStatus.Pending, (await Charge("k", "test-late")).Status);
        Assert.Equal(PaymentStatus.Pending, (await Query("k")).Status);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(PaymentStatus.Succeeded, (await Query("k")).Status);
        Assert.Equal(PaymentStatus.Succeeded, (await Charge("k", "test-late")).Status);
    }

    [Fact]
    public async Task A_failing_provider_throws_at_every_call()
    {
        await Assert.ThrowsAsync<PaymentProviderException>(async () => await Charge("k", "test-fails"));
        await Assert.ThrowsAsync<PaymentProviderException>(async () => await Query("k"));
    }

    [Fact]
    public async Task A_key_that_was_never_sent_is_never_seen() => Assert.Equal(PaymentStatus.NeverSeen, (await Query("k")).Status);

    [Fact]
    public async Task A_refund_behaves_as_the_method_of_its_charge()
    {
        var refund = await _provider.Refund("r", "test-declined:k", Ten, TestContext.Current.CancellationToken);
        Assert.Equal(PaymentStatus.Declined, refund.Status);
    }

    [Fact]
    public async Task Flaky_payments_fail_in_every_way_and_all_end_by_repeating_and_asking()
    {
        var provider = new TestPaymentProvider(new TestPaymentOptions { HangFor = TimeSpan.Zero }, _clock);
        var firstAnswers = new HashSet<PaymentStatus?>();
        for (var i = 0; i < 200; i++)
        {
            firstAnswers.Add(await TryCharge(provider, $"k-{i}"));
            _clock.Advance(TimeSpan.FromSeconds(6));
            var result = await provider.Query($"k-{i}", TestContext.Current.CancellationToken);
            Assert.True(result.IsFinal || (result.Status == PaymentStatus.NeverSeen && (await TryCharge(provider, $"k-{i}")) is PaymentStatus.Succeeded or PaymentStatus.Declined));
        }
        Assert.Equal(5, firstAnswers.Count);
    }

    [Fact]
    public async Task Memory_is_bounded_and_a_forgotten_key_ends_the_same_way()
    {
        var provider = new TestPaymentProvider(new TestPaymentOptions { HangFor = TimeSpan.Zero }, _clock);
        for (var i = 0; i <= TestPaymentProvider.MaxUnsettled; i++) await provider.Charge($"k-{i}", "test-timeout", Ten, TestContext.Current.CancellationToken);
        Assert.Equal(PaymentStatus.NeverSeen, (await provider.Query("k-0", TestContext.Current.CancellationToken)).Status);
        Assert.Equal(PaymentStatus.Succeeded, (await provider.Query("k-1", TestContext.Current.CancellationToken)).Status);
    }

    private static async Task<PaymentStatus?> TryCharge(TestPaymentProvider provider, string key)
    {
        try
        {
            return (await provider.Charge(key, "test-flaky-7", Ten, TestContext.Current.CancellationToken)).Status;
        }
        catch (PaymentProviderException)
        {
            return null;
        }
    }
}
