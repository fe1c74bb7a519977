namespace FleetActors.Contracts;

/// <summary>
/// The names under which a contract's payments and postings are known elsewhere. Each is fixed by what is stored before it is
/// used, so a repeat after a crash has the same name.
/// </summary>
public static class PaymentKeys
{
    /// <summary>Idempotency key of the n-th try to be paid, counted from 1.</summary>
    public static string Payment(ContractKey key, int attempt) => Steps.Text($"{key.Fleet}.{key.Contract}.payment{attempt}");

    /// <summary>Idempotency key of the refund of a credit note.</summary>
    public static string Refund(ContractKey key, int document) => Steps.Text($"{key.Fleet}.{key.Contract}.refund{document}");

    /// <summary>Posting set of the invoice, with its payment when that was made at the first try.</summary>
    public static string InvoicePosting(ContractKey key) => Steps.Text($"{key.Contract}.invoice");

    /// <summary>Posting set of an invoice whose payment nobody knows of.</summary>
    public static string ReceivablePosting(ContractKey key) => Steps.Text($"{key.Contract}.receivable");

    /// <summary>Posting set of a payment that came later.</summary>
    public static string PaymentPosting(ContractKey key) => Steps.Text($"{key.Contract}.payment");

    /// <summary>Posting set of a credit note, with its refund.</summary>
    public static string CreditPosting(ContractKey key, int document) => Steps.Text($"{key.Contract}.credit{document}");
}
