using System.Text;
using FleetActors.Simulation.Emit;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class ProtocolTests
{
    [Theory]
    [InlineData("mqtt://broker", EmitProtocol.Mqtt, "broker", 1883, false, "/")]
    [InlineData("mqtts://broker:8884/", EmitProtocol.Mqtt, "broker", 8884, true, "/")]
    [InlineData("http://127.0.0.1:81/a?b={{vehicle}}", EmitProtocol.Http, "127.0.0.1", 81, false, "/a?b={{vehicle}}")]
    [InlineData("https://x.example", EmitProtocol.Http, "x.example", 443, true, "/")]
    [InlineData("http://[::1]:81/a", EmitProtocol.Http, "::1", 81, false, "/a")]
    [InlineData("osmand://h", EmitProtocol.OsmAnd, "h", 5055, false, "/" + BuiltInTemplates.OsmAndQuery)]
    public void Addresses_are_read(string url, EmitProtocol protocol, string host, int port, bool isTls, string path)
    {
        var target = EmitTarget.Parse(url);
        Assert.Equal((protocol, host, port, isTls, path), (target.Protocol, target.Host, target.Port, target.IsTls, target.PathAndQuery));
    }

    [Theory]
    [InlineData("broker:1883", "mqtt://")]
    [InlineData("ftp://x", "mqtt://")]
    [InlineData("mqtt://", "no host")]
    [InlineData("mqtt://a/topic", "--topic")]
    [InlineData("http://ada:secret@x/", "--user")]
    [InlineData("http://x:99999/", "no host")]
    public void Addresses_that_cannot_be_used_are_refused(string url, string reason)
    {
        var message = Assert.Throws<EmitException>(() => EmitTarget.Parse(url)).Message;
        Assert.Contains(reason, message);
        if (reason == "--user") Assert.DoesNotContain("secret", message);
    }

    [Fact]
    public void A_message_that_was_written_is_read_again_also_in_pieces() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<ushort>(), (text, some, id) =>
        {
            var (topic, payload) = (Encoding.UTF8.GetBytes(text.Get), Enumerable.Repeat(some, 60).SelectMany(bytes => bytes).ToArray());
            var packet = new byte[MqttPackets.PublishLength(topic.Length, payload.Length)];
            var written = MqttPackets.WritePublish(packet, topic, payload, id);
            for (var part = 0; part < written; part += 1 + written / 7) Assert.False(MqttPackets.TryReadFrame(packet.AsSpan(0, part), out _, out _, out _));
            Assert.True(MqttPackets.TryReadFrame(packet, out var first, out var bodyAt, out var length));
            Assert.Equal((MqttPackets.Publish, written), (first >> 4, length));
            MqttPackets.ReadPublish(first, packet.AsSpan(bodyAt, length - bodyAt), out var topicRead, out var idRead, out var payloadRead);
            Assert.Equal((Encoding.UTF8.GetString(topic), id), (topicRead, idRead));
            Assert.True(payloadRead.SequenceEqual(payload));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Packets_are_those_of_the_standard()
    {
        Assert.Equal([0x10, 19, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 0xC2, 0, 60, 0, 1, (byte)'c', 0, 1, (byte)'u', 0, 1, (byte)'p'], MqttPackets.Connect("c", "u", "p", 60));
        Assert.Equal([0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 1, 44, 0, 1, (byte)'c'], MqttPackets.Connect("c", "", "lonely", 300));
        Assert.Equal([0x82, 6, 0, 7, 0, 1, (byte)'t', 1], MqttPackets.Subscribe(7, "t"));
        Assert.Equal([0x40, 2, 1, 2], MqttPackets.Acknowledge(0x102));
    }

    [Fact]
    public void A_length_without_an_end_is_no_MQTT() =>
        Assert.Throws<InvalidDataException>(() => MqttPackets.TryReadFrame([0x30, 255, 255, 255, 255, 1], out _, out _, out _));

    [Theory]
    [InlineData("""{"id":"c-1","kind":"lock"}""", "c-1")]
    [InlineData("""{"commandId":7}""", "7")]
    [InlineData("""{"kind":"lock"}""", """{"kind":"lock"}""")]
    [InlineData("lock now", "lock now")]
    public void A_commands_id_is_found(string payload, string id) => Assert.Equal(id, CommandText.IdOf(Encoding.UTF8.GetBytes(payload)));
}
