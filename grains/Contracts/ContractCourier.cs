using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FleetActors.Customers;
using FleetActors.Deadlines;
using FleetActors.Invoices;
using FleetActors.Payments;
using FleetActors.Records;
using FleetActors.Vehicles;
using Microsoft.Extensions.Logging;

namespace FleetActors.Contracts;

/// <summary>
/// Carries a contract's outgoing messages to vehicle, customer, deadline bucket, invoice register and payment provider.
/// Whatever goes wrong on the way is a reply of unknown outcome: the saga decides what follows. Nothing is cancellable: a
/// message that is on its way may arrive all the same.
/// </summary>
public sealed partial class ContractCourier(
    IGrainFactory grains,
    DeadlineCourier deadlines,
    InvoiceCourier invoices,
    IPaymentProvider payments,
    IVehicleFacts vehicles,
    ILogger<ContractCourier> logger)
{
    private readonly GrainAddress<IVehicleGrain> _vehicles = new(grains);
    private readonly GrainAddress<ICustomerGrain> _customers = new(grains);

    /// <summary>Sends all messages of one step side by side.</summary>
    /// <param name="sender">Whose messages they are.</param>
    /// <param name="messages">What to send.</param>
    public async Task<ImmutableArray<Reply>> Send(ContractKey sender, ImmutableArray<Outgoing> messages)
    {
        if (messages.Length == 1) return [await Send(sender, messages[0])];
        var replies = new Task<Reply>[messages.Length];
        for (var i = 0; i < replies.Length; i++) replies[i] = Send(sender, messages[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(await Task.WhenAll(replies));
    }

    private async Task<Reply> Send(ContractKey sender, Outgoing message)
    {
        try
        {
            return message switch
            {
                EnterDeadline m => await EnterAndReply(sender, m),
                AskVehicleHold m => new VehicleHoldReply(await Vehicle(sender, m.Vehicle).Hold(m.Message, CancellationToken.None)),
                AskCustomerHold m => new CustomerHoldReply(await Customer(sender, m.Customer).Hold(m.Message, CancellationToken.None)),
                ConfirmVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Confirm(m.Message, CancellationToken.None)),
                ReleaseVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Release(m.Message, CancellationToken.None)),
                StartVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Start(m.Message, CancellationToken.None)),
                PauseVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Pause(m.Message, CancellationToken.None)),
                ExtendVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).Extend(m.Message, CancellationToken.None)),
                EndVehicle m => new VehicleReply(m, await Vehicle(sender, m.Vehicle).End(m.Message, CancellationToken.None)),
                ConfirmCustomer m => new CustomerReply(m, await Customer(sender, m.Customer).Confirm(m.Message, CancellationToken.None)),
                ReleaseCustomer m => new CustomerReply(m, await Customer(sender, m.Customer).Release(m.Message, CancellationToken.None)),
                PostOnLedger m => new CustomerReply(m, await Customer(sender, m.Customer).Post(m.Message, CancellationToken.None)),
                IssueNumber m => new NumberReply(await invoices.Number(sender.Fleet, m.Message)),
                ChargePayment m => Paid(await payments.Charge(m.Key, m.PaymentMethod, m.Amount, CancellationToken.None)),
                QueryPayment m => Paid(await payments.Query(m.Key, CancellationToken.None)),
                RefundPayment m => Paid(await payments.Refund(m.Key, m.PaymentReference, m.Amount, CancellationToken.None)),
                ReadCarAfter m => new CarReply(await vehicles.FirstAfter(sender.Fleet, m.Vehicle, m.At, CancellationToken.None)),
                _ => throw new NotSupportedException($"Nobody carries a {message.GetType().Name}."),
            };
        }
        catch (Exception failure) when (failure is not NotSupportedException)
        {
            OutcomeIsUnknown(logger, message.GetType().Name, sender.ToString(), failure);
            return Unknown(message);
        }
    }

    private async Task<Reply> EnterAndReply(ContractKey sender, EnterDeadline message)
    {
        await deadlines.Enter(sender, message.Due);
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
        ReadCarAfter => new CarReply(null),
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
        _vehicles.Of(new VehicleKey(sender.Fleet, vehicle).ToString());

    private ICustomerGrain Customer(ContractKey sender, CustomerId customer) =>
        _customers.Of(new CustomerKey(sender.Fleet, customer).ToString());

    [LoggerMessage(1, LogLevel.Warning, "{Message} of contract {Contract} has an unknown outcome; the contract tries again.")]
    private static partial void OutcomeIsUnknown(ILogger logger, string message, string contract, Exception failure);
}
