using Orleans.Concurrency;

namespace FleetActors.Contracts;

/// <summary>One agreement. It alone decides whether its holds stand or fall. Key: <see cref="ContractKey"/>.</summary>
[Alias("IContractGrain")]
public interface IContractGrain : IGrainWithStringKey
{
    /// <summary>A holder asks what became of an attempt. The contract decides it if it is undecided, then sends Confirm or Release.</summary>
    [OneWay, Alias("Resolve")] Task Resolve(ResolveHold message, CancellationToken cancellation);

    /// <summary>A deadline is due. Answers when the contract must be woken next, or null when it owes nothing more.</summary>
    [Alias("WakeUp")] Task<DateTimeOffset?> WakeUp(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>A vehicle or a customer asks the contract that holds it what became of the attempt.</summary>
/// <param name="Attempt">The attempt in doubt.</param>
/// <param name="Holder">The grain key of the asking vehicle (or customer): an unknown contract can so release it.</param>
/// <param name="HolderIsVehicle">Whether the holder is a vehicle; otherwise it is a customer.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("ResolveHold")]
public sealed record ResolveHold(
    [property: Id(0)] int Attempt,
    [property: Id(1)] string Holder,
    [property: Id(2)] bool HolderIsVehicle,
    [property: Id(3)] Stamp Stamp);
