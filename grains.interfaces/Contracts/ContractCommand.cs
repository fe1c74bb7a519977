namespace FleetActors.Contracts;

/// <summary>What a contract can be told to do. Its header travels beside it.</summary>
[GenerateSerializer, Immutable, Alias("ContractCommand")]
public abstract record ContractCommand;
