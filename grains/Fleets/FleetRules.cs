using System.Collections.Immutable;
using System.Numerics;
using FleetActors.Commands;

namespace FleetActors.Fleets;

/// <summary>What a fleet may be and publish.</summary>
public static class FleetRules
{
    /// <summary>Creates the fleet; nothing happens when it exists with the same settings.</summary>
    public static Decision<FleetEvent> Create(FleetState fleet, FleetId id, CreateFleet command, Stamp stamp)
    {
        var settings = command.Settings;
        if (fleet.Settings is { } known)
            return known with { Growths = [] } == settings with { Growths = [] } ? Decision<FleetEvent>.Nothing : new Refused(Refusal.FleetAlreadyExists, $"{known.Name}, {known.Currency}, {known.ShardCount} shards.");
        if (settings.Fleet != id) return Invalid($"The fleet id {id}.");
        if (!IsName(settings.Name)) return Invalid($"A name of 1 to {FleetLimits.NameLength} characters.");
        if (settings.Currency.Code is null) return Invalid("A currency.");
        if (settings.ShardCount is < 1 or > 4_096 || !BitOperations.IsPow2(settings.ShardCount)) return Invalid("A power of two of shards, 1 to 4096.");
        if (!settings.Growths.IsDefaultOrEmpty) return Invalid("No growths: a fleet grows once it is there.");
        return new FleetCreated(settings, stamp);
    }

    /// <summary>Publishes the next version of a tariff; nothing happens when the newest version has the same content.</summary>
    public static Decision<FleetEvent> Publish(FleetState fleet, PublishTariff command, Stamp stamp)
    {
        if (fleet.Settings is not { } settings) return Refusal.UnknownFleet;
        if (TariffRules.Check(command.Tariff, settings.Currency) is { } refused) return refused;
        var newest = fleet.Tariff(command.Tariff.Id, null);
        var next = command.Tariff with { Version = (newest?.Version ?? 0) + 1 };
        if (newest is not null && newest with { Version = next.Version } == next) return Decision<FleetEvent>.Nothing;
        return fleet.Tariffs.Length >= FleetLimits.TariffVersions
            ? new Refused(Refusal.FleetLimitReached, $"At most {FleetLimits.TariffVersions} tariff versions.")
            : new TariffPublished(next, stamp);
    }

    /// <summary>Replaces the service zones.</summary>
    public static Decision<FleetEvent> Replace(FleetState fleet, SetZones command, Stamp stamp)
    {
        if (fleet.Settings is null) return Refusal.UnknownFleet;
        return ZoneRules.Check(command.Zones) is { } refused
            ? refused
            : new ZonesReplaced(new(fleet.Zones.Version + 1, command.Zones), stamp);
    }

    /// <summary>Puts an API key in force.</summary>
    public static Decision<FleetEvent> Create(FleetState fleet, CreateApiKey command, string keyId, string secret, ImmutableArray<byte> salt, Stamp stamp)
    {
        if (fleet.Settings is null) return Refusal.UnknownFleet;
        if (!IsName(command.Name)) return Invalid($"A name of 1 to {FleetLimits.NameLength} characters.");
        if (command.Role is < Role.Viewer or > Role.Admin) return Invalid("The role Viewer, Device, Operator or Admin.");
        if (fleet.ApiKeys.Length >= FleetLimits.ApiKeys) return new Refused(Refusal.FleetLimitReached, $"At most {FleetLimits.ApiKeys} keys.");
        if (fleet.ApiKeys.Any(key => key.View.Name == command.Name || key.View.KeyId == keyId)) return Invalid("A name that no other key in force has.");
        return new ApiKeyCreated(ApiKey.Of(new(keyId, command.Name, command.Role, stamp), secret, salt), stamp);
    }

    /// <summary>Takes an API key out of force.</summary>
    public static Decision<FleetEvent> Revoke(FleetState fleet, RevokeApiKey command, Stamp stamp) => fleet switch
    {
        { Settings: null } => Refusal.UnknownFleet,
        _ when fleet.Key(command.KeyId) is null => Invalid("The id of a key in force."),
        _ => new ApiKeyRevoked(command.KeyId, stamp),
    };

    /// <summary>Whether a text can name something for people.</summary>
    public static bool IsName(string? text) => text is { Length: >= 1 and <= FleetLimits.NameLength } && !text.Any(char.IsControl);

    private static Refused Invalid(string allowed) => new(Refusal.ValueOutOfRange, allowed);
}
