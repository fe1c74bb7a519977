namespace FleetActors.Customers;

/// <summary>The accounts of every customer's ledger; docs/ledger.md explains them. Names are stored: append-only.</summary>
public static class LedgerAccounts
{
    /// <summary>What the customer owes the fleet; negative when the fleet owes the customer. Counts against the credit limit.</summary>
    public const string Receivable = "receivable";
    /// <summary>Tax charged, owed to the tax office.</summary>
    public const string Tax = "tax";
    /// <summary>Money received by the payment provider, less what was paid back.</summary>
    public const string Cash = "cash";
    /// <summary>Deposits paid in and not yet paid back or used.</summary>
    public const string Deposits = "deposits";
    /// <summary>Paybacks promised and not yet made by the payment provider.</summary>
    public const string Refunds = "refunds";
    /// <summary>Debts given up.</summary>
    public const string WriteOff = "write-off";
    /// <summary>The beginning of every revenue account; the line kind in kebab-case follows.</summary>
    public const string RevenuePrefix = "revenue.";
}
