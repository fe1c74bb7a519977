namespace FleetActors.Contracts;

/// <summary>
/// What people add to a contract (damage, fees) until it ends, and give back (credit notes) after it is settled. Each names the
/// command that asked for it, so a repeat never moves money again, also when its answer has long been forgotten.
/// </summary>
public static class LineRules
{
    /// <summary>Charges damage or a fee.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="line">What to charge.</param>
    /// <param name="id">The command's id; with the content of an earlier line nothing changes, with other content it is refused with <see cref="Refusal.CommandIdReused"/>.</param>
    /// <param name="terms">The contract's key.</param>
    /// <param name="stamp">When and by whom.</param>
    public static Step Add(ContractState contract, AddContractLine line, CommandId id, ContractTerms terms, Stamp stamp)
    {
        if (Earlier(contract, id) is { } known) return Repeat(contract, known is ContractLineAdded added && added.Line == line, terms);
        if (!contract.IsRunning) return Steps.WrongStatus(contract, ContractStatus.Active, ContractStatus.Paused);
        if (Steps.Full(contract) is { } full) return full;
        if (contract.ExtraLines.Length >= ContractTerms.MaxExtraLines)
            return Step.Refuse(Refusal.ContractLimitReached, Steps.Text($"{ContractTerms.MaxExtraLines} lines"));
        if (line.Kind is not (LineKind.Damage or LineKind.Fee))
            return Step.Refuse(Refusal.ValueOutOfRange, $"{LineKind.Damage} or {LineKind.Fee}");
        if (!IsText(line.Text) || !IsText(line.Evidence))
            return Step.Refuse(Refusal.ValueOutOfRange, Steps.Text($"text and evidence of 1 to {AddContractLine.MaxTextLength} characters"));
        return line.Net.Currency != contract.Signed.Currency || line.Net.Minor is <= 0 or > MaxMinor
            ? Step.Refuse(Refusal.ValueOutOfRange, Steps.Text($"more than zero, in {contract.Signed.Currency}"))
            : Steps.Happens(contract, terms, new ContractLineAdded(stamp, line, id));
    }

    /// <summary>Gives back part of a line, at most what it still carries.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="command">What to give back.</param>
    /// <param name="id">The command's id; with the content of an earlier credit note nothing changes, with other content it is refused with <see cref="Refusal.CommandIdReused"/>.</param>
    /// <param name="terms">The contract's key.</param>
    /// <param name="stamp">When and by whom.</param>
    public static Step Credit(ContractState contract, CreditInvoice command, CommandId id, ContractTerms terms, Stamp stamp)
    {
        if (Earlier(contract, id) is { } known) return Repeat(contract, known is InvoiceCredited { Note: var given } && IsSame(given, command), terms);
        if (!contract.IsSettled || contract.Bill is not { Lines.IsEmpty: false } bill) return Steps.WrongStatus(contract, ContractStatus.Settled);
        if (contract.OwesToClose != Obligations.None)
            return Step.Refuse(Refusal.PaymentPending, "the credit note before is being issued; try again shortly");
        if (contract.CreditNotes.Length >= ContractTerms.MaxCreditNotes)
            return Step.Refuse(Refusal.ContractLimitReached, Steps.Text($"{ContractTerms.MaxCreditNotes} credit notes"));
        if (command.Line < 1 || command.Line > bill.Lines.Length)
            return Step.Refuse(Refusal.ValueOutOfRange, Steps.Text($"line 1 to {bill.Lines.Length}"));
        if (!IsText(command.Reason))
            return Step.Refuse(Refusal.ValueOutOfRange, Steps.Text($"a reason of 1 to {AddContractLine.MaxTextLength} characters"));

        var line = bill.Lines[command.Line - 1];
        var earlier = contract.CreditNotes.Where(n => n.Line == command.Line).ToArray();
        var netLeft = earlier.Aggregate(line.Net, (left, note) => left - note.Net);
        var taxLeft = earlier.Aggregate(line.Tax, (left, note) => left - note.Tax);
        if (command.Net.Currency != netLeft.Currency || command.Net.Minor <= 0)
            return Step.Refuse(Refusal.ValueOutOfRange, Steps.Text($"more than zero, in {netLeft.Currency}"));
        if (command.Net > netLeft)
            return Step.Refuse(Refusal.CreditExceedsInvoice, $"at most {netLeft} on line {command.Line}");

        var tax = Money.Round(command.Net.Major * contract.Signed.TaxPercent / 100m, netLeft.Currency);
        if (command.Net == netLeft || tax > taxLeft) tax = taxLeft;
        var note = new CreditNote(contract.CreditNotes.Length + 1, null, command.Line, command.Net, tax, command.Reason, false);
        return Steps.HappensAndSends(contract, terms, stamp, new InvoiceCredited(stamp, note, id));
    }

    private static ContractEvent? Earlier(ContractState contract, CommandId id) =>
        contract.History.FirstOrDefault(e => (e as ContractLineAdded)?.Command == id || (e as InvoiceCredited)?.Command == id);

    private static Step Repeat(ContractState contract, bool isSame, ContractTerms terms) =>
        isSame ? Steps.AlreadySo(contract, terms) : Step.Refuse(Refusal.CommandIdReused);

    private static bool IsSame(CreditNote note, CreditInvoice command) =>
        note.Line == command.Line && note.Net == command.Net && note.Reason == command.Reason;

    /// <summary>The largest single line, in minor units.</summary>
    private const long MaxMinor = 100_000_000_000;

    private static bool IsText(string? text) => text is { Length: > 0 and <= AddContractLine.MaxTextLength };
}
