namespace FleetActors.Contracts;

/// <summary>What a contract is told with each message besides its own state.</summary>
/// <param name="Key">Which contract of which fleet.</param>
/// <param name="Tariff">The tariff version that a quote or reservation asks for; null when there is none, or not asked for.</param>
public sealed record ContractTerms(ContractKey Key, Tariff? Tariff)
{
    /// <summary>How long holders wait before they may ask what became of an attempt.</summary>
    public static readonly TimeSpan HoldPatience = TimeSpan.FromSeconds(10);

    /// <summary>The most events of one contract. The last <see cref="EventsToClose"/> are kept for closing it.</summary>
    public const int MaxEvents = 512;

    /// <summary>How many events closing, settling and crediting may need.</summary>
    public const int EventsToClose = 128;

    /// <summary>The most attempts to reserve.</summary>
    public const int MaxAttempts = 32;

    /// <summary>The most damage and fee lines.</summary>
    public const int MaxExtraLines = 32;

    /// <summary>The most credit notes.</summary>
    public const int MaxCreditNotes = 32;
}
