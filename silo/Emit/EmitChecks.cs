using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>What would only show after the start, or never, if nobody looked.</summary>
public static class EmitChecks
{
    /// <summary>Throws <see cref="EmitException"/> for the first thing that cannot work.</summary>
    public static void Check(EmitSettings settings)
    {
        var (target, isMqtt) = (settings.Target, settings.Target.Protocol == EmitProtocol.Mqtt);
        Demand(settings.Workers is >= 1 and <= 64 && settings.Workers <= settings.Devices.Length, $"--workers: 1 to 64, and no more than there are cars ({settings.Devices.Length}).");
        Demand(settings.Qos is 0 or 1, "--qos: 0 or 1.");
        Demand(settings.Batch is >= 1 and <= 20_000, "--batch: 1 to 20,000.");
        Demand(settings.Connections is >= 1 and <= 10_000, "--connections: 1 to 10,000.");
        Demand(settings.Timeout >= TimeSpan.FromMilliseconds(100), "--timeout: at least 100ms.");
        Demand(settings.Profile.Total > 0, "--rate, --ramp: no fix falls due within --duration.");
        Demand(settings.Batch == 1 || target.Protocol == EmitProtocol.Http, $"--batch: {target.Protocol} takes one fix at a time.");
        Demand(settings.Batch == 1 || settings.Payload.IsBatch, $"--batch: the template '{settings.Payload.Name}' takes one fix at a time; put {{{{#fixes}}}}…{{{{/fixes}}}} around what is repeated.");
        Demand(settings.Batch == 1 || settings.Path!.IsSameForAll, "--batch: the URL names a car, but a batch has several; use --batch 1.");
        Demand(settings.Batch == 1 || settings.Headers.All(header => header.Value.IsSameForAll || IsSharedToken(settings, header.Value)), "--batch: a header names a car, but a batch has several; use --batch 1.");
        Demand(settings.Path is not { IsBatch: true } && settings.Topic is not { IsBatch: true }, "--emit, --topic: a URL or topic has no section of fixes.");
        Demand(isMqtt || settings.Storms.IsEmpty, "--storm: only MQTT has connections that belong to cars.");
        Demand(isMqtt || settings.CommandTopic is null, "--commands: only MQTT carries commands.");
        Demand(!isMqtt || settings.Headers.IsEmpty, "--header: MQTT has no headers; use --user and --password.");
        Demand(!isMqtt || settings.Topic!.Text(new(settings.Devices[0], 0, default, 0)).IndexOfAny(['+', '#']) < 0, "--topic: + and # are for subscribing only.");
        Demand(settings.Storms.All(storm => storm.AtUs < settings.Profile.DurationUs), "--storm: it comes after the end of --duration.");
        Demand(target.IsTls || (settings.Authority is null && !settings.IsInsecure), "--tls-ca, --insecure: the address is not encrypted; use mqtts:// or https://.");
        Demand(settings.Authority is null || !settings.IsInsecure, "--insecure takes any certificate, so --tls-ca means nothing beside it.");
        Demand(!Uses(settings, settings.Devices[0].Token.Length == 0, "token"), "{{token}} is used, but there is none: give --token, or --devices with that column.");
    }

    /// <summary>A token that is the same for all cars may stand in the header of a batch.</summary>
    private static bool IsSharedToken(EmitSettings settings, PayloadTemplate header)
    {
        var first = settings.Devices[0];
        return header.NeedsCredentials && !header.Names("vehicle") && !header.Names("uuid") && settings.Devices.All(device => device.Token == first.Token && device.User == first.User && device.Password == first.Password);
    }

    private static bool Uses(EmitSettings settings, bool isMissing, string field) =>
        isMissing && settings.Headers.Select(header => header.Value).Append(settings.Payload).Append(settings.Path).Append(settings.Topic)
            .Any(template => template is not null && template.Names(field));

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds) throw new EmitException(otherwise);
    }
}
