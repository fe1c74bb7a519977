using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FleetActors.Simulation;
using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>The options of <c>simulate … --emit</c>, and what they mean together.</summary>
public sealed class EmitOptions
{
    private readonly Option<string?> _emit = Text("--emit", "Drives a platform elsewhere: mqtt://, mqtts://, http://, https:// or osmand:// with host, port and (HTTP) path.");
    private readonly Option<string?> _rate = Text("--rate", "Emit: fixes a second of all cars together. Default: one a car.");
    private readonly Option<string?> _duration = Text("--duration", "Emit: for how long, such as 60s or 10m (default).");
    private readonly Option<string?> _ramp = Text("--ramp", "Emit: time to reach the rate (30s), or points (0s:1000,60s:50000; the same time twice is a step).");
    private readonly Option<string?> _template = Text("--template", $"Emit: payload; {string.Join(", ", BuiltInTemplates.Names)}, or a file with {{{{placeholders}}}}.");
    private readonly Option<string?> _topic = Text("--topic", "Emit, MQTT: topic of fixes (default fleet/{{vehicle}}/telemetry).");
    private readonly Option<int> _qos = new("--qos") { Description = "Emit, MQTT: 1 waits for the broker's acknowledgement, 0 does not.", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _batch = new("--batch") { Description = "Emit, HTTP: the most fixes of one request (default 100 where the template takes several)." };
    private readonly Option<int> _connections = new("--connections") { Description = "Emit, HTTP: the most connections of a worker.", DefaultValueFactory = _ => 64 };
    private readonly Option<string[]> _headers = new("--header") { Description = "Emit, HTTP: a header such as 'Authorization: Bearer {{token}}'; may be repeated." };
    private readonly Option<string?> _vehicleId = Text("--vehicle-id", "Emit: how cars are called at the target, such as 'car-{{number}}'.");
    private readonly Option<string?> _user = Text("--user", "Emit: what each car logs in as, such as '{{vehicle}}'.");
    private readonly Option<string?> _password = Text("--password", "Emit: with which password, such as 'secret-{{vehicle}}'.");
    private readonly Option<string?> _token = Text("--token", "Emit: what {{token}} is in headers, topics and payloads.");
    private readonly Option<string?> _devices = Text("--devices", "Emit: CSV with the columns vehicle, user, password, token instead.");
    private readonly Option<string?> _authority = Text("--tls-ca", "Emit: PEM file of the authority that signed the target's certificate.");
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Emit: take any certificate of the target." };
    private readonly Option<string?> _sources = Text("--source", "Emit: local addresses to connect from, in turn, such as 127.0.0.2,127.0.0.3.");
    private readonly Option<int> _workers = new("--workers") { Description = "Emit: processes that share the cars.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _storm = Text("--storm", "Emit, MQTT: cars that lose their connection and come back at once, such as 30%@60s.");
    private readonly Option<string?> _faults = Text("--faults", "Emit: bad data by share: jump=1%,clock=1%,gap=2%,replay=2%.");
    private readonly Option<string?> _commands = Text("--commands", "Emit, MQTT: topic on which each car takes commands, such as fleet/{{vehicle}}/commands.");
    private readonly Option<string?> _replies = Text("--replies", "Emit, MQTT: topic of the answers (default: that of the commands with /reply).");
    private readonly Option<string?> _replyTemplate = Text("--reply-template", "Emit, MQTT: file with the answer; knows {{command}} and {{outcome}} too.");
    private readonly Option<string?> _replyDelay = Text("--reply-delay", "Emit, MQTT: how long a car takes to answer (default 0s).");
    private readonly Option<string?> _replyFail = Text("--reply-fail", "Emit, MQTT: share of commands that fail (default 0%).");
    private readonly Option<string?> _timeout = Text("--timeout", "Emit: after this time an unanswered fix has failed (default 10s).");
    private readonly Option<string[]> _failIf = new("--fail-if") { Description = "Emit: exit with 1 if 'p99>250ms', 'errors>1%', 'achieved<95%', 'connect-p99>5s'; may be repeated." };
    private readonly Option<int?> _worker = new("--worker") { Hidden = true };

    /// <summary>Adds them to <c>simulate</c>.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _emit, _rate, _duration, _ramp, _template, _topic, _qos, _batch, _connections, _headers, _vehicleId, _user, _password, _token, _devices, _authority, _insecure,
            _sources, _workers, _storm, _faults, _commands, _replies, _replyTemplate, _replyDelay, _replyFail, _timeout, _failIf, _worker,
        ];
        foreach (var option in all) command.Options.Add(option);
    }

    /// <summary>Whether a load is asked for.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_emit) is not null;

