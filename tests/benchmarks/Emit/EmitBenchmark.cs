using System.CommandLine;
using System.Globalization;

namespace FleetActors.Benchmarks.Emit;

/// <summary>
/// <c>emit</c>: the load that one worker of <c>simulate --emit</c> puts on a mosquitto and on a bare HTTP server, beside what a bare
/// loop over sockets puts on the same two; then a target that stands still, and a worker that is asked for too much or stands
/// still itself, and whom the verdict names. Fails when a figure is missed or the verdict names the wrong one.
/// </summary>
public static class EmitBenchmark
{
    private const int RampSeconds = 4;
    private const int CalmCars = 2_000;
    private const int CalmRate = 10_000;
    private const int TroubleAfterSecond = 3;
    private const int HttpLoops = 16;
    private const int TooMuchSeconds = 8;
    private const int TooMuchWarmSecond = 5;

    /// <summary>A little more is offered than must arrive, so that a full second's count may vary.</summary>
    private const double OfferedAboveBar = 1.03;

    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(3);
    private static readonly string[] Parts = ["mqtt", "http", "stalled-mqtt", "stalled-http", "overloaded", "frozen"];

    private sealed record Plan(int Connections, int MqttRate, int HttpRate, int Batch, int TooMuch, int Seconds, TimeSpan Limit, string Report)
    {
        public int Duration => RampSeconds + Seconds;
        public int Steady => RampSeconds + 1;
        public string ReportOf(string part) => Path.Combine(Report, part);
    }

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var what = new Option<string[]>("--what") { Description = "Parts; all of them by default.", DefaultValueFactory = _ => Parts, AllowMultipleArgumentsPerToken = true };
        what.AcceptOnlyFromAmong(Parts);
        var connections = new Option<int>("--connections") { Description = "MQTT connections, one a car.", DefaultValueFactory = _ => 10_000 };
        var mqttRate = new Option<int>("--mqtt-rate") { Description = "Fixes a second that must arrive over MQTT.", DefaultValueFactory = _ => 30_000 };
        var httpRate = new Option<int>("--http-rate") { Description = "Fixes a second that must arrive over HTTP.", DefaultValueFactory = _ => 100_000 };
        var batch = new Option<int>("--batch") { Description = "Fixes of one HTTP request.", DefaultValueFactory = _ => 100 };
        var tooMuch = new Option<int>("--too-much") { Description = "Fixes a second that a worker cannot send.", DefaultValueFactory = _ => 5_000_000 };
        var seconds = new Option<int>("--seconds") { Description = "Length of the two measurements, after their ramps.", DefaultValueFactory = _ => 10 };
        var limit = new Option<int>("--limit-seconds") { Description = "Length of each bare loop; one runs before and one after.", DefaultValueFactory = _ => 3 };
        var report = new Option<string>("--report") { Description = "Where the verdicts go.", DefaultValueFactory = _ => "artifacts/emit" };
        var command = new Command("emit", """
            One worker of simulate --emit into mosquitto and into a bare HTTP server; whom the verdict blames for a delay.

            Examples:
              emit
              emit --what mqtt http --seconds 20
              emit --what mqtt --connections 1000 --mqtt-rate 5000 --seconds 3
              emit --what stalled-mqtt stalled-http overloaded frozen
            Exit code: 0 when every figure and every verdict is as it should be, 1 otherwise. Without mosquitto its parts are skipped by name.
            """)
        { what, connections, mqttRate, httpRate, batch, tooMuch, seconds, limit, report };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(what)!, new(
            parsed.GetValue(connections), parsed.GetValue(mqttRate), parsed.GetValue(httpRate), parsed.GetValue(batch), parsed.GetValue(tooMuch),
            parsed.GetValue(seconds), TimeSpan.FromSeconds(parsed.GetValue(limit)), Path.GetFullPath(parsed.GetValue(report)!)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] what, Plan plan, CancellationToken cancellation)
    {
        if (Directory.Exists(plan.Report)) Directory.Delete(plan.Report, recursive: true);
        var areMet = new List<bool>();
        foreach (var part in what)
        {
            if (part.EndsWith("mqtt", StringComparison.Ordinal) && Mosquitto.Program is null)
            {
                Console.WriteLine($"skipped {part}: mosquitto is not installed (Debian: apt-get install mosquitto)");
                continue;
            }

            areMet.Add(await (part switch
            {
                "mqtt" => MqttAsync(plan, cancellation),
                "http" => HttpAsync(plan, cancellation),
                "stalled-mqtt" => StalledMqttAsync(plan, cancellation),
                "stalled-http" => StalledHttpAsync(plan, cancellation),
                "overloaded" => OverloadedAsync(plan, cancellation),
                _ => FrozenAsync(plan, cancellation),
            }));
        }

        return areMet.TrueForAll(isMet => isMet) ? 0 : 1;
    }

    private static async Task<bool> MqttAsync(Plan plan, CancellationToken cancellation)
    {
        using var broker = await Mosquitto.StartAsync(Mosquitto.Program!, cancellation);
        var before = await BareLoops.PublishAsync(broker.Port, plan.Connections, plan.Limit, cancellation);
        var run = await WorkerRun.Of(plan.ReportOf("mqtt"), SteadyLoad(Mqtt(broker), plan.Connections, plan.MqttRate, plan), cancellation);
        var after = await BareLoops.PublishAsync(broker.Port, plan.Connections, plan.Limit, cancellation);
        var connected = run.LeastConnected(plan.Steady, plan.Duration);
        return Figure("emit_mqtt", run, plan.MqttRate, (before + after) / 2, plan, connected == plan.Connections, $" connections={connected}");
    }

    private static async Task<bool> HttpAsync(Plan plan, CancellationToken cancellation)
    {
        using var sink = await BareSink.StartAsync(cancellation);
        var before = await BareLoops.PostAsync(sink.Port, HttpLoops, plan.Batch, plan.Limit, cancellation);
        var run = await WorkerRun.Of(plan.ReportOf("http"), [.. SteadyLoad(Http(sink), plan.Connections, plan.HttpRate, plan), "--batch", N(plan.Batch)], cancellation);
        var after = await BareLoops.PostAsync(sink.Port, HttpLoops, plan.Batch, plan.Limit, cancellation);
        return Figure("emit_http", run, plan.HttpRate, (before + after) / 2, plan, isAsAsked: true, $" batch={plan.Batch}");
    }

    private static async Task<bool> StalledMqttAsync(Plan plan, CancellationToken cancellation)
    {
        using var broker = await Mosquitto.StartAsync(Mosquitto.Program!, cancellation);
        return Verdict("stalled_mqtt", await WorkerRun.Of(plan.ReportOf("stalled-mqtt"), CalmLoad(Mqtt(broker)), cancellation, TroubleAfterSecond, _ => ProcessSignal.FreezeAsync(broker.Process, Trouble)), "target", exitCode: 1);
    }

    private static async Task<bool> StalledHttpAsync(Plan plan, CancellationToken cancellation)
    {
        using var sink = await BareSink.StartAsync(cancellation);
        return Verdict("stalled_http", await WorkerRun.Of(plan.ReportOf("stalled-http"), CalmLoad(Http(sink)), cancellation, TroubleAfterSecond, _ => ProcessSignal.FreezeAsync(sink.Process, Trouble)), "target", exitCode: 1);
    }

    private static async Task<bool> OverloadedAsync(Plan plan, CancellationToken cancellation)
    {
        using var sink = await BareSink.StartAsync(cancellation);
        var run = await WorkerRun.Of(plan.ReportOf("overloaded"), [.. Load(Http(sink), plan.Connections, plan.TooMuch, TooMuchSeconds, "1s"), "--timeout", "5s", "--batch", N(plan.Batch)], cancellation);
        var limit = await BareLoops.PostAsync(sink.Port, HttpLoops, plan.Batch, plan.Limit, cancellation);
        var rate = run.AnsweredPerSecond(TooMuchWarmSecond, TooMuchSeconds);
        return Verdict("overloaded", run, "generator", exitCode: 4, string.Create(CultureInfo.InvariantCulture, $" full_speed={rate:F0} limit={limit:F0} ratio={rate / limit:F2}"));
    }

    private static async Task<bool> FrozenAsync(Plan plan, CancellationToken cancellation)
    {
        using var sink = await BareSink.StartAsync(cancellation);
        return Verdict("frozen", await WorkerRun.Of(plan.ReportOf("frozen"), CalmLoad(Http(sink)), cancellation, TroubleAfterSecond, worker => ProcessSignal.FreezeAsync(worker, Trouble)), "generator", exitCode: 4);
    }

    private static string[] SteadyLoad(string url, int cars, int bar, Plan plan) => Load(url, cars, (int)(bar * OfferedAboveBar), plan.Duration, $"{RampSeconds}s");

    private static string[] CalmLoad(string url) => Load(url, CalmCars, CalmRate, 10, "1s");

    private static string[] Load(string url, int cars, int rate, int seconds, string ramp) =>
        ["--emit", url, "--vehicles", N(cars), "--rate", N(rate), "--duration", $"{seconds}s", "--ramp", ramp, "--fail-if", "p99>250ms,errors>0%,achieved<99%"];

    private static string Mqtt(Mosquitto broker) => $"mqtt://127.0.0.1:{broker.Port}";

    private static string Http(BareSink sink) => $"http://127.0.0.1:{sink.Port}/v1/telemetry";

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool Figure(string name, WorkerRun run, int bar, double limit, Plan plan, bool isAsAsked, string more)
    {
        var rate = run.AnsweredPerSecond(plan.Steady, plan.Duration);
        var isMet = isAsAsked && rate >= bar && run.ExitCode == 0;
        Console.WriteLine($"{name}: {run.Sentence}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name={name} value={rate:F0} unit=fixes/s limit={limit:F0} ratio={rate / limit:F2} bar={bar} met={(isMet ? "yes" : "no")}{more} outcome={run.Outcome} failed={run.Failed} p50_ms={run.P50Ms:F1} p99_ms={run.P99Ms:F1} own_p99_ms={run.OwnP99Ms:F1} cpu={run.Cpu(plan.Steady, plan.Duration):F2}"));
        return isMet;
    }

    private static bool Verdict(string name, WorkerRun run, string blame, int exitCode, string more = "")
    {
        var isMet = run.Blame == blame && run.ExitCode == exitCode;
        Console.WriteLine($"{name}: {run.Sentence}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=emit_{name} value={run.Blame} unit=blame bar={blame} met={(isMet ? "yes" : "no")} exit={run.ExitCode} offered={run.Offered} answered={run.Answered} failed={run.Failed} p99_ms={run.P99Ms:F1} own_p99_ms={run.OwnP99Ms:F1}{more}"));
        return isMet;
    }
}
