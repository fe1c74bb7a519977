using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class HttpLoadTests
{
    [Fact]
    public async Task Every_fix_arrives_once_under_its_cars_name_and_the_verdict_counts_the_same()
    {
        var seen = new ConcurrentBag<(string Vehicle, DateTimeOffset At)>();
        await using var sink = await Sink.StartAsync(async context =>
        {
            Assert.Equal("Bearer abc", context.Request.Headers.Authorization.ToString());
            using var json = await JsonDocument.ParseAsync(context.Request.Body);
            foreach (var fix in json.RootElement.GetProperty("fixes").EnumerateArray()) seen.Add((fix.GetProperty("vehicle").GetString()!, fix.GetProperty("at").GetDateTimeOffset()));
        });
        var run = await EmitRun.Of(
            "--emit", $"{sink.Url}/v1/telemetry", "--vehicles", "50", "--rate", "500", "--duration", "2s", "--batch", "20",
            "--vehicle-id", "car-{{number}}", "--token", "abc", "--header", "Authorization: Bearer {{token}}", "--fail-if", "errors>0%");
        Assert.True(run.IsHeld);
        Assert.Equal((1_000, 1_000, 0), (run.Total("offered"), run.Total("answered"), run.Total("failed")));
        Assert.Equal(1_000, seen.Count);
        Assert.Equal(Enumerable.Range(0, 50).Select(car => $"car-{car}").Order(StringComparer.Ordinal), seen.Select(fix => fix.Vehicle).Distinct().Order(StringComparer.Ordinal));
        Assert.All(seen.GroupBy(fix => fix.Vehicle), car => Assert.Equal(20, car.Select(fix => fix.At).Distinct().Count()));
    }

    [Fact]
    public async Task OsmAnd_gets_one_fix_in_each_query()
    {
        var ids = new ConcurrentBag<string>();
        await using var sink = await Sink.StartAsync(context =>
        {
            Assert.True(double.TryParse(context.Request.Query["lat"], out _) && long.TryParse(context.Request.Query["timestamp"], out _));
            ids.Add(context.Request.Query["id"].ToString());
            return Task.CompletedTask;
        });
        var run = await EmitRun.Of("--emit", sink.Url.Replace("http://", "osmand://", StringComparison.Ordinal), "--vehicles", "10", "--rate", "100", "--duration", "1s");
        Assert.Equal((true, 100, 100), (run.IsHeld, run.Total("answered"), ids.Count));
        Assert.Equal(10, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_target_that_stalls_is_to_blame_for_it()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var sink = await Sink.StartAsync(_ => open.Task);
        var run = await EmitRun.Of("--emit", sink.Url, "--vehicles", "20", "--rate", "100", "--duration", "2s", "--batch", "10", "--timeout", "1s", "--fail-if", "p99>900ms", "--fail-if", "errors>1%");
        open.SetResult();
        Assert.Equal((1, "target"), (run.ExitCode, run.Blame));
        Assert.Equal((200, 200), (run.Total("offered"), run.Errors("timedOut")));
    }

    [Fact]
    public async Task A_worker_that_is_asked_for_too_much_ends_all_the_same_and_blames_itself()
    {
        await using var sink = await Sink.StartAsync(_ => Task.CompletedTask);
        var run = await EmitRun.Of("--emit", sink.Url, "--vehicles", "1000", "--rate", "10000000", "--duration", "1s", "--timeout", "1s", "--fail-if", "p99>250ms");
        Assert.Equal((4, "generator", 10_000_000), (run.ExitCode, run.Blame, run.Total("offered")));
        Assert.InRange(run.Total("neverSent"), 1_000_000, 10_000_000 - run.Total("answered") - run.Total("failed"));
    }

    [Fact]
    public async Task Refusals_failures_and_unknown_vehicles_are_told_apart()
    {
        var turn = 0;
        await using var sink = await Sink.StartAsync(async context =>
        {
            switch (Interlocked.Increment(ref turn) % 4)
            {
                case 0: context.Response.StatusCode = 401; break;
                case 1: context.Response.StatusCode = 503; break;
                case 2: await context.Response.WriteAsync("""{"applied":9,"older":0,"quarantined":0,"unknown":[4]}"""); break;
            }
        });
        var run = await EmitRun.Of("--emit", sink.Url, "--vehicles", "20", "--rate", "400", "--duration", "1s", "--batch", "10", "--fail-if", "errors>50%");
        Assert.Equal((1, "target"), (run.ExitCode, run.Blame));
        Assert.Equal((100, 100, 10, 190), (run.Errors("refused"), run.Errors("serverError"), run.Errors("unknownVehicle"), run.Total("answered")));
    }

    [Fact]
    public async Task What_is_kept_back_comes_later_and_what_is_withheld_never()
    {
        var seen = 0;
        await using var sink = await Sink.StartAsync(async context =>
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body);
            Interlocked.Add(ref seen, json.RootElement.GetProperty("fixes").GetArrayLength());
        });
        var run = await EmitRun.Of("--emit", sink.Url, "--vehicles", "400", "--rate", "800", "--duration", "2s", "--batch", "7", "--faults", "gap=20%,replay=20%,jump=1%,clock=1%", "--fail-if", "errors>0%");
        Assert.True(run.IsHeld);
        Assert.Equal(seen, run.Total("answered"));
        // A second in which the generator was late counts what was due then as offered, before some of it is withheld.
        Assert.InRange(run.Total("offered") + run.Total("withheld"), 1_600, 1_616);
        Assert.InRange(run.Total("withheld"), 300, 900);
    }

    [Fact]
    public async Task A_certificate_must_be_trusted_unless_somebody_says_otherwise()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var sink = await Sink.StartAsync(_ => Task.CompletedTask, X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null));
        string[] load = ["--emit", sink.Url, "--vehicles", "10", "--rate", "100", "--duration", "1s", "--batch", "10", "--fail-if", "errors>0%"];
        var (strange, trusted, insecure) = (await EmitRun.Of(load), await EmitRun.Of([.. load, "--tls-ca", file]), await EmitRun.Of([.. load, "--insecure"]));
        File.Delete(file);
        Assert.Equal((1, 100), (strange.ExitCode, strange.Errors("notConnected")));
        Assert.Equal((true, 100), (trusted.IsHeld, trusted.Total("answered")));
        Assert.Equal((true, 100), (insecure.IsHeld, insecure.Total("answered")));
    }

    [Theory]
    [InlineData("--emit", "ftp://x")]
    [InlineData("--emit", "http://127.0.0.1:1/", "--storm", "30%@1s")]
    [InlineData("--emit", "http://127.0.0.1:1/{{vehicle}}", "--batch", "10")]
    [InlineData("--emit", "http://127.0.0.1:1/", "--header", "X: {{token}}", "--batch", "1")]
    [InlineData("--emit", "http://127.0.0.1:1/", "--insecure")]
    [InlineData("--emit", "http://127.0.0.1:1/", "--template", "traccar", "--batch", "10")]
    [InlineData("--emit", "mqtt://127.0.0.1:1", "--batch", "10")]
    [InlineData("--emit", "mqtt://127.0.0.1:1", "--topic", "a/#")]
    [InlineData("--emit", "http://127.0.0.1:1/", "--fail-if", "p99>1")]
    [InlineData("--emit", "http://127.0.0.1:1/", "--duration", "10ms")]
    [InlineData("--emit", "http://127.0.0.1:1/", "--source", "here")]
    public async Task What_cannot_work_is_said_before_the_start(params string[] arguments)
    {
        var run = await EmitRun.Of([.. arguments, "--vehicles", "5"]);
        Assert.Equal((2, JsonValueKind.Undefined), (run.ExitCode, run.Verdict.ValueKind));
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_said_at_once() =>
        Assert.Equal(3, (await EmitRun.Of("--emit", "http://127.0.0.1:1/", "--vehicles", "5")).ExitCode);

    private sealed class Sink(WebApplication app, string url) : IAsyncDisposable
    {
        public string Url => url;

        public static async Task<Sink> StartAsync(RequestDelegate take, X509Certificate2? certificate = null)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            }));
            builder.WebHost.UseKestrelHttpsConfiguration();
            var app = builder.Build();
            app.Run(take);
            await app.StartAsync();
            return new(app, app.Urls.Single());
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
