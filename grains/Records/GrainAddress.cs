namespace FleetActors.Records;

/// <summary>
/// Makes references to the grains of one interface. Orleans looks the interface's attributes up by reflection each time it
/// is asked for a reference by interface and key, which costs more than the call itself; this looks them up once.
/// </summary>
/// <typeparam name="TGrain">An interface with one implementation and string keys.</typeparam>
public sealed class GrainAddress<TGrain>(IGrainFactory grains) where TGrain : class, IGrainWithStringKey
{
    private Names? _names;

    /// <summary>The grain of a key.</summary>
    public TGrain Of(string key)
    {
        var names = _names ??= Look(key);
        return (TGrain)grains.GetGrain(GrainId.Create(names.Type, key), names.Interface);
    }

    private Names Look(string key)
    {
        var reference = (GrainReference)(object)grains.GetGrain<TGrain>(key);
        return new(reference.GrainId.Type, reference.InterfaceType);
    }

    private sealed record Names(GrainType Type, GrainInterfaceType Interface);
}
