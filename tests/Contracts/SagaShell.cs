using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;

namespace FleetActors.Tests.Contracts;

/// <summary>One activation of a contract grain in the world: the shell's loop, with turns, a cached record and a version.</summary>
internal sealed class SagaShell(SagaWorld world, string contract)
{
    private readonly ContractTerms _terms = new(new ContractKey(Given.Key.Fleet, new ContractId(contract)), SagaRun.Tariff);
    private ContractRecord? _record;
    private int _version;
    private Task _turn = Task.CompletedTask;

    /// <summary>A crash: whatever is under way never goes on.</summary>
    public bool IsDead { get; private set; }

    public void Kill() => IsDead = true;

    public Task<Outcome<ContractReceipt>?> Do(CommandHeader header, ContractCommand command, Action<Outcome<ContractReceipt>> early) => InTurn(async () =>
    {
        Load();
        if (_record!.Answers.Recall(header, 1, world.Now) is { } known) return known;
        return await Run(new Commanded(header, command, VehicleFacts.None), header, early);
    });

    public Task<DateTimeOffset?> WakeUp() => InTurn(async () =>
    {
        _record = null; // a wake-up reads anew: this activation may have been overtaken
        Load();
        await Run(new WokenUp(), null, null);
        return ContractDeadlines.NextDue(_record!.Current, world.Now);
    });

    public Task<Outcome<ContractReceipt>?> Resolve(ResolveHold ask) => InTurn(() =>
    {
        Load();
        return Run(new HolderAsks(ask), null, null);
    });

    private void Load()
    {
        if (_record is null) (_record, _version) = world.Stored.GetValueOrDefault(contract, (ContractRecord.Blank, 0));
    }

    private Task<T> InTurn<T>(Func<Task<T>> turn)
    {
        var mine = After(_turn);
        _turn = mine;
        return mine;

        async Task<T> After(Task earlier)
        {
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Live();
            try
            {
                return await turn();
            }
            catch (IOException)
            {
                IsDead = true;
                throw;
            }
        }
    }

    private async Task<Outcome<ContractReceipt>?> Run(ContractMessage message, CommandHeader? header, Action<Outcome<ContractReceipt>>? early)
    {
        Outcome<ContractReceipt>? answer = null;
        var now = world.Now;
        var contract = _record!.Current;
        while (true)
        {
            var step = ContractSaga.Next(contract, message, _terms, now);
            answer = step.Answer ?? answer;
            if (step.EnterFirst is { } due && await Enter(due) is null) throw new IOException("no deadline");
            if (world.Sabotage == Sabotage.AnswerBeforeCommit && step.Answer is { IsAccepted: true } rash && early is not null) early(rash);
            if (!step.IsTentative) await Persist(step, header, now);
            Live();
            if (step.Outgoing.IsEmpty) return answer;
            contract = step.After ?? contract;
            var replies = await Task.WhenAll(step.Outgoing.Select(Ask));
            Live();
            message = new Answered(step.Pending!, [.. replies]);
            now = world.Now;
        }
    }

    private async Task Persist(Step step, CommandHeader? header, DateTimeOffset now)
    {
        if (step.Events.IsEmpty) return;
        var answers = header is not null && step.Answer is { IsAccepted: true } told
            ? _record!.Answers.Remember(header, 1, told.Accepted, now)
            : _record!.Answers;
        var next = _record.With(step.After!, answers);
        _version = await world.Write(contract, next, _version);
        _record = next;
    }

    private async Task<Reply> Ask(Outgoing message)
    {
        var reply = message is EnterDeadline deadline
            ? await Enter(deadline.Due)
            : await world.Call(() => world.Deliver(message)!);
        return reply ?? Unknown(message);
    }

    private Task<DeadlineReply?> Enter(DateTimeOffset due) => world.Call(() => world.Enter(due, contract));

    private void Live()
    {
        if (IsDead) throw new IOException("this activation is gone");
    }

    private static Reply Unknown(Outgoing message) => message switch
    {
        EnterDeadline => new DeadlineReply(false),
        AskVehicleHold => new VehicleHoldReply(null),
        AskCustomerHold => new CustomerHoldReply(null),
        IssueNumber => new NumberReply(null),
        ReadCarAfter => new CarReply(null),
        ChargePayment or QueryPayment or RefundPayment => new PaymentReply(PaymentOutcome.Unknown, null),
        ConfirmCustomer or ReleaseCustomer or PostOnLedger => new CustomerReply(message, null),
        _ => new VehicleReply(message, null),
    };
}
