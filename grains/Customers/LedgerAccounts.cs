using System.Collections.Frozen;
using FleetActors.Contracts;

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

    private static readonly FrozenDictionary<LineKind, string> RevenueByKind = Enum.GetValues<LineKind>()
        .ToFrozenDictionary(kind => kind, kind => RevenuePrefix + Kebab(kind.ToString()));

    /// <summary>The revenue account of a line kind: <c>revenue.driving</c>, <c>revenue.capped-day</c>.</summary>
    public static string Revenue(LineKind kind) => RevenueByKind[kind];

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
