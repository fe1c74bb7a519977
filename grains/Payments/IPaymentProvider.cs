namespace FleetActors.Payments;

/// <summary>
/// Takes money from customers and pays it back. The caller writes key, method and amount down before it sends them, and
/// may repeat the very same call as often as it likes: one key moves money at most once. An exception, like
/// <see cref="PaymentStatus.Unknown"/>, says nothing about whether money moved: query, never assume.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>Takes an amount from a payment method.</summary>
    /// <param name="key">The idempotency key, 1 to 200 characters.</param>
    /// <param name="paymentMethod">The provider's token of the payment method.</param>
    /// <param name="amount">More than zero.</param>
    /// <param name="cancellation">Ends the wait, not the payment.</param>
    ValueTask<PaymentResult> Charge(string key, string paymentMethod, Money amount, CancellationToken cancellation);

    /// <summary>Pays back part of a payment, or all of it.</summary>
    /// <param name="key">The idempotency key of the refund, other than that of the charge; 1 to 200 characters.</param>
    /// <param name="paymentReference">The provider's reference of the charge.</param>
    /// <param name="amount">More than zero, and no more than was charged and not yet refunded.</param>
    /// <param name="cancellation">Ends the wait, not the payment.</param>
    ValueTask<PaymentResult> Refund(string key, string paymentReference, Money amount, CancellationToken cancellation);

    /// <summary>What became of a charge or refund that was sent or may have been sent.</summary>
    ValueTask<PaymentResult> Query(string key, CancellationToken cancellation);
}

/// <summary>What became of a movement of money. Neither stored nor sent.</summary>
public enum PaymentStatus
{
    /// <summary>The money has moved. Final.</summary>
    Succeeded = 1,
    /// <summary>The money has not moved and will not under this key. Final.</summary>
    Declined = 2,
    /// <summary>The provider is still at it: query later.</summary>
    Pending = 3,
    /// <summary>No answer: the money may have moved. Query.</summary>
    Unknown = 4,
    /// <summary>The provider does not know the key: nothing was moved that the same call, sent again, would move twice.</summary>
    NeverSeen = 5,
}

/// <summary>A provider's answer.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reference">The provider's own reference, when it gave one.</param>
/// <param name="Reason">Why it was declined, for people.</param>
public sealed record PaymentResult(
    PaymentStatus Status,
    string? Reference = null,
    string? Reason = null)
{
    /// <summary>Whether the answer can no longer change.</summary>
    public bool IsFinal => Status is PaymentStatus.Succeeded or PaymentStatus.Declined;
}

/// <summary>The provider could not be asked; whether money moved is unknown.</summary>
public sealed class PaymentProviderException(string message) : Exception(message);
