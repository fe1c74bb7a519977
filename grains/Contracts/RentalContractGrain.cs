using FleetActors.Commands;
using FleetActors.Deadlines;
using FleetActors.Fleets;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Contracts;

/// <inheritdoc cref="IContractGrain"/>
/// <remarks>The shell of <see cref="ContractSaga"/>: it does what the steps say, and knows nothing of renting itself.</remarks>
[GrainType("contract")]
public sealed class RentalContractGrain(
    IGrainContextAccessor contexts,
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage,
    ContractCourier courier,
    DeadlineCourier deadlines,
    IFleetCatalog catalog,
    IVehicleFacts vehicles,
    ContentHash contentHash,
    TimeProvider clock)
    : DurableGrain<ContractRecord>(ContractRecord.Blank, clock), IContractGrain
{
    private readonly ContractSlices _slices = new(storage, contexts.GrainContext.GrainId);
    private ContractKey _key;
    private DateTimeOffset? _entered;

    /// <inheritdoc/>
    protected override Task<ContractRecord?> Read() => _slices.Read();

    /// <inheritdoc/>
    protected override Task OnRead(CancellationToken cancellation)
    {
        _key = ContractKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> Quote(CommandHeader header, QuoteRental command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> Reserve(CommandHeader header, ReserveVehicle command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> ExtendReservation(CommandHeader header, ExtendReservation command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> Cancel(CommandHeader header, CancelContract command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> Start(CommandHeader header, StartRental command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> Pause(CommandHeader header, PauseRental command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> Resume(CommandHeader header, ResumeRental command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> Extend(CommandHeader header, ExtendRental command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> End(CommandHeader header, EndRental command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> EndWithEvidence(CommandHeader header, EndRentalWithEvidence command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> AddLine(CommandHeader header, AddContractLine command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> Credit(CommandHeader header, CreditInvoice command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ContractReceipt>> ResolveDispute(CommandHeader header, ResolveDispute command, CancellationToken cancellation) =>
        Do(header, command, cancellation);

    /// <inheritdoc/>
    public Task<ContractView?> View(CancellationToken cancellation) =>
        Task.FromResult(ContractAnswers.View(State.Current, _key, Now(_key.Fleet, State.Current.History is [.., var last] ? last.Stamp.At : default)));

    /// <inheritdoc/>
    public Task<ContractAudit?> Audit(CancellationToken cancellation) => Task.FromResult(ContractAnswers.Audit(State.Current));

    /// <inheritdoc/>
    public Task Resolve(ResolveHold message, CancellationToken cancellation) =>
        Run(new HolderAsks(message), Now(_key.Fleet, message.Stamp.At), command: null);

    /// <inheritdoc/>
    /// <remarks>Reads the record anew: an activation that another has overtaken must not answer that nothing is due.</remarks>
    public async Task<DateTimeOffset?> WakeUp(DateTimeOffset now, CancellationToken cancellation)
    {
        now = Now(_key.Fleet, now);
        await Reload();
        await Run(new WokenUp(), now, command: null);
        return ContractDeadlines.NextDue(State.Current, now);
    }

    private async Task<Outcome<ContractReceipt>> Do<TCommand>(CommandHeader header, TCommand command, CancellationToken cancellation)
        where TCommand : ContractCommand
    {
        var now = Now(_key.Fleet, header.IssuedAt);
        var issued = new IssuedCommand(header, contentHash.Of(command));
        if (State.Answers.Recall(header, issued.ContentHash, now) is { } known) return known;
        return await Run(new Commanded(header, command, await Facts(command, cancellation)), now, issued)
            ?? throw OutcomeUnknown.Of(this.GetGrainId());
    }

    /// <summary>Takes step after step until nothing is left to send. Answers what the steps answered, if anything.</summary>
    private async Task<Outcome<ContractReceipt>?> Run(ContractMessage message, DateTimeOffset now, IssuedCommand? command)
    {
        Outcome<ContractReceipt>? answer = null;
        var contract = State.Current;
        while (true)
        {
            var step = ContractSaga.Next(contract, message, await Terms(message), now);
            answer = step.Answer ?? answer;
            if (step.EnterFirst is { } due) await Enter(due, now);
            if (!step.IsTentative) await Write(step, command, now);
            if (step.Outgoing.IsEmpty) break;
            contract = step.After ?? contract;
            if (step.Outgoing.OfType<EnterDeadline>().FirstOrDefault() is { } first) _entered = first.Due;
            message = new Answered(step.Pending!, await courier.Send(_key, step.Outgoing));
        }
        ForgetDeadline(now);
        if (State.Current.IsSettled && State.Current.OwesToClose == Obligations.None) DeactivateOnIdle();
        return answer;
    }

    /// <summary>Events and answer go in one write, or none where nothing changed.</summary>
    private Task Write(Step step, IssuedCommand? command, DateTimeOffset now)
    {
        if (step.Events.IsEmpty) return Task.CompletedTask;
        var answers = command is { } issued && step.Answer is { IsAccepted: true } answer
            ? State.Answers.Remember(issued.Header, issued.ContentHash, answer.Accepted, now)
            : State.Answers;
        var next = State.With(step.After!, answers);
        return Persist(next, () => _slices.Append(next));
    }

    private Task Enter(DateTimeOffset due, DateTimeOffset now)
    {
        var entered = due > now ? due : now;
        _entered = entered;
        return deadlines.Enter(_key, entered);
    }

    /// <summary>A quick rental is over long before its first deadline, which would only wake it up for nothing.</summary>
    private void ForgetDeadline(DateTimeOffset now)
    {
        if (_entered is not { } entered || ContractDeadlines.NextDue(State.Current, now) is not null) return;
        _entered = null;
        deadlines.Forget(_key, entered);
    }

    private ValueTask<VehicleFacts> Facts(ContractCommand command, CancellationToken cancellation) =>
        command is StartRental or EndRental or EndRentalWithEvidence && State.Current.Request is { } hired
            ? vehicles.Of(_key.Fleet, hired.Vehicle, (command as EndRentalWithEvidence)?.PhonePosition, cancellation)
            : ValueTask.FromResult(VehicleFacts.None);

    private async ValueTask<ContractTerms> Terms(ContractMessage message)
    {
        var request = message is Commanded { Command: var command }
            ? (command as QuoteRental)?.Request ?? (command as ReserveVehicle)?.Request
            : null;
        return new(_key, request is null ? null : await catalog.Tariff(_key.Fleet, request.Tariff, request.TariffVersion));
    }

    private readonly record struct IssuedCommand(CommandHeader Header, ulong ContentHash);
}
