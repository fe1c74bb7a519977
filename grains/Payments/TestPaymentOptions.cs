namespace FleetActors.Payments;

/// <summary>How <see cref="TestPaymentProvider"/> behaves.</summary>
public sealed class TestPaymentOptions
{
    /// <summary>How long a <c>test-late</c> payment stays pending, by the given clock.</summary>
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a <c>test-timeout</c> call hangs before it answers that it does not know, by the given clock; zero for at once.</summary>
    public TimeSpan HangFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What the chance of <c>test-flaky-…</c> starts from.</summary>
    public long Seed { get; set; } = 1;
}
