using System.IO.Hashing;
using System.Text;

namespace FleetActors.Payments;

/// <summary>
/// A payment provider without a bank, for tests, demonstrations and simulations. The payment method token chooses what
/// happens:
/// <list type="table">
/// <item><term><c>test-ok</c>, and any token not listed</term><description>succeeds</description></item>
/// <item><term><c>test-declined</c></term><description>is declined</description></item>
/// <item><term><c>test-timeout</c></term><description>the money moves, but the answer never comes: only a query tells</description></item>
/// <item><term><c>test-late</c></term><description>pending; succeeds on a query after <see cref="TestPaymentOptions.LateAfter"/></description></item>
/// <item><term><c>test-fails</c></term><description>throws, queries of it as well</description></item>
/// <item><term><c>test-flaky-SEED</c></term><description>one of the above by chance of the key; a query always tells in the end</description></item>
/// </list>
/// What becomes of a key is a function of key, method and seed alone. So a call is idempotent although a plain outcome is
/// not remembered: the provider may honestly say "never seen" to a query, and the same call sent again ends the same way.
/// Only calls that ended without a final answer are remembered, the latest <see cref="MaxUnsettled"/> of them.
/// </summary>
public sealed class TestPaymentProvider(TestPaymentOptions options, TimeProvider clock) : IPaymentProvider
{
    /// <summary>How many calls without a final answer are remembered; an older one becomes "never seen".</summary>
    public const int MaxUnsettled = 65_536;

    private const string FlakyPrefix = "test-flaky-";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Unsettled> _unsettled = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <inheritdoc/>
    public ValueTask<PaymentResult> Charge(string key, string paymentMethod, Money amount, CancellationToken cancellation) =>
        Move(key, paymentMethod, amount, cancellation);

    /// <inheritdoc/>
    public ValueTask<PaymentResult> Refund(string key, string paymentReference, Money amount, CancellationToken cancellation) =>
        Move(key, MethodOf(paymentReference), amount, cancellation);

    /// <inheritdoc/>
    public ValueTask<PaymentResult> Query(string key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Unsettled? known;
        lock (_gate) _unsettled.TryGetValue(key, out known);
        return known switch
        {
            null => new(new PaymentResult(PaymentStatus.NeverSeen)),
            { Behaviour: Behaviour.Fails } when !IsFlaky(known.Method) => throw Failure(),
            { Behaviour: Behaviour.AnswersLate } when clock.GetUtcNow() < known.SeenAt + options.LateAfter => new(Pending(key, known.Method)),
            _ => new(Succeeded(key, known.Method)),
        };
    }

    private ValueTask<PaymentResult> Move(string key, string method, Money amount, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (key is not { Length: >= 1 and <= 200 }) throw new ArgumentException("A key of 1 to 200 characters.", nameof(key));
        if (amount.Minor <= 0) throw new ArgumentException($"More than zero, not {amount}.", nameof(amount));
        var behaviour = BehaviourOf(key, method);
        switch (behaviour)
        {
            case Behaviour.Declines:
                return new(new PaymentResult(PaymentStatus.Declined, ReferenceOf(key, method), "The test provider declines."));
            case Behaviour.AnswersLate:
                var seenAt = Remember(key, method, behaviour);
                return new(clock.GetUtcNow() < seenAt + options.LateAfter ? Pending(key, method) : Succeeded(key, method));
            case Behaviour.NeverAnswers:
                Remember(key, method, behaviour);
                return new(Hang(cancellation));
            case Behaviour.Fails:
                Remember(key, method, behaviour);
                throw Failure();
            default:
                return new(Succeeded(key, method));
        }
    }

    private async Task<PaymentResult> Hang(CancellationToken cancellation)
    {
        if (options.HangFor > TimeSpan.Zero) await Task.Delay(options.HangFor, clock, cancellation);
        return new(PaymentStatus.Unknown);
    }

    private DateTimeOffset Remember(string key, string method, Behaviour behaviour)
    {
        lock (_gate)
        {
            if (_unsettled.TryGetValue(key, out var known)) return known.SeenAt;
            if (_order.Count >= MaxUnsettled) _unsettled.Remove(_order.Dequeue());
            var seen = new Unsettled(method, behaviour, clock.GetUtcNow());
            _unsettled.Add(key, seen);
            _order.Enqueue(key);
            return seen.SeenAt;
        }
    }

    private Behaviour BehaviourOf(string key, string method) => method switch
    {
        "test-declined" => Behaviour.Declines,
        "test-timeout" => Behaviour.NeverAnswers,
        "test-late" => Behaviour.AnswersLate,
        "test-fails" => Behaviour.Fails,
        _ when IsFlaky(method) => (Behaviour)(Chance(key, method) % 5),
        _ => Behaviour.Succeeds,
    };

    private ulong Chance(string key, string method) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{method}/{key}"), options.Seed);

    private static bool IsFlaky(string method) => method.StartsWith(FlakyPrefix, StringComparison.Ordinal);

    private static string ReferenceOf(string key, string method) => $"{method}:{key}";

    private static string MethodOf(string reference) =>
        reference.IndexOf(':', StringComparison.Ordinal) is > 0 and var at ? reference[..at] : reference;

    private static PaymentResult Succeeded(string key, string method) => new(PaymentStatus.Succeeded, ReferenceOf(key, method));

    private static PaymentResult Pending(string key, string method) => new(PaymentStatus.Pending, ReferenceOf(key, method));

    private static PaymentProviderException Failure() => new("The test provider fails, as its payment method asks.");

    private enum Behaviour
    {
        Succeeds = 0,
        Declines = 1,
        NeverAnswers = 2,
        AnswersLate = 3,
        Fails = 4,
    }

    private sealed record Unsettled(string Method, Behaviour Behaviour, DateTimeOffset SeenAt);
}
