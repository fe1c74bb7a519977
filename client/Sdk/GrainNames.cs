using System.Collections.Concurrent;
using Orleans.Runtime;

namespace FleetActors.Sdk;

/// <summary>
/// Makes references to grains. Orleans looks an interface's names up in its attributes for each reference, which costs more than many a
/// call; here they are looked up once.
/// </summary>
internal sealed class GrainNames(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<Type, Names> _names = new();

    /// <summary>The grain of a key. Its interface must have one implementation.</summary>
    public TGrain Of<TGrain>(string key) where TGrain : class, IGrainWithStringKey
    {
        if (_names.TryGetValue(typeof(TGrain), out var names)) return (TGrain)grains.GetGrain(GrainId.Create(names.Grain, key), names.Interface);
        var grain = grains.GetGrain<TGrain>(key);
        if (grain is GrainReference reference) _names[typeof(TGrain)] = new(reference.GrainId.Type, reference.InterfaceType);
        return grain;
    }

    private sealed record Names(GrainType Grain, GrainInterfaceType Interface);
}
