using FleetActors.Fleets;

namespace FleetActors.Silo.City;

/// <summary>Makes the city's fleet and its first API key when the silo starts for the first time.</summary>
public sealed class CityFounding(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>The file in the data directory that keeps the first key, readable by its owner only.</summary>
    public const string KeyFile = "admin.key";

    private static readonly Caller Founder = new("silo", Role.System);

    /// <summary>Creates the fleet; answers the text of its first key when there was none before.</summary>
    public async Task<string?> Found(CancellationToken cancellation)
    {
        var fleet = grains.GetGrain<IFleetGrain>(CitySettings.Fleet.Value);
        var settings = new FleetSettings(CitySettings.Fleet, "The city", new Currency("EUR"), FleetSettings.DefaultShardCount);
        await fleet.Create(Header("found"), new CreateFleet(settings), cancellation);
        if ((await fleet.ApiKeys(cancellation)).Length > 0) return null;
        var key = await fleet.CreateApiKey(Header("first-key"), new CreateApiKey("admin", Role.Admin), cancellation);
        return key.IsAccepted ? key.Accepted.Text : null;
    }

    /// <summary>Keeps the key beside the data, for the next start's convenience.</summary>
    public static void Keep(string key, string directory)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(Path.Combine(directory, KeyFile), options);
        writer.WriteLine(key);
    }

    /// <summary>A start is a founding at most once, so its time will do for an id.</summary>
    private CommandHeader Header(string what) => new(new CommandId(FormattableString.Invariant($"{what}-{clock.GetUtcNow().ToUnixTimeMilliseconds()}")), Founder, clock.GetUtcNow());
}
