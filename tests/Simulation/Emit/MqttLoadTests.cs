using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using FleetActors.Silo.Hosting;
using FleetActors.Tests.House;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class MqttLoadTests
{
    [Fact]
    public async Task Each_car_logs_in_as_itself_and_its_fixes_arrive_on_its_topic()
    {
        var seen = new ConcurrentBag<string>();
        using var broker = await Broker.StartAsync();
        broker.Server.ValidatingConnectionAsync += connection =>
        {
            if (connection.UserName != $"u-{connection.ClientId}" || connection.Password != "p") connection.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            return Task.CompletedTask;
        };
        broker.Server.InterceptingPublishAsync += message =>
        {
            using var json = JsonDocument.Parse(message.ApplicationMessage.Payload);
            Assert.Equal($"fleet/{json.RootElement.GetProperty("vehicle").GetString()}/telemetry", message.ApplicationMessage.Topic);
            Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, message.ApplicationMessage.QualityOfServiceLevel);
            seen.Add(message.ClientId);
            return Task.CompletedTask;
        };
        string[] load = ["--emit", broker.Url, "--vehicles", "30", "--rate", "300", "--duration", "2s", "--fail-if", "errors>0%"];
        var run = await EmitRun.Of([.. load, "--user", "u-{{vehicle}}", "--password", "p"]);
        Assert.Equal((true, 600, 600), (run.IsHeld, run.Total("answered"), seen.Count));
        Assert.All(seen.GroupBy(car => car), car => Assert.Equal(20, car.Count()));
        Assert.Equal(3, (await EmitRun.Of([.. load, "--user", "nobody", "--password", "p"])).ExitCode);
    }

    [Fact]
    public async Task After_a_storm_all_are_back_and_what_fell_due_meanwhile_arrives()
    {
        using var broker = await Broker.StartAsync();
        var connected = 0;
        broker.Server.ClientConnectedAsync += _ =>
        {
            Interlocked.Increment(ref connected);
            return Task.CompletedTask;
        };
        var run = await EmitRun.Of("--emit", broker.Url, "--vehicles", "100", "--rate", "500", "--duration", "3s", "--storm", "50%@1s", "--fail-if", "errors>0%");
        Assert.True(run.IsHeld);
        Assert.InRange(connected, 130, 170);
        Assert.Equal(1_500, run.Total("answered") + run.Errors("cutByStorm"));
        Assert.InRange(run.Errors("cutByStorm"), 0, 100);
    }

    [Fact]
    public async Task Commands_are_answered_and_some_fail_when_asked_to()
    {
        using var broker = await Broker.StartAsync();
        var (answers, sent) = (new ConcurrentDictionary<string, string>(), 0);
        broker.Server.ClientSubscribedTopicAsync += async subscription =>
        {
            for (var i = 0; i < 10; i++)
            {
                var message = new MqttApplicationMessageBuilder().WithTopic(subscription.TopicFilter.Topic).WithPayload($$"""{"id":"c-{{Interlocked.Increment(ref sent)}}"}""").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
                await broker.Server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message));
            }
        };
        broker.Server.InterceptingPublishAsync += message =>
        {
            if (!message.ApplicationMessage.Topic.EndsWith("/reply", StringComparison.Ordinal)) return Task.CompletedTask;
            using var json = JsonDocument.Parse(message.ApplicationMessage.Payload);
            answers[json.RootElement.GetProperty("command").GetString()!] = json.RootElement.GetProperty("outcome").GetString()!;
            return Task.CompletedTask;
        };
        var run = await EmitRun.Of("--emit", broker.Url, "--vehicles", "20", "--rate", "40", "--duration", "2s", "--commands", "fleet/{{vehicle}}/commands", "--reply-delay", "50ms", "--reply-fail", "50%");
        Assert.Equal((true, 200, 200), (run.IsHeld, run.Total("replies"), answers.Count));
        Assert.InRange(answers.Values.Count(outcome => outcome == "failed"), 50, 150);
    }

    [Fact]
    public async Task Mosquitto_takes_every_fix()
    {
        var program = Require.Program("mosquitto");
        var port = LoopbackPort.Free();
        var configuration = Path.GetTempFileName();
        await File.WriteAllTextAsync(configuration, $"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n", TestContext.Current.CancellationToken);
        using var mosquitto = Process.Start(new ProcessStartInfo(program, ["-c", configuration]) { RedirectStandardError = true })!;
        try
        {
            while (await mosquitto.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.EndsWith("running", StringComparison.Ordinal))
            {
            }

            var run = await EmitRun.Of("--emit", $"mqtt://127.0.0.1:{port}", "--vehicles", "200", "--rate", "1000", "--duration", "2s", "--source", "127.0.0.2,127.0.0.3", "--fail-if", "errors>0%,achieved<100%");
            Assert.Equal((true, 2_000), (run.IsHeld, run.Total("answered")));
        }
        finally
        {
            mosquitto.Kill();
            await mosquitto.WaitForExitAsync(TestContext.Current.CancellationToken);
            File.Delete(configuration);
        }
    }

    private sealed class Broker(MqttServer server, int port) : IDisposable
    {
        public MqttServer Server => server;

        public string Url => $"mqtt://127.0.0.1:{port}";

        public static async Task<Broker> StartAsync()
        {
            var port = LoopbackPort.Free();
            var options = new MqttServerOptionsBuilder().WithDefaultEndpoint().WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointBoundIPV6Address(IPAddress.None).WithDefaultEndpointPort(port).Build();
            var server = new MqttServerFactory().CreateMqttServer(options);
            await server.StartAsync();
            return new(server, port);
        }

        public void Dispose() => server.Dispose();
    }
}
