namespace FleetActors.Records;

/// <summary>The names under which grains ask for storage. Fixed: they are part of every storage key.</summary>
public static class FleetStorage
{
    /// <summary>The storage provider of all grains.</summary>
    public const string Provider = "fleet";
}
