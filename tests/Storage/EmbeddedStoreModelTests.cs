using FleetActors.Silo.Storage.Embedded;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Storage;

/// <summary>Random sequences of writes, stale writes, removals, reads and reopenings behave as a dictionary does.</summary>
public sealed class EmbeddedStoreModelTests
{
    private const int Keys = 4;

    [Fact]
    public void A_thousand_random_histories_agree_with_a_dictionary() =>
        Prop.ForAll(Gen.Choose(0, 1 << 20).ArrayOf(25).ToArbitrary(), steps => Agrees(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static async Task<bool> Agrees(int[] steps)
    {
        using var directory = new StoreDirectory(inMemory: true);
        var model = new Dictionary<int, (long ETag, int Value)>();
        var store = Open(directory);
        try
        {
            foreach (var step in steps)
            {
                var (key, action, value) = (step % Keys, step / Keys % 16, step);
                if (action == 15)
                {
                    store.Dispose();
                    store = Open(directory);
                }
                else if (!await ApplyAsync(store, model, key, action, value))
                    return false;
            }
            for (var key = 0; key < Keys; key++)
            {
                if (!await SameAsync(store, model, key))
                    return false;
            }
            return store.Scan("k"u8.ToArray()).Count() == model.Count;
        }
        finally
        {
            store.Dispose();
        }
    }

    private static async Task<bool> ApplyAsync(EmbeddedStore store, Dictionary<int, (long ETag, int Value)> model, int key, int action, int value)
    {
        var current = model.TryGetValue(key, out var row) ? row.ETag : 0;
        switch (action)
        {
            case < 6: // right
                var etag = await store.PutAsync(Bytes(key), BitConverter.GetBytes(value), current);
                model[key] = (etag, value);
                return etag > current;
            case < 8: // stale
                return await RefusedAsync(store.PutAsync(Bytes(key), BitConverter.GetBytes(value), current + 1));
            case < 9: // two at once with the same ETag: the first wins
                var first = store.PutAsync(Bytes(key), BitConverter.GetBytes(value), current);
                var second = store.PutAsync(Bytes(key), BitConverter.GetBytes(~value), current);
                model[key] = (await first, value);
                return await RefusedAsync(second);
            case < 11: // remove
                await store.DeleteAsync(Bytes(key), current);
                model.Remove(key);
                return true;
            case < 12: // whatever it is
                model[key] = (await store.PutAsync(Bytes(key), BitConverter.GetBytes(value), PendingWrite.Any), value);
                return model[key].ETag > current;
            default:
                return await SameAsync(store, model, key);
        }
    }

    private static async Task<bool> SameAsync(EmbeddedStore store, Dictionary<int, (long ETag, int Value)> model, int key) =>
        await store.GetAsync(Bytes(key)) is { } row
            ? model.TryGetValue(key, out var expected) && expected == (row.ETag, BitConverter.ToInt32(row.Value))
            : !model.ContainsKey(key);

    private static async Task<bool> RefusedAsync(Task write)
    {
        try
        {
            await write;
            return false;
        }
        catch (EtagMismatchException)
        {
            return true;
        }
    }

    private static byte[] Bytes(int key) => [(byte)'k', (byte)key];

    private static EmbeddedStore Open(StoreDirectory directory) => directory.Open(o => (o.WriteBufferBytes, o.CachedETags) = (1 << 20, 16));
}
