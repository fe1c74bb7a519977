namespace FleetActors.Contracts;

/// <summary>What a contract still owes to others. Each is repeated until acknowledged. Append-only.</summary>
[Flags, GenerateSerializer, Alias("Obligations")]
public enum Obligations
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Tell the vehicle that its hold is firm.</summary>
    ConfirmVehicle = 1,
    /// <summary>Tell the customer that the hold is firm.</summary>
    ConfirmCustomer = 2,
    /// <summary>Give the vehicle free.</summary>
    ReleaseVehicle = 4,
    /// <summary>Give the customer's hold free.</summary>
    ReleaseCustomer = 8,
    /// <summary>End the tenancy on the vehicle.</summary>
    EndVehicle = 16,
    /// <summary>Get the invoice its number.</summary>
    NumberInvoice = 32,
    /// <summary>Take the payment.</summary>
    TakePayment = 64,
    /// <summary>Post the invoice, which also ends the customer's hold.</summary>
    PostInvoice = 128,
    /// <summary>Post a payment that came after the invoice was posted.</summary>
    PostPayment = 256,
    /// <summary>Number, post and refund the latest credit note.</summary>
    IssueCreditNote = 512,
    /// <summary>Compare what an end without contact, or by an old fix, was charged from with what the car tells later. Closing does not wait for it.</summary>
    CompareEvidence = 1024,
}
