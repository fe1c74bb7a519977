using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FleetActors.Api.Problems;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Search;
using FleetActors.Vehicles;

namespace FleetActors.Api.Json;

/// <summary>Generated readers and writers for all that the API takes and gives.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(CreateFleetBody))]
[JsonSerializable(typeof(FleetSettings))]
[JsonSerializable(typeof(GrowShardsBody))]
[JsonSerializable(typeof(ShardGrowth))]
[JsonSerializable(typeof(Listing<FleetSettings>))]
[JsonSerializable(typeof(Tariff))]
[JsonSerializable(typeof(Listing<Tariff>))]
[JsonSerializable(typeof(Published))]
[JsonSerializable(typeof(FleetZones))]
[JsonSerializable(typeof(ZonesBody))]
[JsonSerializable(typeof(WatchLimits))]
[JsonSerializable(typeof(Listing<NoticeItem>))]
[JsonSerializable(typeof(Listing<IndexedCustomer>))]
[JsonSerializable(typeof(RebuildBody))]
[JsonSerializable(typeof(RebuildStep))]
[JsonSerializable(typeof(Listing<ContractItem>))]
[JsonSerializable(typeof(CreateApiKey))]
[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(Listing<ApiKeyView>))]
[JsonSerializable(typeof(RegisterCustomerBody))]
[JsonSerializable(typeof(CustomerProfile))]
[JsonSerializable(typeof(CustomerView))]
[JsonSerializable(typeof(CheckLicence))]
[JsonSerializable(typeof(SuspendCustomer))]
[JsonSerializable(typeof(LedgerPage))]
[JsonSerializable(typeof(RegisterVehiclesBody))]
[JsonSerializable(typeof(Listing<RegisteredItem>))]
[JsonSerializable(typeof(Listing<VehicleItem>))]
[JsonSerializable(typeof(VehicleDetails))]
[JsonSerializable(typeof(UpdateVehicle))]
[JsonSerializable(typeof(TakeOutOfService))]
[JsonSerializable(typeof(VehicleHistory))]
[JsonSerializable(typeof(SendCommandBody))]
[JsonSerializable(typeof(RemoteCommand))]
[JsonSerializable(typeof(Listing<RemoteCommand>))]
[JsonSerializable(typeof(AcknowledgementBody))]
[JsonSerializable(typeof(ContactBody))]
[JsonSerializable(typeof(ReadingsBody))]
[JsonSerializable(typeof(FixesBody))]
[JsonSerializable(typeof(FixesTaken))]
[JsonSerializable(typeof(TrackBody))]
[JsonSerializable(typeof(FleetKpis))]
[JsonSerializable(typeof(CreateSimulationBody))]
[JsonSerializable(typeof(SimulationSpeedBody))]
[JsonSerializable(typeof(SimulationView))]
[JsonSerializable(typeof(Listing<SimulationView>))]
[JsonSerializable(typeof(Offers))]
[JsonSerializable(typeof(QuoteBody))]
[JsonSerializable(typeof(ReserveBody))]
[JsonSerializable(typeof(ExtendBody))]
[JsonSerializable(typeof(EndBody))]
[JsonSerializable(typeof(CancelContract))]
[JsonSerializable(typeof(AddContractLine))]
[JsonSerializable(typeof(CreditInvoice))]
[JsonSerializable(typeof(DisputeBody))]
[JsonSerializable(typeof(ContractReceipt))]
[JsonSerializable(typeof(ContractView))]
[JsonSerializable(typeof(ContractInvoice))]
public sealed partial class FleetJsonContext : JsonSerializerContext;

/// <summary>A list, and how to go on when it does not end here.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">This part.</param>
/// <param name="Next">The value of the parameter <c>after</c> that continues the list; absent at its end.</param>
public sealed record Listing<T>(ImmutableArray<T> Items, string? Next = null);

/// <summary>The number that something new got.</summary>
/// <param name="Version">Counted from 1.</param>
public sealed record Published(int Version);
