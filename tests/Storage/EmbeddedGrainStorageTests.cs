using FleetActors.Silo.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace FleetActors.Tests.Storage;

public sealed class EmbeddedGrainStorageTests : GrainStorageContract
{
    private readonly StoreDirectory _directory = new();
    private readonly EmbeddedStore _store;

    public EmbeddedGrainStorageTests()
    {
        _store = _directory.Open();
        Storage = With(new OrleansGrainStorageSerializer(Services.GetRequiredService<Serializer>()));
    }

    protected override IGrainStorage Storage { get; }

    [Fact]
    public async Task A_read_waits_for_the_write_that_was_queued_before_it()
    {
        var grain = NewGrain();
        var state = new GrainState<List<int>>([]);
        for (var n = 0; n < 50; n++)
        {
            state.State = [n];
            var write = Storage.WriteStateAsync("state", grain, state);
            Assert.Equal([n], (await ReadAsync(grain)).State);
            await write;
        }
    }

    [Fact]
    public async Task The_direct_way_and_the_serializer_write_the_same_bytes()
    {
        var throughInterface = With(new Wrapped(new OrleansGrainStorageSerializer(Services.GetRequiredService<Serializer>())));
        var (one, other) = (NewGrain(), NewGrain());
        await Storage.WriteStateAsync("state", one, new GrainState<List<int>>([1, 2, 3]));
        await throughInterface.WriteStateAsync("state", other, new GrainState<List<int>>([1, 2, 3]));
        var values = _store.Scan(StoreKey.GrainPrefix("test")).Select(row => row.Value).ToArray();
        Assert.Equal(values[0], values[1]);
        var read = new GrainState<List<int>>();
        await throughInterface.ReadStateAsync("state", one, read);
        Assert.Equal([1, 2, 3], read.State);
    }

    [Fact]
    public void Row_keys_come_back_as_the_grain_and_state_they_were_made_of()
    {
        string[] texts = ["a", "a\0b", "\0", "a\u0001", "\0\u0001", "fleet-1.vehicle-7", "é"];
        var seen = new HashSet<string>();
        foreach (var (type, key, name) in texts.SelectMany(t => texts.SelectMany(k => texts.Select(n => (t, k, n)))))
        {
            var grain = GrainId.Create(type, key);
            var buffer = new byte[StoreKey.GrainBound(grain, name)];
            var row = buffer[..StoreKey.WriteGrain(buffer, grain, name)];
            Assert.Equal((grain, name), StoreKey.ReadGrain(row));
            Assert.True(seen.Add(Convert.ToHexString(row)));
            Assert.True(row.AsSpan().StartsWith(StoreKey.GrainPrefix(type, key)));
        }
    }

    public override void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
        base.Dispose();
    }

    private EmbeddedGrainStorage With(IGrainStorageSerializer serializer) => new(
        _store, serializer, Services.GetRequiredService<Serializer>(), Services.GetRequiredService<IActivatorProvider>());

    private sealed class Wrapped(IGrainStorageSerializer inner) : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => inner.Serialize(input);

        public T Deserialize<T>(BinaryData input) => inner.Deserialize<T>(input)!;
    }
}
