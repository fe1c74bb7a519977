using System.Collections.Immutable;
using FleetActors.Contracts.Products;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>While the customer has the car. The vehicle agrees first, then the contract writes what happened.</summary>
public static class RentalRules
{
    /// <summary>The customer takes the car.</summary>
    public static Step Start(ContractState contract, VehicleFacts facts, ContractTerms terms, Stamp stamp)
    {
        if (contract.IsRunning) return Steps.AlreadySo(contract, terms);
        if (contract.Status != ContractStatus.Reserved) return Steps.WrongStatus(contract, ContractStatus.Reserved);
        if (stamp.At >= contract.ReservedUntil)
            return Step.Refuse(Refusal.ReservationExpired, Steps.Text($"until {contract.ReservedUntil:u}; reserve again"));
        var product = ProductCatalog.Of(contract.Signed);
        if (product.CheckStart(contract.Hired, contract.Signed, stamp.At) is { } refused) return new Step { Answer = refused };

        var agreedEnd = product.AgreedEnd(contract.Hired, contract.Signed, stamp.At, contract.Reservation.FreeUntil);
        var message = new StartTenancy(terms.Key.Contract, contract.Attempt, stamp);
        return AskVehicle(new StartVehicle(contract.Hired.Vehicle, message), new RentalStarted(stamp, facts.Fix, agreedEnd));
    }

    /// <summary>The customer parks and keeps the car.</summary>
    public static Step Pause(ContractState contract, ContractTerms terms, Stamp stamp) => contract.Status switch
    {
        ContractStatus.Paused => Steps.AlreadySo(contract, terms),
        ContractStatus.Active => Steps.Full(contract) ?? AskVehicle(Pausing(contract, terms, true, stamp), new RentalPaused(stamp)),
        _ => Steps.WrongStatus(contract, ContractStatus.Active),
    };

    /// <summary>The customer drives on.</summary>
    public static Step Resume(ContractState contract, ContractTerms terms, Stamp stamp) => contract.Status switch
    {
        ContractStatus.Active => Steps.AlreadySo(contract, terms),
        ContractStatus.Paused => AskVehicle(Pausing(contract, terms, false, stamp), new RentalResumed(stamp)),
        _ => Steps.WrongStatus(contract, ContractStatus.Paused),
    };

    /// <summary>The agreed end moves, if the tariff and the vehicle's calendar leave room.</summary>
    public static Step Extend(ContractState contract, ExtendRental command, ContractTerms terms, Stamp stamp)
    {
        if (!contract.IsRunning) return Steps.WrongStatus(contract, ContractStatus.Active, ContractStatus.Paused);
        if (Steps.Full(contract) is { } full) return full;
        if (command.Until == contract.AgreedEnd) return Steps.AlreadySo(contract, terms);
        if (command.Until < contract.AgreedEnd || command.Until <= stamp.At)
            return Step.Refuse(Refusal.DatesOutOfOrder, Steps.Text($"later than {contract.AgreedEnd:u} and than now"));
        var latest = (contract.Hired.Period?.From ?? contract.Started!.Stamp.At).AddHours(contract.Signed.MaxRentalHours);
        if (command.Until > latest)
            return Step.Refuse(Refusal.ExtensionTooLong, Steps.Text($"at the latest {latest:u}"));
        var message = new ExtendTenancy(terms.Key.Contract, contract.Reservation.Tenancy, command.Until, stamp);
        return AskVehicle(new ExtendVehicle(contract.Hired.Vehicle, message), new RentalExtended(stamp, command.Until));
    }

    /// <summary>The vehicle agreed, or not.</summary>
    public static Step AfterVehicle(ContractState contract, AwaitingVehicle pending, ImmutableArray<Reply> replies, ContractTerms terms) =>
        replies.OfType<VehicleReply>().Single().Outcome switch
        {
            // No answer: the caller repeats the command under the same id. Who gives up then came in time all the same.
            null => new Step { Events = NotHandedOver(contract, pending, Refusal.Overloaded) },
            { Refused: { } refused } => new Step { Answer = refused, Events = NotHandedOver(contract, pending, refused.Code) },
            _ => Steps.Happens(contract, terms, pending.Proposed),
        };

    /// <summary>
    /// What is the customer's own doing (too early, too late) the contract refuses itself before it asks. So whatever the vehicle
    /// says but yes, and that it says nothing, is no fault of the customer, who must not pay for not having come.
    /// </summary>
    private static ImmutableArray<ContractEvent> NotHandedOver(ContractState contract, AwaitingVehicle pending, Refusal why) =>
        pending.Proposed is RentalStarted start && !contract.IsCarNotHandedOver && Steps.Full(contract) is null
            ? [new CarNotHandedOver(start.Stamp, why)]
            : [];

    private static PauseVehicle Pausing(ContractState contract, ContractTerms terms, bool paused, Stamp stamp) =>
        new(contract.Hired.Vehicle, new PauseTenancy(terms.Key.Contract, contract.Reservation.Tenancy, paused, stamp));

    private static Step AskVehicle(Outgoing ask, ContractEvent proposed) => new() { Outgoing = [ask], Pending = new AwaitingVehicle(proposed) };
}
