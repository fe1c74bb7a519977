using System.Collections.Immutable;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Invoices;
using FleetActors.Records;
using FleetActors.Vehicles;
using Orleans.Storage;

namespace FleetActors.Chaos;

/// <summary>Records as storage holds them, read without waking a grain. Before the silo starts, nothing moves under it.</summary>
public sealed class Snapshot(IGrainStorage storage)
{
    /// <summary>The contract's grain type, fixed as part of every storage key.</summary>
    public const string ContractType = "contract";

    /// <summary>Where it reads.</summary>
    public IGrainStorage Storage => storage;

    private const string CustomerType = "customer", RegisterType = "invoice-register";

    /// <summary>A contract's events, oldest first; none when it was never written.</summary>
    public async Task<ImmutableArray<ContractEvent>> ContractAsync(string contract) =>
        (await new ContractSlices(storage, GrainId.Create(ContractType, new ContractKey(ChaosFleet.Fleet, new(contract)).ToString())).Read())?.History ?? [];

    /// <summary>A car's record; null when nothing ever happened to it.</summary>
    public Task<VehicleState?> CarAsync(int car) => VehicleGrain.Record(storage, GrainId.Create(VehicleGrain.TypeName, CarKey(car))).Read();

    /// <summary>A full page of a car's history.</summary>
    public Task<VehiclePage?> CarPageAsync(int car, int page) => ReadAsync<VehiclePage>(VehicleGrain.TypeName, CarKey(car), $"history-{page}");

    /// <summary>A customer's record.</summary>
    public Task<CustomerState?> CustomerAsync(int customer) => CustomerGrain.Record(storage, GrainId.Create(CustomerType, CustomerKeyOf(customer))).Read();

    /// <summary>A filed page of a customer's ledger.</summary>
    public Task<LedgerPage?> LedgerPageAsync(int customer, int page) => ReadAsync<LedgerPage>(CustomerType, CustomerKeyOf(customer), $"ledger-{page}");

    /// <summary>A page of the invoice register.</summary>
    public Task<LogPage<NumberedDocument>?> RegisterPageAsync(int page) =>
        ReadAsync<LogPage<NumberedDocument>>(RegisterType, ChaosFleet.Fleet.Value, $"documents-{page}");

    private async Task<T?> ReadAsync<T>(string type, string key, string stateName) where T : class
    {
        var state = new GrainState<Stored<T>>(new());
        await storage.ReadStateAsync(stateName, GrainId.Create(type, key), state);
        return state.RecordExists ? state.State?.State : null;
    }

    private static string CarKey(int car) => new VehicleKey(ChaosFleet.Fleet, ChaosFleet.Car(car)).ToString();

    private static string CustomerKeyOf(int customer) => new CustomerKey(ChaosFleet.Fleet, ChaosFleet.Customer(customer)).ToString();
}
