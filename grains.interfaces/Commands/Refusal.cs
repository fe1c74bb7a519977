namespace FleetActors;

/// <summary>
/// Everything the rules may refuse. Numbered by feature, append-only, never reused. Over HTTP the code is the name in
/// kebab-case: <c>vehicle-not-available</c>.
/// </summary>
[GenerateSerializer, Alias("Refusal")]
public enum Refusal
{
    /// <summary>The command is older than its stored answer would be; send a new one.</summary>
    CommandTooOld = 1,
    /// <summary>The command id was used before with other content.</summary>
    CommandIdReused = 2,
    /// <summary>A simulated time was sent to a live fleet, or none to a simulated one.</summary>
    ClockMismatch = 3,
    /// <summary>The server takes no more work at the moment; try again later.</summary>
    Overloaded = 4,
    /// <summary>A value is outside what this command takes.</summary>
    ValueOutOfRange = 5,

    /// <summary>No such fleet.</summary>
    UnknownFleet = 50,
    /// <summary>The fleet exists already.</summary>
    FleetAlreadyExists = 51,
    /// <summary>No such tariff, or not in this version.</summary>
    UnknownTariff = 52,
    /// <summary>The fleet holds as many of these as it may.</summary>
    FleetLimitReached = 53,

    /// <summary>No such vehicle.</summary>
    UnknownVehicle = 100,
    /// <summary>A vehicle with this id exists with other data.</summary>
    VehicleAlreadyRegistered = 101,
    /// <summary>The vehicle has left the fleet.</summary>
    VehicleDecommissioned = 102,
    /// <summary>The hold arrived past its time to ask; the attempt is void.</summary>
    HoldTooLate = 103,
    /// <summary>Another contract's attempt is being resolved; try again shortly.</summary>
    HeldPendingResolution = 104,
    /// <summary>Another contract holds it.</summary>
    HeldByAnother = 105,
    /// <summary>Not in a state in which it can be hired.</summary>
    VehicleNotAvailable = 106,
    /// <summary>A contract is using it.</summary>
    VehicleInUse = 107,
    /// <summary>There is no such hold or tenancy.</summary>
    HoldUnknown = 108,
    /// <summary>The tenancy that the command was meant for has ended.</summary>
    TenancyEnded = 109,
    /// <summary>Only allowed while the vehicle stands still.</summary>
    VehicleMoving = 110,
    /// <summary>As many remote commands are waiting as may wait.</summary>
    CommandQueueFull = 111,
    /// <summary>No contact with the vehicle.</summary>
    VehicleNotContactable = 112,
    /// <summary>The odometer would go back.</summary>
    OdometerDecreases = 113,
    /// <summary>Another booking of this vehicle overlaps, its buffer included.</summary>
    BookingOverlaps = 114,
    /// <summary>The next booking of this vehicle does not leave that much time.</summary>
    NextBookingInTheWay = 115,
    /// <summary>The vehicle's calendar holds as many bookings as it may.</summary>
    CalendarFull = 116,
    /// <summary>No such remote command.</summary>
    UnknownRemoteCommand = 117,
    /// <summary>The vehicle's energy state does not allow it.</summary>
    EnergyStateWrong = 118,
    /// <summary>The MDS transition table does not allow it from the present state.</summary>
    TransitionNotAllowed = 119,
    /// <summary>Another vehicle of the fleet has this VIN.</summary>
    VinTaken = 120,
    /// <summary>Another vehicle of the fleet has this number plate.</summary>
    PlateTaken = 121,
    /// <summary>A part of the track is damaged and cannot be read; the rest can be asked for.</summary>
    TrackDamaged = 130,

    /// <summary>No such customer.</summary>
    UnknownCustomer = 200,
    /// <summary>A customer with this id exists with other data.</summary>
    CustomerAlreadyRegistered = 201,
    /// <summary>No driving licence is on file.</summary>
    LicenceMissing = 202,
    /// <summary>The driving licence has not been checked.</summary>
    LicenceNotChecked = 203,
    /// <summary>The driving licence is not valid for the whole rental.</summary>
    LicenceExpired = 204,
    /// <summary>Younger than the class asks for.</summary>
    TooYoung = 205,
    /// <summary>This customer may not drive this vehicle class.</summary>
    VehicleClassNotAllowed = 206,
    /// <summary>The customer is suspended.</summary>
    CustomerSuspended = 207,
    /// <summary>As many contracts are open as the customer may have.</summary>
    TooManyContracts = 208,
    /// <summary>Open holds and debts would exceed the credit limit.</summary>
    CreditLimitReached = 209,
    /// <summary>The posting set does not sum to zero in each currency.</summary>
    PostingUnbalanced = 210,
    /// <summary>The customer still has open contracts or money.</summary>
    CustomerHasObligations = 211,
    /// <summary>The ledger has it already, in another posting set.</summary>
    PostedOtherwise = 212,
    /// <summary>Another customer of the fleet has this e-mail address.</summary>
    EmailTaken = 213,

    /// <summary>No such contract.</summary>
    UnknownContract = 300,
    /// <summary>A contract with this id exists with other content.</summary>
    ContractAlreadyExists = 301,
    /// <summary>The quote is no longer valid.</summary>
    QuoteExpired = 302,
    /// <summary>Not possible in the contract's present status.</summary>
    WrongContractStatus = 303,
    /// <summary>The reservation has run out.</summary>
    ReservationExpired = 304,
    /// <summary>The car stands outside the service zone.</summary>
    OutsideServiceZone = 305,
    /// <summary>The car has less charge than the tariff asks for on return.</summary>
    ChargeTooLow = 306,
    /// <summary>Ending without contact, or with an odometer that cannot be, needs evidence: photo, position, odometer.</summary>
    EvidenceMissing = 307,
    /// <summary>Before the agreed start.</summary>
    StartTooEarly = 308,
    /// <summary>A date lies in the past, or an end before its beginning.</summary>
    DatesOutOfOrder = 309,
    /// <summary>Longer than the tariff allows.</summary>
    ExtensionTooLong = 310,
    /// <summary>The tariff is not offered for this vehicle or product.</summary>
    TariffNotOffered = 311,
    /// <summary>More than the invoice line still carries.</summary>
    CreditExceedsInvoice = 312,
    /// <summary>The reservation did not come about in time; send a new one.</summary>
    ReservationAborted = 313,
    /// <summary>The car is moving.</summary>
    NotAtStandstill = 314,
    /// <summary>The evidence contradicts what is known.</summary>
    EvidenceImplausible = 315,
    /// <summary>The contract carries as many lines or changes as it may.</summary>
    ContractLimitReached = 316,
    /// <summary>No such dispute in this contract.</summary>
    UnknownDispute = 317,
    /// <summary>The dispute was resolved otherwise.</summary>
    DisputeResolved = 318,

    /// <summary>The payment provider declined.</summary>
    PaymentDeclined = 400,
    /// <summary>The payment's outcome is not known yet.</summary>
    PaymentPending = 401,
}