    /// <summary>What was asked for, checked. Throws <see cref="EmitException"/> or <see cref="ScenarioException"/> with a message for the user.</summary>
    public EmitSettings Read(ParseResult parsed, string? path, long? seed, int? vehicles, string? report)
    {
        var target = EmitTarget.Parse(parsed.GetValue(_emit)!);
        var isMqtt = target.Protocol == EmitProtocol.Mqtt;
        IFleetMotion motion = path is not null && TrackMotion.IsTrackFile(path) ? TrackMotion.Load(path, vehicles) : new CityMotion(ScenarioLoader.Load(path, seed, vehicles));
        var durationUs = EmitText.DurationUs(parsed.GetValue(_duration) ?? "10m", "--duration");
        if (durationUs < 1_000_000) throw new EmitException("--duration: a load lasts at least a second.");
        var rate = parsed.GetValue(_rate) is { } text ? EmitText.Rate(text, "--rate") : motion.Count;
        var payload = BuiltInTemplates.Load(parsed.GetValue(_template) ?? (isMqtt ? "fix" : BuiltInTemplates.FleetActors));
        var commands = parsed.GetValue(_commands);
        var settings = new EmitSettings
        {
            Target = target,
            Motion = motion,
            Devices = DeviceList.Of(motion, parsed.GetValue(_devices), parsed.GetValue(_vehicleId), parsed.GetValue(_user), parsed.GetValue(_password), parsed.GetValue(_token)),
            Profile = RateProfile.Parse(parsed.GetValue(_ramp), rate, durationUs),
            Payload = payload,
            Path = isMqtt ? null : PayloadTemplate.Parse(target.PathAndQuery, "--emit", TemplateUse.Url),
            Headers = [.. (parsed.GetValue(_headers) ?? []).Select(Header)],
            Topic = isMqtt ? PayloadTemplate.Parse(parsed.GetValue(_topic) ?? "fleet/{{vehicle}}/telemetry", "--topic", TemplateUse.Plain) : null,
            CommandTopic = commands is null ? null : PayloadTemplate.Parse(commands, "--commands", TemplateUse.Plain),
            ReplyTopic = commands is null ? null : PayloadTemplate.Parse(parsed.GetValue(_replies) ?? commands + "/reply", "--replies", TemplateUse.Plain),
            Reply = parsed.GetValue(_replyTemplate) is { } reply ? BuiltInTemplates.Load(reply) : PayloadTemplate.Parse(BuiltInTemplates.Reply, "--reply-template"),
            ReplyDelay = TimeSpan.FromMicroseconds(EmitText.DurationUs(parsed.GetValue(_replyDelay) ?? "0s", "--reply-delay")),
            ReplyFailPpm = EmitText.SharePpm(parsed.GetValue(_replyFail) ?? "0%", "--reply-fail"),
            Qos = parsed.GetValue(_qos),
            Batch = parsed.GetValue(_batch) ?? (target.Protocol == EmitProtocol.Http && payload.IsBatch ? 100 : 1),
            Connections = parsed.GetValue(_connections),
            Timeout = TimeSpan.FromMicroseconds(EmitText.DurationUs(parsed.GetValue(_timeout) ?? "10s", "--timeout")),
            Faults = FaultPlan.Parse(parsed.GetValue(_faults)),
            Storms = Storm.Parse(parsed.GetValue(_storm)),
            Seed = seed ?? ScenarioLoader.DefaultSeed,
            Sources = [.. (parsed.GetValue(_sources) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Source)],
            Authority = parsed.GetValue(_authority) is { } file ? Authority(file) : null,
            IsInsecure = parsed.GetValue(_insecure),
            Workers = parsed.GetValue(_workers),
            Worker = parsed.GetValue(_worker) ?? 0,
            FailRules = FailRule.ParseAll(parsed.GetValue(_failIf) ?? []),
            ReportFolder = report ?? "emit-verdict",
        };
        EmitChecks.Check(settings);
        return settings;
    }

    /// <summary>Whether this process is one of several workers, told what to do by another.</summary>
    public bool IsWorker(ParseResult parsed) => parsed.GetValue(_worker) is not null;

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };

    private static (string Name, PayloadTemplate Value) Header(string text) => text.Split(':', 2) is [var name, var value] && name.Length > 0
        ? (name.Trim(), PayloadTemplate.Parse(value.Trim(), $"--header {name}", TemplateUse.Plain))
        : throw new EmitException($"--header: '{text}' should be a name and a value, such as 'Authorization: Bearer abc'.");

    private static IPAddress Source(string text) => IPAddress.TryParse(text, out var address) ? address : throw new EmitException($"--source: '{text}' is no address.");

    private static X509Certificate2 Authority(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new EmitException($"--tls-ca: {file} is no certificate in PEM that can be read: {error.Message}");
        }
    }
}
