using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Benchmarks.Contracts;

/// <summary>What a lifecycle asks of a bare grain.</summary>
[Alias("BareContract")]
public interface IBareContractGrain : IGrainWithStringKey
{
    /// <summary>A car and a customer write, side by side, then the contract.</summary>
    [Alias("Reserve")]
    Task<int> Reserve(string car, string customer);

    /// <summary>The car writes, then the contract.</summary>
    [Alias("Start")]
    Task<int> Start();

    /// <summary>The car writes, then the contract; the customer writes, then the contract.</summary>
    [Alias("End")]
    Task<int> End();

    /// <summary>Calls another grain, which does nothing, so many times.</summary>
    [Alias("Touch")]
    Task<int> Touch(string party, int times);
}

/// <summary>A car or a customer of a bare lifecycle: one row, rewritten.</summary>
[Alias("BareParty")]
public interface IBarePartyGrain : IGrainWithStringKey
{
    /// <summary>Writes its row.</summary>
    [Alias("Change")]
    Task<int> Change(int bytes);

    /// <summary>Nothing: what a call costs.</summary>
    [Alias("Touch")]
    Task<int> Touch();
}

/// <summary>
/// The least that three grains can do for a lifecycle: the same messages and the same durable writes of the same length as the
/// product's, to the same storage, with nothing decided, remembered or told to anyone. What it reaches is the most that grains on
/// this machine can.
/// </summary>
/// <param name="storage">The silo's storage.</param>
/// <param name="parties">Where cars and customers are.</param>
[GrainType("bare-contract")]
public sealed class BareContractGrain([FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage, BareParties parties) : Grain, IBareContractGrain
{
    private const int PartyBytes = 500;
    private const int FirstSliceBytes = 511;
    private const int SliceBytes = 274;

    private IBarePartyGrain _car = null!;
    private IBarePartyGrain _customer = null!;
    private int _slices;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        storage.ReadStateAsync("bare", this.GetGrainId(), new GrainState<Stored<byte[]>>(new()));

    /// <inheritdoc/>
    public async Task<int> Reserve(string car, string customer)
    {
        _car = parties.Of(car);
        _customer = parties.Of(customer);
        await Task.WhenAll(_car.Change(PartyBytes), _customer.Change(PartyBytes));
        return await Append(FirstSliceBytes);
    }

    /// <inheritdoc/>
    public async Task<int> Start()
    {
        await _car.Change(PartyBytes);
        return await Append(SliceBytes);
    }

    /// <inheritdoc/>
    public async Task<int> End()
    {
        await _car.Change(PartyBytes);
        await Append(SliceBytes);
        await _customer.Change(PartyBytes);
        await Append(SliceBytes);
        DeactivateOnIdle();
        return _slices;
    }

    /// <inheritdoc/>
    public async Task<int> Touch(string party, int times)
    {
        var grain = parties.Of(party);
        for (var n = 0; n < times; n++) await grain.Touch();
        return times;
    }

    private async Task<int> Append(int bytes)
    {
        await storage.WriteStateAsync($"bare-{_slices}", this.GetGrainId(), new GrainState<Stored<byte[]>>(new() { State = new byte[bytes] }));
        return ++_slices;
    }
}

/// <summary>Addresses of cars and customers, made as the product makes its own.</summary>
public sealed class BareParties(IGrainFactory grains)
{
    private readonly GrainAddress<IBarePartyGrain> _parties = new(grains);

    /// <summary>The one of a name.</summary>
    public IBarePartyGrain Of(string name) => _parties.Of(name);
}

/// <summary>A row, rewritten under its ETag.</summary>
/// <param name="storage">The silo's storage.</param>
[GrainType("bare-party")]
public sealed class BarePartyGrain([FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage) : Grain, IBarePartyGrain
{
    private readonly GrainState<Stored<byte[]>> _row = new(new());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => storage.ReadStateAsync("bare", this.GetGrainId(), _row);

    /// <inheritdoc/>
    public async Task<int> Change(int bytes)
    {
        _row.State = new() { State = new byte[bytes] };
        await storage.WriteStateAsync("bare", this.GetGrainId(), _row);
        return bytes;
    }

    /// <inheritdoc/>
    public Task<int> Touch() => Task.FromResult(0);
}
