using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FleetActors.Customers;
using FleetActors.Deadlines;
using FleetActors.Invoices;
using FleetActors.Payments;
using FleetActors.Vehicles;
using Microsoft.Extensions.Logging;

namespace FleetActors.Contracts;

/// <summary>
/// Carries a contract's outgoing messages to vehicle, customer, deadline bucket, invoice register and payment provider.
/// Whatever goes wrong on the way is a reply of unknown outcome: the saga decides what follows.
/// </summary>
public sealed partial class ContractCourier(IGrainFactory grains, IPaymentProvider payments, ILogger<ContractCourier> logger)
{
    /// <summary>Sends all messages of one step side by side.</summary>
    /// <param name="sender">Whose messages they are.</param>
    /// <param name="messages">What to send.</param>
    /// <param name="isFirstTry">Whether nothing of this may have been sent before, not even by an earlier activation.</param>
    /// <param name="cancellation">Stops waiting; what was sent stays sent.</param>
    public async Task<ImmutableArray<Reply>> Send(ContractKey sender, ImmutableArray<Outgoing> messages, bool isFirstTry, CancellationToken cancellation)
    {
        if (messages.Length == 1) return [await Send(sender, messages[0], isFirstTry, cancellation)];
        var replies = new Task<Reply>[messages.Length];
        for (var i = 0; i < replies.Length; i++) replies[i] = Send(sender, messages[i], isFirstTry, cancellation);
        return ImmutableCollectionsMarshal.AsImmutableArray(await Task.WhenAll(replies));
    }

    /// <summary>Enters a due time; durable when it completes.</summary>
    public Task Enter(ContractKey contract, DateTimeOffset due, CancellationToken cancellation) =>
        Bucket(contract, due).Enter(contract.Contract, due, cancellation);

    /// <summary>Spares the contract a wake-up it does not need any more.</summary>
    public Task Forget(ContractKey contract, DateTimeOffset due, CancellationToken cancellation) =>
        Bucket(contract, due).Forget(contract.Contract, cancellation);

    private async Task<Reply> Send(ContractKey sender, Outgoing message, bool isFirstTry, CancellationToken cancellation)
    {
        try
        {
            return message switch
            {
                EnterDeadline m => await EnterAndReply(sender, m, cancellation),
                AskVehicleHold m => new VehicleHoldReply(await Vehicle(sender, m.Vehicle).Hold(m.Message, cancellation)),
                AskCustomerHold m => new CustomerHoldReply(await Customer(sender, m.Customer).Hold(m.Message, cancellation)),
                ConfirmVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Confirm(m.Message, cancellation)),
                ReleaseVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Release(m.Message, cancellation)),
                StartVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Start(m.Message, cancellation)),
                PauseVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Pause(m.Message, cancellation)),
                ExtendVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Extend(m.Message, cancellation)),
                EndVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).End(m.Message, cancellation)),
                ConfirmCustomer m => new CustomerReply(m, await Customer(sender, m.Customer).Confirm(m.Message, cancellation)),
                ReleaseCustomer m => new CustomerReply(m, await Customer(sender, m.Customer).Release(m.Message, cancellation)),
                PostOnLedger m => new CustomerReply(m, await Customer(sender, m.Customer).Post(m.Message, cancellation)),
                IssueNumber m => new NumberReply(await Register(sender).Number(m.Message with { MayBeRepeat = !isFirstTry }, cancellation)),
                ChargePayment m => Paid(await payments.Charge(m.Key, m.PaymentMethod, m.Amount, cancellation)),
                QueryPayment m => Paid(await payments.Query(m.Key, cancellation)),
                RefundPayment m => Paid(await payments.Refund(m.Key, m.PaymentReference, m.Amount, cancellation)),
                _ => throw new InvalidOperationException($"Nobody carries a {message.GetType().Name}."),
            };
        }
        catch (Exception failure) when (failure is not InvalidOperationException)
        {
            OutcomeIsUnknown(logger, message.GetType().Name, sender.ToString(), failure);
            return Unknown(message);
        }
    }

    private async Task<Reply> EnterAndReply(ContractKey sender, EnterDeadline message, CancellationToken cancellation)
    {
        await Enter(sender, message.Due, cancellation);
        return new DeadlineReply(IsEntered: true);
    }

    private static Reply Unknown(Outgoing message) => message switch
    {
        EnterDeadline => new DeadlineReply(IsEntered: false),
        AskVehicleHold => new VehicleHoldReply(null),
        AskCustomerHold => new CustomerHoldReply(null),
        ConfirmCustomer or ReleaseCustomer or PostOnLedger => new CustomerReply(message, null),
        IssueNumber => new NumberReply(null),
        ChargePayment or QueryPayment or RefundPayment => new PaymentReply(PaymentOutcome.Unknown, null),
        _ => new VehicleReply(message, null),
    };

    private static PaymentReply Paid(PaymentResult result) => result.Status switch
    {
        Payments.PaymentStatus.Succeeded => new(PaymentOutcome.Succeeded, result.Reference),
        Payments.PaymentStatus.Declined => new(PaymentOutcome.Declined, result.Reason),
        Payments.PaymentStatus.NeverSeen => new(PaymentOutcome.NeverSeen, null),
        _ => new(PaymentOutcome.Unknown, null),
    };

    private IVehicleGrain Vehicle(ContractKey sender, VehicleId vehicle) =>
        grains.GetGrain<IVehicleGrain>(new VehicleKey(sender.Fleet, vehicle).ToString());

    private ICustomerGrain Customer(ContractKey sender, CustomerId customer) =>
        grains.GetGrain<ICustomerGrain>(new CustomerKey(sender.Fleet, customer).ToString());

    private IInvoiceRegisterGrain Register(ContractKey sender) => grains.GetGrain<IInvoiceRegisterGrain>(sender.Fleet.Value);

    private IDeadlineBucketGrain Bucket(ContractKey contract, DateTimeOffset due) =>
        grains.GetGrain<IDeadlineBucketGrain>(DeadlineBucketKey.For(contract.Fleet, contract.Contract, due).ToString());

    [LoggerMessage(1, LogLevel.Warning, "{Message} of contract {Contract} has an unknown outcome; the contract tries again.")]
    private static partial void OutcomeIsUnknown(ILogger logger, string message, string contract, Exception failure);
}
